#pragma once
/// \file
/// The line that shows the progress of a run.

#include <string>

#include "fluxwalk/run.hpp"

namespace fluxwalk::app {

/// Three significant digits with an SI prefix, and the space before the unit: "12.3 M".
std::string with_si_prefix(double value);

/// One updating line on standard error; it disappears with the object.
class ProgressLine {
 public:
  /// Shows nothing unless `is_shown`.
  ProgressLine(std::string label, bool is_shown);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Shows at most ten of these per second.
  void show(const Progress& progress);

 private:
  std::string label_;
  bool is_shown_;
  double last_shown_ = -1;  ///< Progress::seconds
};

/// The line's text: label, bar, part done, hops per second, time to go.
std::string progress_text(const std::string& label, const Progress& progress);

}  // namespace fluxwalk::app
