#include "plan/memory.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <numeric>
#include <sstream>

#include "plan/kernel_choice.hpp"

namespace fluxwalk {

namespace fs = std::filesystem;

namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// The number that a file consists of; unlimited if there is none ("max", or no such file).
double number_in(const fs::path& file) {
  std::ifstream stream(file);
  double number = 0;
  return stream >> number ? number : unlimited;
}

/// "MemAvailable:   24000000 kB"
double free_memory(const fs::path& meminfo) {
  std::ifstream stream(meminfo);
  double least = unlimited;
  for (std::string line; std::getline(stream, line);) {
    std::istringstream words(line);
    std::string name;
    double kilobytes = 0;
    if (words >> name >> kilobytes && (name == "MemAvailable:" || name == "MemTotal:")) {
      least = std::min(least, 1024 * kilobytes);
    }
  }
  return least;
}

/// The least limit of a control group and all groups around it, the outermost being `top`. A container may
/// show its own group as the outermost one under a path that is not there.
double limit_of_group(const fs::path& top, const std::string& path, const char* file) {
  double least = number_in(top / file);
  fs::path group = top;
  for (const fs::path& part : fs::path(path).relative_path()) {
    group /= part;
    least = std::min(least, number_in(group / file));
  }
  return least;
}

double limit_of_groups(const fs::path& root) {
  const fs::path mounted = root / "sys/fs/cgroup";
  std::ifstream stream(root / "proc/self/cgroup");
  double least = unlimited;
  for (std::string line; std::getline(stream, line);) {  // number:controllers:path
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = fmt::format(",{},", line.substr(first + 1, second - first - 1));
    const std::string path = line.substr(second + 1);
    if (controllers == ",,") least = std::min(least, limit_of_group(mounted, path, "memory.max"));
    if (controllers.find(",memory,") != std::string::npos)
      least = std::min(least, limit_of_group(mounted / "memory", path, "memory.limit_in_bytes"));
  }
  return least;
}

std::string bytes_in_words(double bytes) {
  const char* units[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
  std::size_t i = 0;
  while (bytes >= 1000 && i + 1 < std::size(units)) {
    bytes /= 1000;
    ++i;
  }
  return fmt::format("{:.3g} {}", bytes, units[i]);
}

double num_bins(const std::vector<std::int64_t>& edges) {
  return edges.empty() ? 0 : static_cast<double>(edges.size()) - 1;
}

/// In the experiment, and in the occupation kernel's list of comers while it grows.
constexpr double bytes_of_source_site = 16 + 72;

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

/// Layers of the finest lattice on the ladder of an axis: of 1, 3, 5, ... times as many layers and the square
/// of that in steps, as far as 2e9 site-steps go.
double finest_layers(const Sizes& sizes, double layers) {
  double finest = 0;
  for (int rung = 0; rung < sizes.ladder_rungs; ++rung) {
    const double refinement = 2 * rung + 1;
    if (std::pow(refinement, 3) * layers * sizes.steps > 2e9) break;
    finest = refinement * layers;
  }
  return finest;
}

/// Tables of its layers in every thread, and the exact distribution of a box on its way through time.
double bytes_of_lattice(const Sizes& sizes) {
  double layers = 0, finest = 0, sites = sizes.num_sites();
  for (const double along : sizes.layers) {
    layers += along;
    if (sizes.is_plain()) finest = std::max(finest, finest_layers(sizes, along));
  }
  const bool needs_sites =
      sizes.histogram_times > 0 || sizes.has_site_targets || (!sizes.is_closed && sizes.dimension > 1);
  if (!sizes.is_plain() || !needs_sites || sites * sizes.steps > most_site_steps) sites = 0;
  return 8 * (layers * (6 + sizes.threads) + 4 * finest + 3 * sites);
}

/// The lists of the medium, in the experiment, in a copy of it and in what is made of it; and its tables, in
/// the experiment, in the lists and in the file.
double bytes_of_medium(const Sizes& sizes) {
  const double sites = sizes.num_sites();
  double bytes = ((sizes.has_hop ? 8 : 0) + (sizes.has_mobility ? 8 : 0) + (sizes.has_obstacles ? 1 : 0) +
                  (sizes.has_potential ? 8 : 0)) *
                 sites;
  for (std::size_t a = 0; a < sizes.layers.size(); ++a)
    if (sizes.membranes[a]) bytes += 8 * sites / sizes.layers[a] * (sizes.layers[a] + 1);
  return 3 * bytes + 3 * 8 * sizes.table_values;
}

/// Transitions: chance and target of each hop.
double bytes_of_transitions(const Sizes& sizes) {
  return 8 * (4 * sizes.dimension + 1);
}

/// Hops and walkers of the sites while it runs. The occupation kernel goes by transitions to tell sites
/// apart, and makes room for walkers when they are gone; each number of a table may make a site of a medium
/// unlike all others.
double bytes_of_kernel(const Sizes& sizes) {
  if (chosen_kernel(sizes) != KernelKind::occupation)
    return sizes.has_medium() ? bytes_of_transitions(sizes) * sizes.num_sites() : 0;
  constexpr double bytes_of_walkers = 56, bytes_of_class = 1000;
  const double classes = sizes.has_medium() ? std::min(sizes.num_sites(), sizes.table_values) : 0;
  return (12 + std::max(bytes_of_transitions(sizes), bytes_of_walkers * sizes.threads)) * sizes.num_sites() +
         bytes_of_class * classes;
}

/// Whether the analysis works out the exact mean of every site: of four million at most, if it is not too
/// costly.
bool has_field(const Sizes& sizes) {
  const double populations = static_cast<double>(sizes.starts.size());
  const bool asks_for_sites =
      sizes.dimension == 1 || sizes.has_medium() || sizes.has_open_faces || sizes.histogram_times > 0;
  return (!sizes.is_plain() || sizes.has_exact_starts) && asks_for_sites && sizes.num_sites() <= 4e6 &&
         sizes.num_sites() * (1 + populations) * sizes.steps <= 4e9;
}

/// Moments of the displacement at every site, now and a step later, and the hops that they follow: up to the
/// fourth, or up to the second where those are too costly.
double bytes_of_moments(const Sizes& sizes) {
  if (!has_field(sizes) || sizes.moment_times <= 0) return 0;
  for (const int order : {4, 2}) {
    double moments = 1;
    for (int i = 1; i <= sizes.dimension; ++i) moments = moments * (order + i) / i;
    const double populations = static_cast<double>(sizes.starts.size());
    if (sizes.num_sites() * populations * moments * sizes.steps > 4e9) continue;
    constexpr double bytes_of_hop = 32;
    return (16 * moments + 8 + 2 * sizes.dimension * bytes_of_hop + bytes_of_transitions(sizes)) *
           sizes.num_sites();
  }
  return 0;
}

/// That mean, when the run is over: made of transitions; moves into a site, crossings along each axis, what
/// is supplied by each population, and what is being worked out. The layers of an axis are tried first.
double bytes_of_field(const Sizes& sizes) {
  if (!has_field(sizes)) return 0;
  const double moves = 8 * (2 * sizes.dimension + 1), crossings = 20 * sizes.dimension;
  const double supply = 8 * static_cast<double>(sizes.starts.size());
  constexpr double others = 112, bytes_of_layer = 160;
  // The covariance of given starts is looked for between so many groups of sites.
  const double looked_for = sizes.has_exact_starts ? std::min(128 * sizes.num_sites(), 2e7) : 0;
  return 8 * looked_for +
         (bytes_of_transitions(sizes) + moves + crossings + supply + others) * sizes.num_sites() +
         bytes_of_layer * *std::max_element(sizes.layers.begin(), sizes.layers.end());
}

/// Samples of the sites, in doubles a site: while it runs the sum and one for each thread; then the sum and
/// what is expected, of each population or as it is compared.
double doubles_of_histogram(const Sizes& sizes) {
  const double times = sizes.histogram_times, populations = static_cast<double>(sizes.starts.size());
  const bool is_exact = sizes.is_plain() && sizes.num_sites() * sizes.steps <= most_site_steps;
  const double analysis = has_field(sizes) ? 3 * times + 20
                          : is_exact       ? (1 + populations) * times + 2 * populations + 1
                                           : times;
  return std::max((1 + sizes.threads) * times, analysis);
}

}  // namespace

double available_memory(const fs::path& root) {
  rlimit space{};
  const bool is_limited = getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY;
  return std::min({free_memory(root / "proc/meminfo"), limit_of_groups(root),
                   is_limited ? static_cast<double>(space.rlim_cur) : unlimited});
}

double Sizes::num_sites() const {
  return std::accumulate(layers.begin(), layers.end(), 1.0, std::multiplies<>());
}

bool Sizes::is_plain() const {
  return keeps_walkers && !has_medium();
}

bool Sizes::has_medium() const {
  return is_glauber || has_hop || has_mobility || has_obstacles || has_potential ||
         std::find(membranes.begin(), membranes.end(), true) != membranes.end();
}

Sizes sizes_of(const Experiment& experiment, int threads) {
  const Measurements& measure = experiment.measure;
  Sizes sizes;
  sizes.dimension = experiment.system.lattice.dimension;
  for (std::size_t a = 0; a < max_dimension; ++a) {
    sizes.layers[a] = experiment.system.lattice.shape[a];
    sizes.planes[a] = static_cast<double>(measure.planes[a].size());
  }
  sizes.steps = static_cast<double>(experiment.system.steps);
  sizes.batches = static_cast<double>(experiment.sampling.num_batches);
  sizes.threads = threads;
  sizes.is_closed = experiment.system.is_closed();
  sizes.keeps_walkers = !experiment.system.has_turnover();
  sizes.has_open_faces = experiment.system.lets_out();
  sizes.ladder_rungs = experiment.settings.analysis.ladder_rungs;
  for (const Population& population : experiment.system.populations) {
    double& weights = sizes.starts.emplace_back(0);
    for (const LayerWeights& along : population.along) weights += static_cast<double>(along.weights.size());
    sizes.has_exact_starts = sizes.has_exact_starts || population.is_exact;
    if (population.has_table()) weights = 4 * static_cast<double>(population.table.sites.size());
  }
  for (const Source& source : experiment.system.sources)
    sizes.sources.push_back(static_cast<double>(source.sites.size()));
  const Medium& medium = experiment.system.medium;
  sizes.has_hop = !medium.hop.empty();
  sizes.has_mobility = !medium.mobility.empty();
  sizes.has_obstacles = !medium.obstacles.empty();
  sizes.has_potential = !medium.potential.empty();
  sizes.is_glauber = medium.acceptance == Acceptance::glauber;
  for (std::size_t a = 0; a < max_dimension; ++a) sizes.membranes[a] = !medium.transmission[a].empty();
  sizes.kernel = experiment.sampling.kernel;
  sizes.walkers = experiment.system.mean_walkers();
  for (const Attachment& attachment : experiment.heading.attachments)
    sizes.table_values += static_cast<double>(attachment.values.size());
  sizes.has_turnover = measure.has_turnover;
  sizes.has_reservoir = experiment.system.has_reservoir();
  sizes.only_net = measure.only_net;
  sizes.has_residence = measure.has_residence;
  sizes.has_profile = measure.has_profile;
  sizes.flux_bins = num_bins(measure.flux_edges);
  sizes.profile_times = static_cast<double>(measure.profile_times.size());
  sizes.histogram_times = static_cast<double>(measure.histogram_times.size());
  sizes.moment_times = static_cast<double>(measure.moment_times.size());
  sizes.survivor_times = static_cast<double>(measure.survivor_times.size());
  sizes.exit_bins = num_bins(measure.exit_edges);
  sizes.first_passage_bins = num_bins(measure.first_passage_edges);
  sizes.targets = static_cast<double>(measure.first_passage_targets.size());
  for (const FirstPassageTarget& target : measure.first_passage_targets)
    sizes.has_site_targets = sizes.has_site_targets || target.kind != TargetKind::layer;
  return sizes;
}

std::vector<MemoryNeed> memory_needs(const Sizes& sizes) {
  std::vector<MemoryNeed> needs;
  const auto d = static_cast<std::size_t>(sizes.dimension);
  const double populations = static_cast<double>(sizes.starts.size());
  const double of_sites = std::max(bytes_of_kernel(sizes), bytes_of_field(sizes) + bytes_of_moments(sizes));
  needs.push_back({"lattice.shape", 0, bytes_of_lattice(sizes) + of_sites,
                   of_sites > 0 ? fmt::format("hops and walkers of its {}, exact answers",
                                              amount(sizes.num_sites(), "site", "sites"))
                                : "exact answers and tables of its layers"});
  if (const double medium = bytes_of_medium(sizes); medium > 0)
    needs.push_back({"medium", 0, medium, "properties of its " + amount(sizes.num_sites(), "site", "sites")});
  for (std::size_t i = 0; i < sizes.sources.size(); ++i) {
    needs.push_back({"source", i, bytes_of_source_site * sizes.sources[i],
                     "rates of " + amount(sizes.sources[i], "site", "sites")});
  }
  for (std::size_t i = 0; i < sizes.starts.size(); ++i) {
    needs.push_back({"population", i, bytes_of_start(sizes.starts[i]),
                     "start weights of " + amount(sizes.starts[i], "layer", "layers")});
  }
  needs.push_back({"run.batches", 0, sizes.batches * bytes_of_batch,
                   "tables of " + amount(sizes.batches, "batch", "batches")});

  // Tables of each batch are kept, gathered and written; each thread works on one; the analysis adds them up.
  const double copies = 3 * sizes.batches + 2 * sizes.threads + 4;
  const auto add = [&](const char* key, const char* row, const char* rows_noun, double rows, double columns,
                       double exact) {
    if (rows <= 0) return;
    needs.push_back(
        {key, 0, 8 * (rows * (columns * copies + 1) + exact),
         fmt::format("{} of {} in {}", amount(rows, row, rows_noun), amount(columns, "count", "counts"),
                     amount(sizes.batches, "batch", "batches"))});
  };
  double flux = 0, profile = 0, watched_layers = 0;
  for (std::size_t a = 0; a < d; ++a) {
    if (sizes.planes[a] > 0)
      flux += (sizes.only_net ? 1 : 2) * sizes.planes[a] +
              ((sizes.has_residence ? 1 : 0) + (sizes.has_turnover ? 2 : 0)) * sizes.layers[a];
    if (sizes.planes[a] > 0) watched_layers += sizes.layers[a];
    if (sizes.has_profile[a]) profile += sizes.layers[a];
  }
  // Exact answers at every step: of those who leave, and of those who arrive.
  const double every_step = sizes.steps * (populations + 2);
  const double leaving = sizes.is_closed ? 0 : every_step;
  const double thinnest = *std::min_element(sizes.layers.begin(), sizes.layers.begin() + sizes.dimension);
  const double arriving = thinnest * sizes.steps <= most_site_steps ? every_step * sizes.targets : 0;
  const double axes = static_cast<double>(d);
  // Net crossings are counted in each thread as walkers that each layer gains.
  const double gains = sizes.only_net ? sizes.threads * watched_layers : 0;
  add("measure.flux", "bin", "bins", sizes.flux_bins, flux, sizes.flux_bins * (5 * flux + gains));
  add("measure.profile", "sample", "samples", sizes.profile_times, profile,
      sizes.profile_times * profile * (populations + 1));
  add("measure.moments", "sample", "samples", sizes.moment_times, axes + axes * (axes + 1) / 2, 0);
  add("measure.survivors", "sample", "samples", sizes.survivor_times, 1, leaving);
  add("measure.exits", "bin", "bins", sizes.exit_bins, (sizes.has_reservoir ? 4 : 2) * axes, 6 * leaving);
  add("measure.first_passage", "bin", "bins", sizes.first_passage_bins, sizes.targets, arriving);
  if (sizes.histogram_times > 0) {
    const double sites = sizes.num_sites();  // never kept for each batch
    needs.push_back(
        {"measure.histogram", 0, 8 * sites * doubles_of_histogram(sizes),
         fmt::format("{} of {}, once and once more for each of {}",
                     amount(sizes.histogram_times, "sample", "samples"), amount(sites, "site", "sites"),
                     amount(sizes.threads, "thread", "threads"))});
  }
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
