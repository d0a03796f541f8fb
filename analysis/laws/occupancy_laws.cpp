#include "laws/occupancy_laws.hpp"

#include <fmt/core.h>

#include <cmath>

#include "laws/figure.hpp"

namespace fluxwalk {

void too_short(const Run& run, Findings& findings, const Law& law, const Approach& approach) {
  if (approach.near)
    return findings.skip(law, "the last profile was taken before the steady state: take one at " +
                                  moment_text(run.view, *approach.near) + " or later");
  if (approach.lasts)
    return findings.skip(
        law,
        "no run reaches a steady state: almost no walker passes between parts of the box, or walkers that "
        "never stay go on alternating between even and odd sites (hop.stay > 0 ends that)");
  const std::string when =
      std::isfinite(approach.needed)
          ? fmt::format(
                "it needs {} and had {}; the slowest mode falls to 1/e in {}, and at the end the mean "
                "profile "
                "is {:.2g} of its largest value away from the steady one (steady: {:.0e})",
                duration_text(run.view, approach.needed),
                duration_text(run.view, static_cast<double>(run.view.experiment.system.steps)),
                duration_text(run.view, -1 / std::log(approach.factor)), approach.deviation,
                Approach::near_limit(run.view.experiment.settings.analysis.tolerance))
          : std::string(
                "it came no nearer to the steady state in its second half: it is far too short, or walkers "
                "that never stay go on alternating between even and odd sites (hop.stay > 0 ends that)");
  findings.skip(law, "the run ended before the steady state; " + when);
}

std::optional<std::size_t> first_bin_at_rest(const Run& run, Findings& findings, const Law& law,
                                             const AxisPath& path) {
  if (!path.approach.near) {
    too_short(run, findings, law, path.approach);
    return {};
  }
  for (const auto& from : {path.approach.settled, path.approach.near}) {
    if (!from) continue;
    const std::size_t first = run.first_bin(*from);
    if (first < run.num_bins()) return first;
  }
  findings.skip(law, no_bin_at_rest);
  return {};
}

std::string steady_flux_title(const Run& run) {
  return run.is_fickian() ? "Fick's first law, steady" : "Steady flux";
}

double sum_of_bins(const Counts& counts, std::size_t column, std::size_t first) {
  double sum = 0;
  for (std::size_t bin = first; bin < counts.rows(); ++bin) sum += static_cast<double>(counts(bin, column));
  return sum;
}

double net_from(const BatchTallies& tallies, int axis, std::size_t column, std::size_t first) {
  if (!tallies.net[axis].empty()) return sum_of_bins(tallies.net[axis], column, first);
  return sum_of_bins(tallies.forward[axis], column, first) -
         sum_of_bins(tallies.backward[axis], column, first);
}

double net_mean(const AxisPath& path, std::size_t plane, std::size_t first) {
  double sum = 0;
  for (std::size_t bin = first; bin < path.forward.size(); ++bin)
    sum += path.forward[bin][plane] - path.backward[bin][plane];
  return sum;
}

}  // namespace fluxwalk
