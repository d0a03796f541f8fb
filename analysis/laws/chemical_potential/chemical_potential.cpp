/// \file
/// The chemical potential μ = ln c + U (in kT): it is uniform in equilibrium even where c is not.
#include <cmath>

#include "laws/figure.hpp"
#include "laws/laws.hpp"
#include "laws/occupancy_laws.hpp"

namespace fluxwalk {

namespace {

void potential_figure(const Run& run, Findings& findings, const AxisPath& path) {
  const RunView& view = run.view;
  const std::string a = axis_name(path.axis);
  const Counts& counts = view.total.profile[path.axis];
  const double factor = concentration_factor(run.view, path.axis);
  std::vector<double> position, log_c, mu, sigma, exact;
  for (std::size_t i = 0; i < counts.columns(); ++i) {
    const auto n = static_cast<double>(counts(counts.rows() - 1, i));
    const double u = -path.resistors->log_weight()[i], mean = path.profiles.back().mean[i];
    position.push_back(static_cast<double>(i) * view.scales.length);
    log_c.push_back(n > 0 ? std::log(n * factor) : not_a_number);
    mu.push_back(n > 0 ? std::log(n * factor) + u : not_a_number);
    sigma.push_back(n > 0 ? 1 / std::sqrt(n) : not_a_number);
    exact.push_back(mean > 0 ? std::log(mean * factor) + u : not_a_number);
  }
  Figure figure;
  figure.id = "chemical_potential_" + a;
  figure.title = "Chemical potential along " + a;
  figure.caption =
      "ln c and μ = ln c + U at " + moment_text(view, path.profiles.back().time) +
      ", in kT, with U relative to the first layer. Solid line: the exact μ. In equilibrium μ is the same "
      "everywhere although c is not; where it falls, walkers flow down it.";
  figure.x_label = position_label(view, path.axis);
  figure.y_label = "ln c and μ (kT)";
  figure.data.name = figure.id;
  figure.data.long_name = "chemical potential along " + a;
  figure.data.add("position", view.scales.unit(1, 0), "position of the layer", position)
      .add("log_c", "1", "logarithm of the concentration", log_c)
      .add("mu", "1", "chemical potential in kT", mu)
      .add("sigma", "1", "noise of Poisson numbers", sigma)
      .add("exact", "1", "exact chemical potential", exact);
  figure.series = {{"μ", "position", "mu", "sigma", Mark::points, false, 0},
                   {"μ, exact", "position", "exact", "", Mark::line, false, 0},
                   {"ln c", "position", "log_c", "", Mark::points, false, 1}};
  findings.add(figure);
}

/// ln of walkers over weights, of the two halves; the difference of the two is that of μ.
void even_potential(const Run& run, Findings& findings, const AxisPath& path) {
  const RunView& view = run.view;
  const std::string a = axis_name(path.axis);
  const Law law = {"chemical_potential_" + a, "Chemical potential",
                   "μ = ln c + U is the same in both halves, along " + a,
                   "In equilibrium the chemical potential is the same everywhere, and not the concentration: "
                   "there are fewer "
                   "walkers where the potential is high."};
  const Counts& counts = view.total.profile[path.axis];
  for (std::size_t plane = 1; plane < path.resistors->layers(); ++plane)
    if (!(path.resistors->conductance(plane) > 0))
      return findings.skip(law,
                           "no walker passes between parts of the box, and each keeps its own potential");
  const Snapshot& last = path.profiles.back();
  if (!path.approach.near || last.time < *path.approach.near)
    return too_short(run, findings, law, path.approach);
  const std::vector<double>& rest = *path.steady;
  double all = 0;
  for (const double n : rest) all += n;
  double number[2] = {0, 0}, mean[2] = {0, 0}, now[2] = {0, 0}, sum = 0;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const int half = sum < all / 2 ? 0 : 1;
    sum += rest[i];
    number[half] += static_cast<double>(counts(counts.rows() - 1, i));
    mean[half] += rest[i];
    now[half] += last.mean[i];
  }
  if (!(mean[0] > 100 && mean[1] > 100 && number[0] > 0 && number[1] > 0))
    return findings.skip(law, "fewer than 100 walkers are expected in one of the halves");
  Estimate estimate = described(
      view, {law.name, "Δμ_" + a, "ln of walkers over e^-U, one half minus the other, in kT", 0, 0});
  estimate.value =
      std::log(number[1] / mean[1]) - std::log(number[0] / mean[0]);  // equilibrium is in proportion to e^-U
  // The remaining deviation from equilibrium is known exactly, however small it is; it does not count as a
  // deviation, which many walkers would show.
  estimate.expected = std::log(now[1] / mean[1]) - std::log(now[0] / mean[0]);
  estimate.exact_sigma = std::sqrt(1 / mean[0] + 1 / mean[1]);
  findings.add(estimate);
  Verdict verdict = compare(view, law, estimate, 1);
  verdict.bias = std::abs(estimate.expected);
  verdict.resolution += verdict.bias;
  findings.add(verdict);
}

/// Σ 1/g of the lattice against ∫ e^U dx / D.
void continuum(const Run& run, Findings& findings, const AxisPath& path) {
  const Experiment& experiment = run.view.experiment;
  const auto a = static_cast<std::size_t>(path.axis);
  const Medium& medium = experiment.system.medium;
  std::vector<double> u;
  PerAxis<std::int32_t> at{};
  const auto& faces = experiment.system.faces[a];
  for (; at[a] < experiment.system.lattice.shape[a]; ++at[a])
    u.push_back(medium.potential[static_cast<std::size_t>(experiment.system.lattice.site(at))]);
  const auto beyond = [&](Side side, double end) { return faces[side].reservoir.potential.value_or(end); };
  const double start = u.front();
  u.insert(u.begin(), beyond(low, u.front()));
  u.push_back(beyond(high, u.back()));
  double integral = 0;  // by the trapezoidal rule: the potential is straight between the sites
  for (std::size_t i = 0; i + 1 < u.size(); ++i) {
    const double rise = u[i + 1] - u[i];
    integral += std::exp(u[i] - start) * (std::abs(rise) < 1e-9 ? 1 : std::expm1(rise) / rise);
  }
  double p = experiment.system.hop_law.plus[a];
  if (medium.acceptance == Acceptance::glauber) p /= 2;
  double lattice = 0;
  for (std::size_t plane = 0; plane <= path.resistors->layers(); ++plane)
    lattice += 1 / path.resistors->conductance(plane);
  const double flux = path.resistors->flux() * flux_factor(run.view, path.axis);
  if (flux == 0) return;
  const std::string x = axis_name(path.axis);
  findings.add(discretisation(
      run.view,
      {"drift_diffusion_" + x, "Flux over a barrier", "lattice flux against D (e^μL - e^μR)/∫ e^U d" + x,
       "Where the potential changes little from site to site, J = -(D c/kT) ∂μ holds with the smooth law's "
       "D."},
      flux, flux * lattice * p / integral, run.view.scales.unit(1 - run.view.dimension, -1)));
}

}  // namespace

