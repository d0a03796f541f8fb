#pragma once
/// \file
/// An estimate with its pseudo-values, which give the covariance of two estimates.

#include <string>
#include <vector>

#include "fluxwalk/estimate.hpp"
#include "sample/jackknife.hpp"
#include "sample/run_view.hpp"

namespace fluxwalk {

struct Measured {
  Estimate estimate;
  std::vector<double>
      pseudo_values;  ///< one per batch, in the unit of the estimate; empty without batch errors
};

/// What is estimated: names, and the powers of length and time in its unit.
struct Quality {
  std::string name, symbol, method;
  int length_power = 0, time_power = 0;
};

inline Quality diffusivity(std::string name, std::string symbol, std::string method) {
  return {std::move(name), std::move(symbol), std::move(method), 2, -1};
}

/// An estimate with names and unit, but no value yet.
Estimate described(const RunView& view, Quality quality);

/// Component `index` of a jackknife in lattice units, brought to physical units.
Measured measured(const RunView& view, Quality quality, const Jackknife& jackknife, std::size_t index,
                  double exact_sigma, double expected);

/// A number that is not measured, in lattice units: an input or an exact answer. It is converted to physical
/// units.
Estimate without_walkers(const RunView& view, Quality quality, Origin origin, double number);

/// No value, and why.
Measured not_applicable(const RunView& view, Quality quality, std::string why);

}  // namespace fluxwalk
