#pragma once
#include <string>

#include "fluxwalk/error.hpp"
#include "fluxwalk/experiment.hpp"

/// A small right file, and variations on it.
namespace sample {

inline const std::string text = R"([lattice]
kind = "square"
shape = [20, 10]
spacing = "1 nm"
step = "2 ps"
[hop]
x = [0.2, 0.3]
y = [0.2, 0.1]
[faces]
y = "reflecting"
[[population]]
kind = "point"
walkers = 1000
at = [10, 5]
[run]
steps = 100
batches = 10
[measure.flux]
x = "all"
every = 10
)";

/// The sample with `from` (which must be there) replaced by `to`.
inline std::string with(const std::string& from, const std::string& to) {
  std::string result = text;
  return result.replace(result.find(from), from.size(), to);
}

/// The sample with more lines at its end: line 21 and on.
inline std::string and_also(const std::string& lines) {
  return text + lines;
}

/// Every complaint about a text, one a line; empty if it is right.
inline std::string complaints_about(const std::string& experiment_text) {
  try {
    fluxwalk::parse_experiment(experiment_text, "f.toml");
    return "";
  } catch (const fluxwalk::InputError& error) {
    return error.what();
  }
}

}  // namespace sample
