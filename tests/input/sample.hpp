#pragma once
#include <string>

#include "fluxwalk/error.hpp"
#include "fluxwalk/experiment.hpp"
#include "fluxwalk/read_experiment.hpp"

/// A small correct file, and variations of it.
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

/// Reservoirs, a medium, sources and turnover on a lattice of 6 x 4 sites.
inline const std::string fed = R"([lattice]
kind = "square"
shape = [6, 4]
spacing = "2 nm"
step = "1 ps"
[hop]
stay = 0.4
[faces]
x = [{ kind = "reservoir", concentration = 1000.5, potential = 0.5 },
     { kind = "reservoir", concentration = 200, bath = "fixed", wall = "half-cell" }]
y = "reflecting"
[medium]
acceptance = "glauber"
[[medium.region]]
hop = 0.5
[[medium.region]]
from = ["2 nm", 1]
to = [3, 2]
hop = 0.25
potential = 1.5
[[medium.region]]
from = [5, 3]
to = [5, 3]
obstacle = true
[[medium.potential]]
kind = "step"
axis = "x"
at = "6 nm"
height = 2
[[medium.potential]]
kind = "ramp"
axis = "y"
from = 1
to = 3
height = -3
[[medium.membrane]]
axis = "x"
plane = 3
transmission = 0.1
[[medium.membrane]]
axis = "x"
plane = 3
transmission = 0.7
from = [0, 2]
to = [5, 3]
[turnover]
decay = 0.01
reproduction = 0.005
[[source]]
kind = "box"
from = [0, 0]
to = [4, 3]
rate = 0.25
[[source]]
kind = "point"
at = [1, "4 nm"]
rate = 20
start = "5 ps"
stop = 50
[[source]]
kind = "table"
axis = "y"
values = [1, 0, 2, 0]
[[population]]
kind = "uniform"
walkers = 1000
[run]
steps = 100
kernel = "occupation"
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

/// Every complaint about a text, one per line; empty if it is correct.
inline std::string complaints_about(const std::string& experiment_text) {
  try {
    fluxwalk::parse_experiment(experiment_text, "f.toml");
    return "";
  } catch (const fluxwalk::InputError& error) {
    return error.what();
  }
}

}  // namespace sample
