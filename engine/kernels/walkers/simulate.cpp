// Compiled once a target: see CMakeLists.txt, and vector.hpp for why all is in a namespace of that name.
#include "kernels/walkers/block.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

namespace {

/// For what is drawn walker by walker.
class ReadRows final : public RowReader {
 public:
  explicit ReadRows(Rows& rows) : rows_(rows) {}
  Row next() override {
    const Bits& bits = rows_.next();
    Row row;
    for (int i = 0; i < 8; ++i) row[static_cast<std::size_t>(i)] = word(bits, i);
    return row;
  }

 private:
  Rows& rows_;
};

}  // namespace

void simulate(const BoxPlan& plan, std::int64_t batch, const std::vector<std::int64_t>& numbers,
              BatchTallies& tallies, CrossingCounts& crossings) {
  Rows rows(Lanes(plan.walk.experiment.seed, static_cast<std::uint64_t>(batch)).state());
  ReadRows reader(rows);
  WalkPlan::Positions start{};
  for (std::int64_t first = 0; first < tallies.started;) {
    const int num_walkers = plan.walk.place(numbers, first, reader, start);
    Block(plan, rows, tallies, crossings).walk(start, num_walkers);
    first += num_walkers;
  }
}

}  // namespace fluxwalk::FLUXWALK_TARGET
