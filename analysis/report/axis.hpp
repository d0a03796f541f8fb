#pragma once
/// \file
/// The range and the ticks of an axis of a figure.

#include <string>
#include <vector>

namespace fluxwalk::report {

struct Tick {
  double at = 0;
  std::string label;
};

struct Axis {
  double low = 0, high = 1;  ///< what is shown, a little more than the data
  bool is_log = false;
  int exponent = 0;  ///< tick labels are in units of 10^exponent; never on a logarithmic axis
  std::vector<Tick> ticks;
  std::vector<double> minor_ticks;  ///< without labels; of logarithmic axes

  /// Characters of the longest tick label.
  std::size_t label_width() const;
};

/// An axis that shows low ... high with about `wanted` ticks at round numbers. Bounds that are not finite,
/// the wrong way round, or not positive where the axis is logarithmic give the axis 0 ... 1 (1 ... 10).
Axis make_axis(double low, double high, bool is_log, int wanted);

/// The axis of standardised residuals: at least -4 ... 4, symmetric about zero.
Axis make_residual_axis(double largest);

}  // namespace fluxwalk::report
