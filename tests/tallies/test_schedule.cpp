#include <doctest/doctest.h>

#include <algorithm>

#include "fluxwalk/schedule.hpp"

using namespace fluxwalk;

namespace {

using Times = std::vector<std::int64_t>;

/// 0, step, 2 step, ... below the end, and the end.
Times listed(std::int64_t step, std::int64_t end) {
  Times times;
  for (std::int64_t time = 0; time < end; time += step) times.push_back(time);
  times.push_back(end);
  return times;
}

}  // namespace

TEST_CASE("numbers at equal distances are those of the list, however they are asked for") {
  for (std::int64_t step = 1; step <= 7; ++step) {
    for (std::int64_t end = 1; end <= 15; ++end) {
      CAPTURE(step);
      CAPTURE(end);
      const Schedule spaced = Schedule::every(step, end);
      const Times times = listed(step, end);
      CHECK(spaced.list() == times);
      CHECK(spaced == Schedule(times));
      CHECK(spaced.size() == times.size());
      CHECK(spaced.back() == end);
      for (std::int64_t t = -1; t <= end + 1; ++t) {
        CHECK(spaced.index_of(t) == Schedule(times).index_of(t));
        CHECK(spaced.index_of(t).has_value() == (std::find(times.begin(), times.end(), t) != times.end()));
        CHECK(bin_of(spaced, t) == bin_of(Schedule(times), t));
        CHECK(bin_of(spaced, t).has_value() == (t >= 0 && t < end));
        CHECK(spaced.up_to(t) == Schedule(times).up_to(t));
      }
    }
  }
  CHECK(Schedule::every(1, std::int64_t{1} << 40).size() == (std::size_t{1} << 40) + 1);
}

TEST_CASE("two schedules together have each time once") {
  CHECK(Schedule::every(4, 10).united_with({1, 4, 9}) == Schedule{0, 1, 4, 8, 9, 10});
  CHECK(Schedule().united_with({3, 5}) == Schedule{3, 5});
  CHECK(Schedule({3, 5}).united_with({}) == Schedule{3, 5});
  Schedule more = Schedule::every(2, 4);
  more.push_back(9);
  CHECK(more == Schedule{0, 2, 4, 9});
}

TEST_CASE("a cursor finds each sample and each bin while time goes on") {
  for (const Schedule& schedule :
       {Schedule{2, 3, 7}, Schedule{0, 4, 9}, Schedule::every(3, 10), Schedule()}) {
    SampleCursor samples(schedule);
    BinCursor bins(schedule);
    const bool are_edges = !schedule.empty() && schedule.front() == 0;
    for (std::int64_t t = 0; t <= 12; ++t) {
      CAPTURE(t);
      const auto row = schedule.index_of(t);
      REQUIRE(samples.is_due(t) == row.has_value());
      if (row) CHECK(samples.row() == *row);
      const auto next = std::upper_bound(schedule.begin(), schedule.end(), t);
      CHECK(samples.after(t) == (next == schedule.end() ? never : *next));
      if (!are_edges) continue;
      bins.advance(t);
      const auto bin = bin_of(schedule, t);
      CHECK(bins.is_inside() == bin.has_value());
      if (bin) CHECK(bins.row() == *bin);
      CHECK(bins.end() == (bin ? schedule[*bin + 1] : never));
    }
  }
}
