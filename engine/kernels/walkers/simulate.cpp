// Compiled once per target: see CMakeLists.txt, and vector.hpp for the reason of the namespace.
#include "kernels/table_starts.hpp"
#include "kernels/walkers/block.hpp"
#include "kernels/walkers/starts.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

void simulate(const BoxPlan& plan, std::int64_t batch, const std::vector<std::int64_t>& numbers,
              BatchTallies& tallies, CrossingCounts& crossings, ColumnTables& columns) {
  Words words(plan.walk.experiment.sampling.seed, static_cast<std::uint64_t>(batch));
  Rows rows(words);
  const TableStarts tables(plan.walk, batch);
  Positions start;
  for (std::int64_t first = 0; first < tallies.started; first += block_size) {
    const std::vector<WalkPlan::Part> parts = WalkPlan::parts_of_block(numbers, first);
    for (int a = 0; a < plan.walk.dimension; ++a) {
      place_along(plan, parts.data(), parts.size(), static_cast<std::size_t>(a), rows, start.along[a]);
    }
    tables.place(parts.data(), parts.size(), {start.along[0], start.along[1], start.along[2]});
    Block(plan, rows, tallies, crossings, columns).walk(start, parts.back().end);
  }
}

std::uint64_t draw_rows(std::uint64_t seed, std::uint64_t batch, std::int64_t num_rows) {
  Words words(seed, batch);
  Rows rows(words);
  std::uint64_t combined = 0;
  for (std::int64_t row = 0; row < num_rows; ++row) combined ^= word(rows.next(), 0);
  return combined;
}

}  // namespace fluxwalk::FLUXWALK_TARGET
