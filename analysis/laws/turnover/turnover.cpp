/// \file
/// Decay and reproduction: their chances, and how far walkers get before they decay.
#include <cmath>

#include "judging/statistics.hpp"
#include "laws/laws.hpp"
#include "laws/occupancy_laws.hpp"

namespace fluxwalk {

namespace {

/// Events among walkers that each had the same chance of one: the sum of a martingale, for any number of
/// walkers.
void chance(const Run& run, Findings& findings, Law law, std::string symbol, double events, double exposed,
            double expected) {
  if (exposed * expected * (1 - expected) < 25)
    return findings.skip(law, "fewer than 25 events are expected");
  Estimate estimate = described(run.view, {law.name, std::move(symbol), law.statement, 0, 0});
  estimate.value = events / exposed;
  estimate.expected = expected;
  estimate.exact_sigma = std::sqrt(expected * (1 - expected) / exposed);
  findings.add(estimate);
  Verdict verdict = compare(run.view, std::move(law), estimate, expected);
  verdict.p_value = statistics::skewed_p(verdict.statistic_value,
                                         (1 - 2 * expected) / std::sqrt(exposed * expected * (1 - expected)));
  findings.add(verdict);
}

/// The last mean profile with another chance to decay.
std::vector<double> profile_with(const Experiment& experiment, int axis,
                                 const std::vector<std::int64_t>& batches, double decay, std::int64_t time) {
  Experiment other = experiment;
  other.system.turnover.decay = decay;
  const auto occupancy = theory::Occupancy::of_layers(other, axis, batches);
  std::vector<double> now = occupancy->start();
  for (std::int64_t t = 0; t < time; ++t) now = occupancy->advance(now, t);
  return now;
}

/// ξ from the last profile: one Newton step of weighted least squares from the law's own k.
void penetration(const Run& run, Findings& findings, const AxisPath& path) {
  const RunView& view = run.view;
  const auto a = static_cast<std::size_t>(path.axis);
  const double k = view.experiment.system.turnover.decay, p = view.experiment.system.hop_law.plus[a];
  const Snapshot& last = path.profiles.back();
  const double h = 1e-3 * std::min(k, 1 - k);
  const auto more = profile_with(view.experiment, path.axis, view.results.batch_numbers, k + h, last.time);
  const auto less = profile_with(view.experiment, path.axis, view.results.batch_numbers, k - h, last.time);
  const Counts& counts = view.total.profile[a];
  double information = 0, score = 0;
  for (std::size_t i = 0; i < more.size(); ++i) {
    if (!(last.mean[i] > 0)) continue;
    const double slope = (more[i] - less[i]) / (2 * h);
    information += slope * slope / last.mean[i];
    score += slope * (static_cast<double>(counts(counts.rows() - 1, i)) - last.mean[i]) / last.mean[i];
  }
  const std::string x = axis_name(path.axis), name = "penetration_length_" + x,
                    law = "Penetration of what decays";
  const auto length = [&](double decay) { return 1 / std::acosh(1 + decay / ((1 - decay) * 2 * p)); };
  const double slope = (length(k + h) - length(k - h)) / (2 * h);
  const double sigma = std::abs(slope) / std::sqrt(information), lattice = length(k);
  constexpr double widest = 0.2;  // relative error
  if (!(sigma < widest * lattice))
    return findings.skip({name, law, "length ξ along " + x, ""},
                         "too few walkers to read the length off the profile; " +
                             walkers_that_would_do(sigma / lattice, widest));
  Estimate estimate =
      described(view, {name, "ξ_" + x, "least squares of the last profile on its exact mean", 1, 0});
  estimate.value = (lattice + slope * score / information) * view.scales.length;
  estimate.expected = lattice * view.scales.length;
  estimate.exact_sigma = sigma * view.scales.length;
  findings.add(estimate);
  findings.add(
      compare(view,
              {name, law, "cosh(1/ξ) = 1 + k/((1-k) 2p): length ξ along " + x,
               "How far walkers get before they decay: the steady concentration falls as e^(-" + x + "/ξ)."},
              estimate, estimate.expected));
  findings.add(
      discretisation(view,
                     {name + "_continuum", law, "ξ of the lattice along " + x + " against √(D/k)",
                      "A lattice whose spacing is small against ξ has the length of the continuum law."},
                     estimate.expected, std::sqrt(p / k) * view.scales.length, view.scales.unit(1, 0)));
}

}  // namespace

Applies turnover_law_applies(const Experiment& experiment) {
  const Turnover& turnover = experiment.system.turnover;
  return turnover.decay > 0 || turnover.reproduction > 0 ? Applies()
                                                         : not_here("no walker decays or reproduces");
}

void turnover_law(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  const Turnover& turnover = view.experiment.system.turnover;
  const Counts& balance = view.total.balance;
  if (balance.empty()) return;
  const auto of = [&](std::size_t column) { return static_cast<double>(balance(0, column)); };
  const auto walker_steps = static_cast<double>(view.total.hops_drawn());
  const double exposed = walker_steps + of(Balance::entered) -
                         of(Balance::left);  // entered and not left: these are in the box after the hops
  if (turnover.decay > 0)
    chance(run, findings,
           {"decay_probability", "Decay", "walkers that decayed, over those that could",
            "Each walker decays with the same probability in each step, wherever it is."},
           "k", of(Balance::decayed), exposed, turnover.decay);
  if (turnover.reproduction > 0)
    chance(run, findings,
           {"reproduction_probability", "Reproduction", "walkers that split, over those that could",
            "Each walker that does not decay splits with the same probability in each step."},
           "b", of(Balance::from_reproduction), exposed - of(Balance::decayed), turnover.reproduction);
  if (!(turnover.decay > 0) || turnover.decay >= 1) return;
  for (int axis = 0; axis < view.dimension; ++axis) {
    const AxisPath* path = run.along(axis);
    const bool is_plain = view.experiment.system.medium.is_uniform() && turnover.reproduction <= 0 &&
                          std::abs(view.experiment.system.hop_law.drift(axis)) < 1e-12 &&
                          view.experiment.system.hop_law.plus[axis] > 0;
    if (path == nullptr || !path->resistors || path->profiles.empty() || !is_plain) continue;
    const bool is_fed = path->occupancy.entries(axis, low) + path->occupancy.entries(axis, high) > 0;
    const bool is_poisson = path->profiles.back().excess.empty();
    if (is_fed && is_poisson) penetration(run, findings, *path);
  }
}

}  // namespace fluxwalk
