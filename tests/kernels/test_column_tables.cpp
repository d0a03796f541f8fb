#include <doctest/doctest.h>

#include "kernels/column_tables.hpp"

using namespace fluxwalk;

TEST_CASE("walkers that stand alike count together as one by one, at the times that are due") {
  Experiment experiment;
  experiment.system.lattice.shape[0] = 4;
  experiment.measure.has_profile[0] = true;
  experiment.measure.profile_times = {2};
  experiment.measure.survivor_times = {2, 3};
  const auto all = [](const TableKind&) { return true; };
  BatchTallies together = BatchTallies::zero(experiment), one_by_one = together;
  ColumnTables at_once(experiment, together, all), each(experiment, one_by_one, all);
  for (std::int64_t time = 0; time < 4; ++time) {
    CHECK(at_once.is_due(time) == (time >= 2));
    each.is_due(time);
    at_once.count({{3, 0, 0}, {}}, 5);
    at_once.count({{1, 0, 0}, {}});
    for (int k = 0; k < 5; ++k) each.count({{3, 0, 0}, {}});
    each.count({{1, 0, 0}, {}});
  }
  CHECK(together == one_by_one);
  CHECK(together.profile[0].data() == std::vector<std::int64_t>{0, 1, 0, 5});
  CHECK(together.survivors.data() == std::vector<std::int64_t>{6, 6});
}