Applies chemical_potential_applies(const Experiment& experiment) {
  if (experiment.system.medium.potential.empty()) return not_here("the medium has no potential");
  return has_profiles(experiment) || experiment.system.has_reservoir() ? Applies() : lacks(add_profile);
}

void chemical_potential_law(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  const Medium& medium = view.experiment.system.medium;
  for (int axis = 0; axis < view.dimension; ++axis) {
    const AxisPath* path = run.along(axis);
    if (path == nullptr || !path->resistors) continue;
    const theory::ResistorChain& line = *path->resistors;
    const bool is_driven = line.is_open() && path->flows();
    const bool has_inner = !view.experiment.system.sources.empty() ||
                           view.experiment.system.turnover.decay > 0 ||
                           view.experiment.system.turnover.reproduction > 0;
    if (!path->profiles.empty()) {
      potential_figure(run, findings, *path);
      if (path->steady && !is_driven && !has_inner) even_potential(run, findings, *path);
    }
    bool is_smooth = medium.hop.empty() && medium.mobility.empty() && medium.obstacles.empty() &&
                     std::abs(view.experiment.system.hop_law.drift(axis)) < 1e-12;
    for (const auto& transmission : medium.transmission) is_smooth = is_smooth && transmission.empty();
    const auto& faces = view.experiment.system.faces[axis];
    for (const Face& face : faces) is_smooth = is_smooth && face.lets_in() && !face.reservoir.is_half_cell;
    if (line.is_open() && is_driven && is_smooth && !has_inner) continuum(run, findings, *path);
  }
}

}  // namespace fluxwalk
