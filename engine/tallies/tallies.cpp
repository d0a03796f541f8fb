#include "fluxwalk/tallies.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "fluxwalk/error.hpp"
#include "fluxwalk/results.hpp"
#include "tallies/catalogue.hpp"

namespace fluxwalk {

namespace {

void require_alike(const Counts& left, const Counts& right) {
  if (left.rows() != right.rows() || left.columns() != right.columns() || left.combine() != right.combine())
    throw InternalError("tallies of different shapes cannot be added");
}

}  // namespace

Counts& Counts::operator+=(const Counts& other) {
  require_alike(*this, other);
  std::transform(data_.begin(), data_.end(), other.data_.begin(), data_.begin(),
                 [rule = combine_](std::int64_t a, std::int64_t b) { return combined(rule, a, b); });
  return *this;
}

Counts& Counts::operator-=(const Counts& other) {
  require_alike(*this, other);
  if (combine_ != Combine::sum) throw InternalError("only sums can be subtracted");
  std::transform(data_.begin(), data_.end(), other.data_.begin(), data_.begin(), std::minus<>());
  return *this;
}

BatchTallies BatchTallies::zero(const Experiment& experiment) {
  BatchTallies tallies;
  for (const TallyTable& table : tally_tables()) {
    if (!table.is_asked(experiment)) continue;
    const TallyTable::Shape shape = table.shape(experiment);
    table.of(tallies) = Counts(static_cast<std::size_t>(shape.rows), static_cast<std::size_t>(shape.columns),
                               table.kind->combine);
  }
  return tallies;
}

std::int64_t BatchTallies::net_crossings(std::size_t axis, std::size_t bin, std::size_t column) const {
  return net[axis].empty() ? forward[axis](bin, column) - backward[axis](bin, column)
                           : net[axis](bin, column);
}

std::int64_t BatchTallies::hops_drawn() const {
  return std::accumulate(choices.data().begin(), choices.data().end(), std::int64_t{0});
}

std::int64_t BatchTallies::came_in() const {
  if (balance.empty()) return 0;
  return balance(0, Balance::entered) + balance(0, Balance::from_sources) +
         balance(0, Balance::from_reproduction);
}

BatchTallies& BatchTallies::operator+=(const BatchTallies& other) {
  started += other.started;
  for (const TallyTable& table : tally_tables()) table.of(*this) += table.of(other);
  return *this;
}

void for_each_table(BatchTallies& tallies, const std::function<void(const std::string&, Counts&)>& visit) {
  for (const TallyTable& table : tally_tables()) visit(table.name, table.of(tallies));
}

void for_each_table(const BatchTallies& tallies,
                    const std::function<void(const std::string&, const Counts&)>& visit) {
  for (const TallyTable& table : tally_tables()) visit(table.name, table.of(tallies));
}

const char* to_string(Integrity integrity) noexcept {
  switch (integrity) {
    case Integrity::checked:
      return "checked";
    case Integrity::edited:
      return "edited";
    case Integrity::unchecked:
      return "not checked";
  }
  return "?";
}

bool Results::is_complete() const noexcept {
  return static_cast<std::int64_t>(batch_numbers.size()) == experiment.sampling.num_batches;
}

BatchTallies Results::total() const {
  BatchTallies sum = BatchTallies::zero(experiment);
  sum.histogram = Counts();
  for (const BatchTallies& batch : batches) sum += batch;
  sum.histogram = histogram;
  return sum;
}

}  // namespace fluxwalk
