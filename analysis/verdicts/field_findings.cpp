#include "verdicts/field_findings.hpp"

#include <fmt/format.h>

#include <cmath>

namespace fluxwalk {

void too_short(const FieldRun& run, Findings& findings, const Law& law, const Approach& approach) {
  if (approach.near)
    return findings.skip(law,
                         fmt::format("the last profile was taken before the steady state: take one at step "
                                     "{} or later",
                                     *approach.near));
  if (approach.lasts)
    return findings.skip(
        law,
        "no run comes to rest: hardly any walker passes between parts of the box, or walkers that "
        "never stay go on alternating between even and odd sites; let them stay now and then");
  const std::string when =
      std::isfinite(approach.needed)
          ? fmt::format(
                "it needs {:.0f} steps and had {}: the slowest mode falls to 1/e in {:.4g} steps, and the "
                "mean "
                "profile was still {:.2g} of its largest value off at the end (at rest: {:.0e})",
                approach.needed, run.sample.experiment.steps, -1 / std::log(approach.factor),
                approach.deviation, Approach::near_limit(run.sample.experiment.analysis.tolerance))
          : std::string(
                "it came no nearer to rest in its second half: it is far too short, or walkers that never "
                "stay go on alternating between even and odd sites; let them stay now and then");
  findings.skip(law, "the run ended before the steady state: " + when);
}

std::optional<std::size_t> first_bin_at_rest(const FieldRun& run, Findings& findings, const Law& law,
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

std::string steady_flux_title(const FieldRun& run) {
  return run.is_fickian() ? "Fick's first law, steady" : "Steady flux";
}

double sum_of_bins(const Counts& counts, std::size_t column, std::size_t first) {
  double sum = 0;
  for (std::size_t bin = first; bin < counts.rows(); ++bin) sum += static_cast<double>(counts(bin, column));
  return sum;
}

double net_from(const BatchTallies& tallies, int axis, std::size_t column, std::size_t first) {
  const auto a = static_cast<std::size_t>(axis);
  if (!tallies.net[a].empty()) return sum_of_bins(tallies.net[a], column, first);
  return sum_of_bins(tallies.forward[a], column, first) - sum_of_bins(tallies.backward[a], column, first);
}

double net_mean(const AxisPath& path, std::size_t plane, std::size_t first) {
  double sum = 0;
  for (std::size_t bin = first; bin < path.forward.size(); ++bin)
    sum += path.forward[bin][plane] - path.backward[bin][plane];
  return sum;
}

}  // namespace fluxwalk
