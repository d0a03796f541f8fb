/// \file
/// Whether quantities that follow from the spacing ℓ and the step τ fit into a double.

#include <fmt/core.h>

#include <cmath>
#include <string>

#include "draft.hpp"
#include "fluxwalk/units.hpp"

namespace fluxwalk::input {

namespace {

/// ℓ^lengths τ^times.
struct Derived {
  const char* formula;
  const char* meaning;
  int lengths, times;
};

/// Numbers are also squared, and multiplied by counts: stay far from the limits of a double.
constexpr double most_decades = 100;

struct Logarithms {
  double length = 0, time = 0;
};

std::string unit_text(const Scale& scale) {
  return scale.unit.empty() ? scale.units : scale.unit;
}

/// Decimal logarithms of ℓ and τ, in the units of the file or in those of the SI.
Logarithms logarithms(const Draft& draft, bool is_in_si) {
  const auto of = [&](const Scale& scale) {
    const double unit = is_in_si && !scale.unit.empty() ? convert({1, scale.unit}, scale.like) : 1;
    return std::log10(scale.size) + std::log10(unit);
  };
  return {of(draft.length), of(draft.time)};
}

/// Reports the first quantity outside these limits. True if there is one.
bool complain_of_first(const Value& lattice, const Draft& draft, const Logarithms& log, bool is_in_si) {
  const int d = draft.dimension();
  const Derived all[] = {{"ℓ", "the spacing", 1, 0},
                         {"τ", "the step", 0, 1},
                         {"ℓ^2", "mean squared displacements", 2, 0},
                         {"ℓ^-d", "concentrations", -d, 0},
                         {"ℓ/τ", "velocities", 1, -1},
                         {"ℓ^2/τ", "diffusivities", 2, -1},
                         {"1/(ℓ^(d-1) τ)", "fluxes", 1 - d, -1}};
  const auto unit = [&](const Scale& scale) { return is_in_si ? scale.like : unit_text(scale); };
  for (const Derived& derived : all) {
    const double decades = derived.lengths * log.length + derived.times * log.time;
    if (std::abs(decades) <= most_decades) continue;
    std::string units;
    for (const auto& [power, name] :
         {std::pair(derived.lengths, unit(draft.length)), std::pair(derived.times, unit(draft.time))}) {
      if (power == 0) continue;
      units += fmt::format(" {}", name);
      if (power != 1) units += fmt::format("^{}", power);
    }
    const Value value = lattice[derived.lengths != 0 && draft.length.size != 1 ? "spacing" : "step"];
    value.complain(fmt::format("makes {} = 1e{:.0f}{}, the scale of {}", derived.formula, decades, units,
                               derived.meaning),
                   "what is computed from the spacing and the step must lie between 1e-100 and 1e100",
                   "is an exponent or a unit mistyped?");
    return true;
  }
  return false;
}

}  // namespace

void check_scales(const Value& lattice, const Draft& draft) {
  if (!draft.length.is_known || !draft.time.is_known) return;
  if (!complain_of_first(lattice, draft, logarithms(draft, false), false))
    complain_of_first(lattice, draft, logarithms(draft, true), true);
}

}  // namespace fluxwalk::input
