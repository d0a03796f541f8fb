#include <fmt/core.h>

#include "fluxwalk/input.hpp"
#include "toml_writer.hpp"

namespace fluxwalk {

std::string new_experiment_text(const std::string& name) {
  return fmt::format(
      R"(# An experiment for fluxwalk. `fluxwalk explain KEY` explains a key; docs/experiment-file.md explains all of them.
title = {}
question = "Does a drop of walkers spread as Fick's laws say?"

[lattice]
kind = "square"             # chain, square or cubic
shape = [64, 64]            # sites along each axis
spacing = "1 nm"            # distance of neighbouring sites
step = "2 ps"               # duration of a step
# Lengths and times below are numbers of sites and steps, or quantities such as "5 nm" and "1 ns".

[hop]                       # chance of each hop in a step
stay = 0.2                  # the four directions share the rest equally
# x = [0.1, 0.3]            # or [towards -x, towards +x]: a drift; then give y too, and stay follows
# y = [0.2, 0.2]

[faces]                     # periodic, reflecting, mirror, absorbing, or a table with kind = "partial" or "reservoir"
x = "reflecting"            # both faces of the axis, or a list [low, high]
y = "periodic"

[[population]]              # repeat the section for more walkers elsewhere
kind = "gaussian"           # point, plane, box, uniform, gaussian or profile
walkers = 200_000
center = [32, 32]           # a site
width = "5 nm"              # standard deviation

[run]
steps = "800 ps"            # 400 steps
batches = 32                # error bars are read off their scatter
seed = 1                    # the same seed gives the same counts

[measure.flux]              # walkers crossing planes, forward and backward
x = "all"
every = 10                  # in time bins of 10 steps
residence = true            # and the occupation of each layer meanwhile

[measure.profile]           # walkers in each layer
axes = ["x"]
every = 100

[measure.moments]           # displacement and its second moments
every = 20

[analysis]
tolerance = 0.02            # a deviation of 2 % matters
)",
      input::toml_string(name));
}

}  // namespace fluxwalk
