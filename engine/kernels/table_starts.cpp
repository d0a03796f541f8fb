#include "kernels/table_starts.hpp"

#include <algorithm>
#include <numeric>

namespace fluxwalk {

TableStarts::TableStarts(const WalkPlan& plan, std::int64_t batch) : plan_(plan) {
  for (const Population& population : plan.experiment.system.populations) {
    std::vector<std::int64_t>& up_to = up_to_.emplace_back();
    if (!population.is_exact) continue;
    up_to = plan.experiment.numbers_at_start(population, {batch});
    std::partial_sum(up_to.begin(), up_to.end(), up_to.begin());
  }
}

TableStarts::~TableStarts() = default;

std::int64_t TableStarts::site(std::size_t population, std::int64_t number, std::size_t cell) const {
  const std::vector<std::int64_t>& up_to = up_to_[population];
  if (!up_to.empty())
    cell = static_cast<std::size_t>(std::upper_bound(up_to.begin(), up_to.end(), number) - up_to.begin());
  return plan_.experiment.system.populations[population].table.sites[cell];
}

void TableStarts::place(const WalkPlan::Part* parts, std::size_t num_parts,
                        const PerAxis<std::int32_t*>& layers) const {
  for (std::size_t i = 0; i < num_parts; ++i) {
    const WalkPlan::Part& part = parts[i];
    if (!plan_.experiment.system.populations[part.population].has_table()) continue;
    for (int k = part.begin; k < part.end; ++k) {
      const PerAxis<std::int32_t> position = plan_.experiment.system.lattice.position(
          site(part.population, part.first + (k - part.begin), static_cast<std::size_t>(layers[0][k])));
      for (std::size_t a = 0; a < static_cast<std::size_t>(plan_.dimension); ++a) layers[a][k] = position[a];
    }
  }
}

}  // namespace fluxwalk
