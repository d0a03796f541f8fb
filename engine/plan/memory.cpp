#include "plan/memory.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string_view>
#include <utility>

#include "plan/answers_memory.hpp"
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

/// What the tables of a batch take even if they are empty.
constexpr double bytes_of_batch = 4096;

/// "1 bin", "3 bins", "1e+11 bins".
std::string amount(double number, const char* one, const char* many) {
  return fmt::format("{:.4g} {}", number, number == 1 ? one : many);
}

/// A weight with its threshold in each layer, and the kernel's guide to them: up to 2^14 entries along each
/// axis.
double bytes_of_start(double weights) {
  return 16 * weights + max_dimension * std::min(200'000.0, 200 * weights);
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

std::vector<MemoryNeed> memory_needs(const Sizes& sizes) {
  std::vector<MemoryNeed> needs;
  const double of_sites = std::max(bytes_of_kernel(sizes), bytes_of_site_answers(sizes));
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
                     amount(sizes.lists.starts[i], "start weight", "start weights")});
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
