#include "store/possible.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <string>

#include "files/failure.hpp"
#include "tallies/catalogue.hpp"

namespace fluxwalk::store {

using namespace files;

namespace {

[[noreturn]] void fail(const std::string& table, std::int64_t batch, const std::string& why) {
  throw Failure(fmt::format("damaged: {} of batch {} cannot be: {}", table, batch, why));
}

/// Adds sizes of counts; the sums must fit into 64 bits.
class Sums {
 public:
  /// \throws Failure if a sum overflows.
  void add(const std::string& table, std::int64_t batch, const std::vector<std::int64_t>& counts,
           bool may_be_negative = false) {
    std::int64_t& sum = sums_[table];
    for (const std::int64_t count : counts) {
      if (count < 0 && !may_be_negative) fail(table, batch, fmt::format("a count is {}", count));
      std::int64_t next = 0;
      const bool overflows =
          count < 0 ? __builtin_sub_overflow(sum, count, &next) : __builtin_add_overflow(sum, count, &next);
      if (overflows) fail(table, batch, "its counts are too large to be added up");
      sum = next;
    }
  }

 private:
  std::map<std::string, std::int64_t> sums_;
};

/// Least and largest values are not added up.
void require_no_negative(const std::string& table, std::int64_t batch, const Counts& counts) {
  for (const std::int64_t value : counts.data())
    if (value < 0 && value != nothing_of(counts.combine()))
      fail(table, batch, fmt::format("a value is {}", value));
}

void require_started(const Experiment& experiment, std::int64_t batch, std::int64_t started) {
  std::int64_t fixed = 0;
  bool has_poisson = false;
  for (const Population& population : experiment.system.populations) {
    has_poisson = has_poisson || population.is_poisson;
    if (!population.is_poisson) fixed += experiment.sampling.fixed_share(population.walkers, batch);
  }
  if (has_poisson ? started < fixed : started != fixed)
    fail("started", batch,
         fmt::format("it is {} where the experiment has {}{}", started, has_poisson ? "at least " : "",
                     fixed));
}

/// At each time, or over all of them, a table can hold no more walkers than there ever were.
void require_no_more_than(const std::string& table, std::int64_t batch, const Counts& counts, bool is_summed,
                          std::int64_t most) {
  std::int64_t sum = 0;
  for (std::size_t row = 0; row < counts.rows(); ++row) {
    if (!is_summed) sum = 0;
    for (std::size_t column = 0; column < counts.columns(); ++column) sum += counts(row, column);
    if (sum > most) fail(table, batch, fmt::format("it holds {} walkers where there were {}", sum, most));
  }
}

/// A box that holds walkers has a lowest and a highest layer; an empty one has neither.
void require_extent(const Experiment& experiment, std::int64_t batch, const BatchTallies& tallies, int axis) {
  const Counts &low = tallies.extent_low[axis], &high = tallies.extent_high[axis];
  const std::int64_t last = experiment.system.lattice.shape[axis] - 1;
  for (std::size_t row = 0; row < low.rows(); ++row) {
    const std::int64_t lowest = low(row, 0), highest = high(row, 0);
    const bool is_empty = lowest == nothing_of(low.combine()) && highest == nothing_of(high.combine());
    if (!is_empty && !(0 <= lowest && lowest <= highest && highest <= last))
      fail("an extent", batch, fmt::format("it goes from layer {} to layer {}", lowest, highest));
  }
}

void require_balance(std::int64_t batch, const BatchTallies& tallies) {
  if (tallies.balance.empty()) return;
  const auto of = [&](std::size_t column) { return tallies.balance(0, column); };
  std::int64_t come = tallies.started;
  for (const auto column : {Balance::entered, Balance::from_sources, Balance::from_reproduction}) {
    if (__builtin_add_overflow(come, of(column), &come)) fail("balance", batch, "its counts are too large");
  }
  if (come != of(Balance::left) + of(Balance::decayed) + of(Balance::in_box))
    fail("balance", batch, "walkers are lost, or appear from nowhere");
}

}  // namespace

void require_possible(const Results& results) {
  Sums sums;
  for (std::size_t i = 0; i < results.batches.size(); ++i) {
    sums.add("started", results.batch_numbers[i], {results.batches[i].started});
    for (const TallyTable& table : tally_tables()) {
      const Counts& counts = table.of(results.batches[i]);
      if (table.kind->combine == Combine::sum)
        sums.add(table.name, results.batch_numbers[i], counts.data(), table.kind->is_signed);
      else if (!table.kind->is_signed)
        require_no_negative(table.name, results.batch_numbers[i], counts);
    }
  }
  sums.add("histogram", 0, results.histogram.data());
  for (std::size_t i = 0; i < results.batches.size(); ++i) {
    const BatchTallies& tallies = results.batches[i];
    const std::int64_t batch = results.batch_numbers[i];
    require_started(results.experiment, batch, tallies.started);
    require_balance(batch, tallies);
    for (int axis = 0; axis < results.experiment.system.lattice.dimension; ++axis)
      require_extent(results.experiment, batch, tallies, axis);
    if (results.experiment.system.has_turnover()) continue;
    for (const Counts& profile : tallies.profile)
      require_no_more_than("a profile", batch, profile, false, tallies.started);
    require_no_more_than("survivors", batch, tallies.survivors, false, tallies.started);
    require_no_more_than("exits", batch, tallies.exits, true, tallies.started);
  }
}

}  // namespace fluxwalk::store
