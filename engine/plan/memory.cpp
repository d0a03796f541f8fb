#include "plan/memory.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string_view>
#include <utility>

#include "plan/kernel_choice.hpp"
#include "tallies/catalogue.hpp"
#include "tallies/dimensions.hpp"

namespace fluxwalk {

namespace {

std::string bytes_in_words(double bytes) {
  const char* units[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
  std::size_t i = 0;
  while (bytes >= 1000 && i + 1 < std::size(units)) {
    bytes /= 1000;
    ++i;
  }
  return fmt::format("{:.3g} {}", bytes, units[i]);
}

/// In the experiment, and in the occupation kernel's list of entering walkers while it grows.
constexpr double bytes_of_source_site = 16 + 72;

bool has_site_targets(const Sizes& sizes) {
  const auto& targets = sizes.experiment.measure.first_passage_targets;
  return std::any_of(targets.begin(), targets.end(),
                     [](const FirstPassageTarget& target) { return target.kind != TargetKind::layer; });
}

/// What the tables of a batch take even if they are empty.
constexpr double bytes_of_batch = 4096;

/// "1 bin", "3 bins", "1e+11 bins".
std::string amount(double number, const char* one, const char* many) {
  return fmt::format("{:.4g} {}", number, number == 1 ? one : many);
}

/// The analysis does without an exact answer that costs more site-steps than this.
constexpr double most_site_steps = 2e10;

/// A weight with its threshold in each layer, and the kernel's guide to them: up to 2^14 entries along each
/// axis.
double bytes_of_start(double weights) {
  return 16 * weights + max_dimension * std::min(200'000.0, 200 * weights);
}

/// Layers of the finest lattice on the ladder of an axis. The lattices have 1, 3, 5, ... times as many layers
/// and the square of that in steps, up to 2e9 site-steps.
double finest_layers(const Sizes& sizes, double layers) {
  double finest = 0;
  for (int rung = 0; rung < sizes.experiment.settings.analysis.ladder_rungs; ++rung) {
    const double refinement = 2 * rung + 1;
    if (std::pow(refinement, 3) * layers * sizes.steps > 2e9) break;
    finest = refinement * layers;
  }
  return finest;
}

/// Tables of its layers in every thread, and the exact distribution of a box while it is computed.
double bytes_of_lattice(const Sizes& sizes) {
  double layers = 0, finest = 0, sites = sizes.num_sites();
  for (const double along : sizes.layers) {
    layers += along;
    if (sizes.is_plain()) finest = std::max(finest, finest_layers(sizes, along));
  }
  const bool needs_sites = sizes.length("histogram_time") > 0 || has_site_targets(sizes) ||
                           (!sizes.is_closed && sizes.dimension > 1);
  if (!sizes.is_plain() || !needs_sites || sites * sizes.steps > most_site_steps) sites = 0;
  return 8 * (layers * (6 + sizes.threads) + 4 * finest + 3 * sites);
}

/// The lists of the medium: in the experiment, in a copy of it and in the lists made from it. Its tables: in
/// the experiment, in the lists and in the file.
double bytes_of_medium(const Sizes& sizes) {
  const double sites = sizes.num_sites();
  double bytes = ((sizes.lists.has_hop ? 8 : 0) + (sizes.lists.has_mobility ? 8 : 0) +
                  (sizes.lists.has_obstacles ? 1 : 0) + (sizes.lists.has_potential ? 8 : 0)) *
                 sites;
  for (std::size_t a = 0; a < sizes.layers.size(); ++a)
    if (sizes.lists.membranes[a]) bytes += 8 * sites / sizes.layers[a] * (sizes.layers[a] + 1);
  return 3 * bytes + 3 * 8 * sizes.table_values;
}

/// Transitions: chance and target of each hop.
double bytes_of_transitions(const Sizes& sizes) {
  return 8 * (4 * sizes.dimension + 1);
}

/// Hops and walkers of the sites during the run. The occupation kernel uses transitions to find sites that
/// are alike, and frees them before it allocates walkers; each number of a table may make a site of a medium
/// different from all others.
double bytes_of_kernel(const Sizes& sizes) {
  if (chosen_kernel(sizes) != KernelKind::occupation)
    return sizes.has_medium() ? bytes_of_transitions(sizes) * sizes.num_sites() : 0;
  constexpr double bytes_of_walkers = 56, bytes_of_class = 1000;
  const double classes = sizes.has_medium() ? std::min(sizes.num_sites(), sizes.table_values) : 0;
  return (12 + std::max(bytes_of_transitions(sizes), bytes_of_walkers * sizes.threads)) * sizes.num_sites() +
         bytes_of_class * classes;
}

bool has_walls(const Sizes& sizes) {
  const Faces& faces = sizes.experiment.system.faces;
  for (int axis = 0; axis < sizes.dimension; ++axis)
    if (!faces[axis][low].wraps()) return true;
  return false;
}

/// The analysis does without moments of the displacement that cost more than this.
double most_of_moments(const Sizes& sizes) {
  return sizes.is_plain() ? 2e8 : 4e9;
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
         sizes.num_sites() <= 4e6 && sizes.num_sites() * (1 + populations) * sizes.steps <= 4e9;
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
  const bool is_solved = sizes.has_medium() && sizes.is_closed && !has_walls(sizes) &&
                         sizes.length("moment_time") > 0 &&
                         sizes.num_sites() <= (sizes.dimension < 3 ? 40'000 : 8000);
  return is_solved ? (sizes.dimension < 3 ? 2500 : 25'000) * sizes.num_sites() : 0;
}

/// Probabilities of the displacements from each site (one where all are alike), now and a step earlier, and
/// the moves that they use.
double doubles_of_propagator(const Sizes& sizes) {
  const double sites = !sizes.is_plain() || !sizes.is_closed ? sizes.num_sites()
                       : has_walls(sizes) ? *std::max_element(sizes.layers.begin(), sizes.layers.end())
                                          : 1;
  const double moves = sites * (2 * sizes.dimension + 1);
  const double width = 2 * std::min(sizes.steps, 40 * std::sqrt(sizes.steps)) + 1;
  constexpr double most_operations = 2e9, doubles_of_move = 4;
  return moves * width * sizes.steps > most_operations ? 0 : 2 * sites * width + doubles_of_move * moves;
}

/// The exact mean of every site, after the run: transitions; moves into a site; crossings along each axis;
/// the supply of each population; and the work space. The layers of an axis are tried first.
double bytes_of_field(const Sizes& sizes) {
  if (!has_field(sizes)) return 0;
  const double moves = 8 * (2 * sizes.dimension + 1), crossings = 20 * sizes.dimension;
  const double supply = 8 * static_cast<double>(sizes.lists.starts.size());
  constexpr double others = 112, bytes_of_layer = 160;
  // The covariance of given starts is computed between this many groups of sites.
  const double looked_for = sizes.has_exact_starts ? std::min(128 * sizes.num_sites(), 2e7) : 0;
  return 8 * looked_for +
         (bytes_of_transitions(sizes) + moves + crossings + supply + others) * sizes.num_sites() +
         bytes_of_layer * *std::max_element(sizes.layers.begin(), sizes.layers.end());
}

/// Histograms, in doubles per site: during the run the sum and one for each thread; then the sum and the
/// expected numbers, of each population or during the comparison.
double doubles_of_histogram(const Sizes& sizes) {
  const double times = sizes.length("histogram_time"),
               populations = static_cast<double>(sizes.lists.starts.size());
  const bool is_exact = sizes.is_plain() && sizes.num_sites() * sizes.steps <= most_site_steps;
  const double field = has_field(sizes) ? 3 * times + 20 : 0;
  const double exact = is_exact ? (1 + populations) * times + 2 * populations + 1 : times;
  return std::max({(1 + sizes.threads) * times, field, exact});
}

/// Doubles that the exact answers need in addition to the tables of a section.
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
    return thinnest * sizes.steps <= most_site_steps ? every_step * columns : 0;
  }
  return 0;
}

/// The tables of each section.
void add_tables(const Sizes& sizes, std::vector<MemoryNeed>& needs) {
  // Tables of each batch are kept, gathered and written; each thread works on one; the analysis sums them.
  const double copies = 3 * sizes.batches + 2 * sizes.threads + 4;
  const std::vector<TallyTable>& tables = tally_tables();
  std::vector<std::string_view> keys;
  for (const TallyTable& table : tables) {
    const std::string_view key = table.kind->key;
    if (!key.empty() && std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  for (const std::string_view key : keys) {
    double rows = 0, columns = 0;
    bool is_summed = false, has_bins = false;
    for (const TallyTable& table : tables) {
      if (table.kind->key != key || !table.is_asked(sizes.experiment)) continue;
      const TallyTable::Shape shape = table.shape(sizes.experiment);
      rows = shape.rows;
      columns += shape.columns;
      is_summed = table.kind->batches == Batches::summed;
      has_bins = dimension_named(std::string(table.kind->dimensions.front())).is_bins;
    }
    if (rows <= 0) continue;
    if (is_summed)
      needs.push_back(
          {std::string(key), 0, 8 * columns * doubles_of_histogram(sizes),
           fmt::format("{} of {}, once and once more for each of {}", amount(rows, "sample", "samples"),
                       amount(columns, "site", "sites"), amount(sizes.threads, "thread", "threads"))});
    else
      needs.push_back(
          {std::string(key), 0, 8 * (rows * (columns * copies + 1) + doubles_of_answers(sizes, key, columns)),
           fmt::format("{} of {} in {}",
                       has_bins ? amount(rows, "bin", "bins") : amount(rows, "sample", "samples"),
                       amount(columns, "count", "counts"), amount(sizes.batches, "batch", "batches"))});
  }
}

}  // namespace

double Sizes::num_sites() const {
  return std::accumulate(layers.begin(), layers.end(), 1.0, std::multiplies<>());
}

bool Sizes::is_plain() const {
  return keeps_walkers && !has_medium();
}

bool Sizes::has_medium() const {
  const bool has_membranes =
      std::find(lists.membranes.begin(), lists.membranes.end(), true) != lists.membranes.end();
  return experiment.system.medium.acceptance == Acceptance::glauber || lists.has_hop || lists.has_mobility ||
         lists.has_obstacles || lists.has_potential || has_membranes;
}

ListSizes::ListSizes(const Experiment& experiment) {
  const LatticeWalk& system = experiment.system;
  for (const Population& population : system.populations) {
    double& weights = starts.emplace_back(0);
    for (const LayerWeights& along : population.along) weights += static_cast<double>(along.weights.size());
    if (population.has_table()) weights = 4 * static_cast<double>(population.table.sites.size());
  }
  for (const Source& source : system.sources) sources.push_back(static_cast<double>(source.sites.size()));
  const Medium& medium = system.medium;
  has_hop = !medium.hop.empty();
  has_mobility = !medium.mobility.empty();
  has_obstacles = !medium.obstacles.empty();
  has_potential = !medium.potential.empty();
  for (int a = 0; a < max_dimension; ++a) membranes[a] = !medium.transmission[a].empty();
}

Sizes::Sizes(const Experiment& of, int num_threads, ListSizes sizes_of_lists)
    : experiment(of),
      lists(std::move(sizes_of_lists)),
      threads(num_threads),
      dimension(of.system.lattice.dimension),
      steps(static_cast<double>(of.system.steps)),
      batches(static_cast<double>(of.sampling.num_batches)),
      is_closed(of.system.is_closed()),
      keeps_walkers(!of.system.has_turnover()),
      has_open_faces(of.system.lets_out()) {
  for (int a = 0; a < max_dimension; ++a) layers[a] = of.system.lattice.shape[a];
  for (const Population& population : of.system.populations)
    has_exact_starts = has_exact_starts || population.is_exact;
  for (const Attachment& attachment : of.heading.attachments)
    table_values += static_cast<double>(attachment.values.size());
}

double Sizes::length(const char* table_dimension) const {
  return static_cast<double>(size_of_dimension(table_dimension, experiment));
}

std::vector<MemoryNeed> memory_needs(const Sizes& sizes) {
  std::vector<MemoryNeed> needs;
  const double of_sites = std::max(
      bytes_of_kernel(sizes), bytes_of_field(sizes) + bytes_of_moments(sizes) + bytes_of_cell_problem(sizes));
  needs.push_back({"lattice.shape", 0, bytes_of_lattice(sizes) + of_sites,
                   of_sites > 0 ? fmt::format("hops and walkers of its {}, exact answers",
                                              amount(sizes.num_sites(), "site", "sites"))
                                : "exact answers and tables of its layers"});
  if (const double medium = bytes_of_medium(sizes); medium > 0)
    needs.push_back({"medium", 0, medium, "properties of its " + amount(sizes.num_sites(), "site", "sites")});
  for (std::size_t i = 0; i < sizes.lists.sources.size(); ++i) {
    needs.push_back({"source", i, bytes_of_source_site * sizes.lists.sources[i],
                     "rates of " + amount(sizes.lists.sources[i], "site", "sites")});
  }
  for (std::size_t i = 0; i < sizes.lists.starts.size(); ++i) {
    needs.push_back({"population", i, bytes_of_start(sizes.lists.starts[i]),
                     "start weights of " + amount(sizes.lists.starts[i], "layer", "layers")});
  }
  needs.push_back({"run.batches", 0, sizes.batches * bytes_of_batch,
                   "tables of " + amount(sizes.batches, "batch", "batches")});

  add_tables(sizes, needs);
  return needs;
}

std::optional<MemoryShortage> memory_shortage(const Sizes& sizes, double available) {
  const std::vector<MemoryNeed> needs = memory_needs(sizes);
  double sum = 0;
  for (const MemoryNeed& need : needs) sum += need.bytes;
  if (sum <= available) return std::nullopt;
  const MemoryNeed& largest = *std::max_element(
      needs.begin(), needs.end(), [](const MemoryNeed& a, const MemoryNeed& b) { return a.bytes < b.bytes; });
  const bool is_counted = largest.key.starts_with("measure.");
  return MemoryShortage{largest, fmt::format("needs {} of memory", bytes_in_words(largest.bytes)),
                        fmt::format("{}; everything needs {}, and {} can be had here", largest.what,
                                    bytes_in_words(sum), bytes_in_words(available)),
                        is_counted                     ? "count at fewer times or places"
                        : largest.key == "run.batches" ? "use fewer batches"
                                                       : "use a smaller lattice"};
}

}  // namespace fluxwalk
