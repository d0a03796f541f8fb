#include "laws/expected_occupancy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "fluxwalk/answer_limits.hpp"
#include "theory/covariance.hpp"

namespace fluxwalk {

namespace {

double sum_of(const Schedule& times) {
  return static_cast<double>(std::accumulate(times.begin(), times.end(), std::int64_t{0}));
}

double largest(const std::vector<double>& values) {
  return values.empty() ? 0.0 : *std::max_element(values.begin(), values.end());
}

/// Mean counts of flux bins, gathered step by step.
class Bins {
 public:
  Bins(const RunView& view, int axis, AxisPath& path) : edges_(view.measure.flux_edges), path_(path) {
    const auto layers = static_cast<std::size_t>(view.layers(axis));
    const std::size_t bins = edges_.empty() || view.measure.planes[axis].empty() ? 0 : edges_.size() - 1;
    path.residence.assign(bins, std::vector<double>(layers, 0.0));
    path.forward.assign(bins, std::vector<double>(layers + 1, 0.0));
    path.backward = path.forward;
  }
  void add(std::int64_t t, const std::vector<double>& now, const std::vector<double>& layers) {
    while (bin_ < path_.residence.size() && t >= edges_[bin_ + 1]) ++bin_;
    if (bin_ >= path_.residence.size()) return;
    for (std::size_t i = 0; i < layers.size(); ++i) path_.residence[bin_][i] += layers[i];
    path_.occupancy.add_crossings(path_.axis, now, path_.forward[bin_], path_.backward[bin_]);
  }

