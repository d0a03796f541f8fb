#include "plan/answers_memory.hpp"

#include <algorithm>
#include <cmath>

#include "fluxwalk/answer_limits.hpp"

namespace fluxwalk {

namespace {

bool has_site_targets(const Sizes& sizes) {
  const auto& targets = sizes.experiment.measure.first_passage_targets;
  return std::any_of(targets.begin(), targets.end(),
                     [](const FirstPassageTarget& target) { return target.kind != TargetKind::layer; });
}

/// Layers of the finest lattice on the ladder of an axis. The lattices have 1, 3, 5, ... times as many layers
/// and the square of that in steps.
double finest_layers(const Sizes& sizes, double layers) {
  double finest = 0;
  for (int rung = 0; rung < sizes.experiment.settings.analysis.ladder_rungs; ++rung) {
    const double refinement = 2 * rung + 1;
    if (std::pow(refinement, 3) * layers * sizes.steps > answer_limits::ladder) break;
    finest = refinement * layers;
  }
  return finest;
}

bool has_walls(const Sizes& sizes) {
  const Faces& faces = sizes.experiment.system.faces;
  for (int axis = 0; axis < sizes.dimension; ++axis)
    if (!faces[axis][low].wraps()) return true;
  return false;
}

/// The analysis does without moments of the displacement that cost more than this.
double most_of_moments(const Sizes& sizes) {
  return sizes.is_plain() ? answer_limits::moments_of_alike_sites : answer_limits::occupancy;
}

/// Whether the analysis computes the exact mean of every site: for at most four million sites, if it is not
/// too costly.
bool has_field(const Sizes& sizes) {
  const double populations = static_cast<double>(sizes.lists.starts.size());
  // Displacements that faces restrict are computed site by site.
  const bool is_hindered = sizes.length("moment_time") > 0 && has_walls(sizes) &&
                           sizes.num_sites() * sizes.steps <= most_of_moments(sizes);
  const bool asks_for_sites = sizes.dimension == 1 || sizes.has_medium() || sizes.has_open_faces ||
                              is_hindered || sizes.length("histogram_time") > 0;
  return (!sizes.is_plain() || sizes.has_exact_starts || is_hindered) && asks_for_sites &&
         sizes.num_sites() <= answer_limits::sites &&
         sizes.num_sites() * (1 + populations) * sizes.steps <= answer_limits::occupancy;
}

/// Probabilities of the displacements from each site (one where all are alike), now and a step earlier, and
/// the moves that they use.
double doubles_of_propagator(const Sizes& sizes) {
  const double sites = !sizes.is_plain() || !sizes.is_closed ? sizes.num_sites()
                       : has_walls(sizes) ? *std::max_element(sizes.layers.begin(), sizes.layers.end())
                                          : 1;
  const double moves = sites * (2 * sizes.dimension + 1);
  const double width = 2 * answer_limits::furthest(sizes.steps, 0) + 1;
  constexpr double doubles_of_move = 4;
  return moves * width * sizes.steps > answer_limits::propagator
             ? 0
             : 2 * sites * width + doubles_of_move * moves;
}

/// The exact mean of every site, after the run: transitions; moves into a site; crossings along each axis;
/// the supply of each population; and the work space. The layers of an axis are tried first.
double bytes_of_field(const Sizes& sizes) {
  if (!has_field(sizes)) return 0;
  const double moves = 8 * (2 * sizes.dimension + 1), crossings = 20 * sizes.dimension;
  const double supply = 8 * static_cast<double>(sizes.lists.starts.size());
  constexpr double others = 112, bytes_of_layer = 160;
  // The covariance of given starts is computed between this many groups of sites.
  const double looked_for =
      sizes.has_exact_starts ? std::min(128 * sizes.num_sites(), answer_limits::covariance_values) : 0;
  return 8 * looked_for +
         (bytes_of_transitions(sizes) + moves + crossings + supply + others) * sizes.num_sites() +
         bytes_of_layer * *std::max_element(sizes.layers.begin(), sizes.layers.end());
}

/// Moments of the displacement at every site, now and a step later, and the hops that they use: up to the
/// fourth, or up to the second where the fourth are too costly.
double bytes_of_moments(const Sizes& sizes) {
  if (!has_field(sizes) || sizes.length("moment_time") <= 0) return 0;
  for (const int order : {4, 2}) {
    double moments = 1;
    for (int i = 1; i <= sizes.dimension; ++i) moments = moments * (order + i) / i;
    const double populations = static_cast<double>(sizes.lists.starts.size());
    if (sizes.num_sites() * populations * moments * sizes.steps > most_of_moments(sizes)) continue;
    constexpr double bytes_of_hop = 32;
    return (16 * moments + 8 + 2 * sizes.dimension * bytes_of_hop + bytes_of_transitions(sizes)) *
           sizes.num_sites();
  }
  return 0;
}

/// The cell problem of a periodic medium. Its factors fill more of the matrix in three dimensions than in
/// two: measured with 8000 sites of a cube and 40000 of a square.
double bytes_of_cell_problem(const Sizes& sizes) {
  const bool is_solved =
      sizes.has_medium() && sizes.is_closed && !has_walls(sizes) && sizes.length("moment_time") > 0 &&
      sizes.num_sites() <= static_cast<double>(answer_limits::sites_of_cell_problem(sizes.dimension));
  return is_solved ? (sizes.dimension < 3 ? 2500 : 25'000) * sizes.num_sites() : 0;
}

}  // namespace

double bytes_of_lattice(const Sizes& sizes) {
  double layers = 0, finest = 0, sites = sizes.num_sites();
  for (const double along : sizes.layers) {
    layers += along;
    if (sizes.is_plain()) finest = std::max(finest, finest_layers(sizes, along));
  }
  const bool needs_sites = sizes.length("histogram_time") > 0 || has_site_targets(sizes) ||
                           (!sizes.is_closed && sizes.dimension > 1);
  if (!sizes.is_plain() || !needs_sites || sites * sizes.steps > answer_limits::distribution) sites = 0;
  return 8 * (layers * (6 + sizes.threads) + 4 * finest + 3 * sites);
}

double bytes_of_site_answers(const Sizes& sizes) {
  return bytes_of_field(sizes) + bytes_of_moments(sizes) + bytes_of_cell_problem(sizes);
}

double doubles_of_histogram(const Sizes& sizes) {
  const double times = sizes.length("histogram_time"),
               populations = static_cast<double>(sizes.lists.starts.size());
  const bool is_exact = sizes.is_plain() && sizes.num_sites() * sizes.steps <= answer_limits::distribution;
  const double field = has_field(sizes) ? 3 * times + 20 : 0;
  const double exact = is_exact ? (1 + populations) * times + 2 * populations + 1 : times;
  return std::max({(1 + sizes.threads) * times, field, exact});
}

double doubles_of_answers(const Sizes& sizes, std::string_view key, double columns) {
  const double populations = static_cast<double>(sizes.lists.starts.size());
  const Measurements& measure = sizes.experiment.measure;
  // Exact answers at every step: of walkers that leave, and of walkers that arrive.
  const double every_step = sizes.steps * (populations + 2);
  const double leaving = sizes.is_closed ? 0 : every_step;
  if (key == "measure.flux") {
    double watched_layers = 0;
    for (int a = 0; a < sizes.dimension; ++a)
      if (!measure.planes[a].empty()) watched_layers += sizes.layers[a];
    // Net crossings are counted in each thread as the gain of walkers of each layer.
    const double gains = measure.only_net ? sizes.threads * watched_layers : 0;
    return sizes.length("flux_bin") * (5 * columns + gains);
  }
  if (key == "measure.profile") return sizes.length("profile_time") * columns * (populations + 1);
  if (key == "measure.propagator")
    return doubles_of_propagator(sizes) + sizes.length("propagator_time") * columns * (populations + 1);
  if (key == "measure.survivors") return leaving;
  if (key == "measure.exits") return 6 * leaving;
  if (key == "measure.first_passage") {
    const double thinnest = *std::min_element(sizes.layers.begin(), sizes.layers.begin() + sizes.dimension);
    return thinnest * sizes.steps <= answer_limits::distribution ? every_step * columns : 0;
  }
  return 0;
}

}  // namespace fluxwalk