 private:
  const Schedule& edges_;
  AxisPath& path_;
  std::size_t bin_ = 0;
};

}  // namespace

bool AxisPath::flows() const {
  if (resistors && resistors->is_open()) {
    const double one_way = occupancy.entries(axis, low) * resistors->share().front() +
                           occupancy.entries(axis, high) * resistors->share().back();
    return std::abs(resistors->flux()) > 1e-4 * one_way;
  }
  double net = 0, traffic = 0;
  for (std::size_t plane = 0; plane < rest_forward.size(); ++plane) {
    net += rest_forward[plane] - rest_backward[plane];
    traffic += rest_forward[plane] + rest_backward[plane];
  }
  return std::abs(net) > 1e-6 * traffic;
}

bool Run::watches_all_planes(int axis) const {
  return view.measure.planes[axis].size() == static_cast<std::size_t>(view.layers(axis)) + 1;
}

std::size_t Run::num_bins() const {
  return view.measure.flux_edges.empty() ? 0 : view.measure.flux_edges.size() - 1;
}

std::size_t Run::first_bin(std::int64_t time) const {
  const auto& edges = view.measure.flux_edges;
  return static_cast<std::size_t>(std::lower_bound(edges.begin(), edges.end(), time) - edges.begin());
}

const theory::Occupancy& Run::site_occupancy(std::int64_t steps) const {
  const auto& populations = view.experiment.system.populations;
  const auto fixed = std::count_if(populations.begin(), populations.end(),
                                   [](const Population& population) { return !population.is_poisson; });
  const auto sites = static_cast<double>(view.experiment.system.lattice.num_sites());
  if (sites * static_cast<double>(1 + fixed) * static_cast<double>(steps) > answer_limits::occupancy)
    throw theory::TooCostly("the exact occupancy of the sites would cost too much");
  if (!site_occupancy_)
    site_occupancy_ = theory::Occupancy::of_sites(view.experiment, view.results.batch_numbers);
  return *site_occupancy_;
}

std::vector<Starters> Run::starters(const theory::Occupancy& occupancy) const {
  const auto& populations = view.populations;  // the shares of the groups refer to these
  std::vector<Starters> all;
  const auto add = [&](double number, std::vector<double> cells, bool is_given) {
    const double sum = std::accumulate(cells.begin(), cells.end(), 0.0);
    if (!(sum > 0)) return;
    for (double& fraction : cells) fraction /= sum;
    all.push_back({is_given ? sum : number, std::move(cells), is_given});
  };
  for (const Group& group : view.groups) {
    std::size_t fixed = 0;  // populations of a fixed number before the one of this group
    const std::vector<double>* own = &occupancy.poisson();
    bool is_exact = false;
    for (std::size_t i = 0; i < group.shares.size(); ++i) {
      const bool is_fixed = !populations[i].is_poisson && !populations[i].is_exact;
      is_exact = is_exact || (populations[i].is_exact && group.shares[i] > 0);
      if (is_fixed && group.shares[i] > 0) own = &occupancy.fixed()[fixed].start;
      fixed += is_fixed;
    }
    if (!is_exact) add(group.number, *own, false);
  }
  if (!occupancy.exact().empty()) add(0, occupancy.exact(), true);
  return all;
}

std::vector<Starters> Run::starters_apart(const theory::Occupancy& occupancy) const {
  std::vector<Starters> all = starters(occupancy);
  if (all.empty() || !all.back().is_given) return all;
  const Starters given = std::move(all.back());
  all.pop_back();
  constexpr std::ptrdiff_t most_cells = 128;
  if (std::count_if(given.fraction.begin(), given.fraction.end(), [](double f) { return f > 0; }) >
      most_cells)
    throw theory::TooCostly("too many cells with a given number of walkers");
  for (std::size_t cell = 0; cell < given.fraction.size(); ++cell) {
    if (!(given.fraction[cell] > 0)) continue;
    Starters& here = all.emplace_back();
    here = {given.number * given.fraction[cell], std::vector<double>(given.fraction.size(), 0.0), true};
    here.fraction[cell] = 1;
  }
  return all;
}

bool has_potential(const Experiment& experiment) {
  if (!experiment.system.medium.potential.empty()) return true;
  for (std::size_t axis = 0; axis < experiment.system.faces.size(); ++axis) {
    if (!(experiment.system.hop_law.minus[axis] + experiment.system.hop_law.plus[axis] > 0))
      continue;  // no hop to a face
    for (const Face& face : experiment.system.faces[axis])
      if (face.lets_in() && face.reservoir.potential.value_or(0) != 0) return true;
  }
  return false;
}

AxisPath Run::follow(int axis) const {
  const Experiment& experiment = view.experiment;
  auto layered = theory::Occupancy::of_layers(experiment, axis, view.results.batch_numbers);
  const bool is_layered = layered.has_value();
  AxisPath path{axis,
                is_layered ? layer_occupancies_.insert_or_assign(axis, std::move(*layered)).first->second
                           : site_occupancy(experiment.system.steps),
                is_layered,
                {},
                {},
                {},
                {},
                {},
                {},
                {},
                {},
                {},
                {}};
  const theory::Occupancy& occupancy = path.occupancy;
  const double cost = static_cast<double>(occupancy.num_cells() * (1 + occupancy.fixed().size()));
  if (cost * static_cast<double>(experiment.system.steps) > answer_limits::occupancy)
    throw theory::TooCostly("the exact occupancy would cost too much");
  if (is_layered) path.resistors = theory::ResistorChain::of(occupancy, axis);
  std::vector<std::size_t> layer_of(occupancy.num_cells());
  for (std::size_t cell = 0; cell < layer_of.size(); ++cell)
    layer_of[cell] = static_cast<std::size_t>(occupancy.layer(axis, cell));
  const auto num_layers = static_cast<std::size_t>(view.layers(axis));
  const auto steady = theory::steady_state(occupancy, experiment.system.steps - 1);
  const double scale = steady ? largest(*steady) : 0;
  if (scale > 0) {
    path.steady = in_places(*steady, layer_of, num_layers);
    path.rest_forward.assign(num_layers + 1, 0.0);
    path.rest_backward = path.rest_forward;
    occupancy.add_crossings(axis, *steady, path.rest_forward, path.rest_backward);
  }

  std::optional<theory::Covariance> covariance;
  const bool has_profile = view.measure.has_profile[axis];
  try {
    if (has_profile) covariance.emplace(occupancy, sum_of(view.measure.profile_times));
  } catch (const theory::TooCostly&) {
    covariance.reset();
  }
  const auto& times = view.measure.profile_times;
  Bins bins(view, axis, path);
  std::vector<double> now = occupancy.start();
  const auto deviation = [&] {
    double largest_one = 0;
    for (std::size_t cell = 0; cell < now.size(); ++cell)
      largest_one = std::max(largest_one, std::abs(now[cell] - (*steady)[cell]));
    return largest_one / scale;
  };
  std::size_t next = 0;
  const double near_limit = Approach::near_limit(experiment.settings.analysis.tolerance);
  std::int64_t unsettled = -1, far = -1;  // last times that were not steady, nor nearly so
  double before = 0;                      // the deviation half of the run earlier
  for (std::int64_t t = 0; t <= experiment.system.steps; ++t) {
    if (scale > 0) {
      path.approach.deviation = deviation();
      if (t == experiment.system.steps / 2) before = path.approach.deviation;
      if (path.approach.deviation > Approach::limit) unsettled = t;
      if (path.approach.deviation > near_limit) far = t;
    }
    const bool is_sampled = has_profile && next < times.size() && times[next] == t;
    if (is_sampled && covariance)
      path.profiles.push_back(
          snapshot_of(view, t, now, *covariance, layer_of, num_layers, static_cast<double>(times.size())));
    next += is_sampled;
    if (t == experiment.system.steps) break;
    bins.add(t, now, is_layered ? now : in_places(now, layer_of, num_layers));
    if (covariance) covariance->advance(now);
    now = occupancy.advance(now, t);
  }
  path.last = in_places(now, layer_of, num_layers);
  if (unsettled < experiment.system.steps) path.approach.settled = unsettled + 1;
  if (far < experiment.system.steps) path.approach.near = far + 1;
  const auto half = static_cast<double>(experiment.system.steps - experiment.system.steps / 2);
  path.approach.factor = before > 0 ? std::pow(path.approach.deviation / before, 1 / half) : 0.0;
  if (path.resistors && path.resistors->layers() <= 4000) {
    const auto modes = path.resistors->slowest();
    path.approach.factor = std::max(modes.first, -modes.second);
    path.approach.lasts = !path.approach.near && path.approach.factor > 1 - 1e-12;
  }
  if (path.approach.near || !(scale > 0)) return path;
  path.approach.needed = std::numeric_limits<double>::infinity();
  if (!(path.approach.factor < 1)) return path;
  // First from the slowest mode alone, although more modes may contribute to the deviation; then by further
  // steps, as long as that takes about a second.
  constexpr double a_second = 3e7;
  const double more = std::log(2 * path.approach.deviation / near_limit) / -std::log(path.approach.factor);
  double rest = static_cast<double>(experiment.system.steps) + more;
  if (cost * 3 * more <= a_second) {
    const auto end = experiment.system.steps + static_cast<std::int64_t>(3 * more) + 100;
    for (std::int64_t t = experiment.system.steps; t < end; ++t) {
      now = occupancy.advance(now, experiment.system.steps - 1);
      if (deviation() > near_limit) far = t + 1;
    }
    rest = static_cast<double>(far + 1);
  }
  const auto& edges = view.measure.flux_edges;
  const double width = edges.size() < 2 ? 1.0 : static_cast<double>(edges[1] - edges[0]);
  path.approach.needed = (std::ceil(rest / width) + 1) * width;
  return path;
}

const AxisPath* Run::along(int axis) const {
  const auto [known, is_new] = axes_.try_emplace(axis);
  if (is_new) {
    try {
      known->second.emplace(follow(axis));
    } catch (const theory::TooCostly&) {  // too costly
    }
  }
  return known->second ? &*known->second : nullptr;
}

const std::vector<Snapshot>* Run::sites() const {
  if (!sites_) {
    sites_.emplace();
    const auto& times = view.measure.histogram_times;
    if (times.empty()) return nullptr;
    try {
      const theory::Occupancy& occupancy = site_occupancy(times.back());
      std::vector<std::size_t> place_of(occupancy.num_cells());
      std::iota(place_of.begin(), place_of.end(), std::size_t{0});
      theory::Covariance covariance(occupancy, sum_of(times));
      std::vector<double> now = occupancy.start();
      std::vector<Snapshot> snapshots;
      for (std::int64_t t = 0; snapshots.size() < times.size(); ++t) {
        if (times[snapshots.size()] == t)
          snapshots.push_back(snapshot_of(view, t, now, covariance, place_of, place_of.size(),
                                          static_cast<double>(times.size())));
        covariance.advance(now);
        now = occupancy.advance(now, t);
      }
      *sites_ = std::move(snapshots);
    } catch (const theory::TooCostly&) {
    }
  }
  return *sites_ ? &**sites_ : nullptr;
}

std::vector<theory::Cumulants> Run::numbers(const Schedule& times) const {
  const AxisPath* shortest = nullptr;
  for (int axis = 0; axis < view.dimension; ++axis) {
    const AxisPath* path = along(axis);
    if (path != nullptr &&
        (shortest == nullptr || path->occupancy.num_cells() < shortest->occupancy.num_cells()))
      shortest = path;
  }
  if (shortest == nullptr) return {};
  return theory::numbers(shortest->occupancy, times);
}

}  // namespace fluxwalk
