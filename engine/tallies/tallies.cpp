#include <algorithm>
#include <functional>
#include <numeric>

#include "fluxwalk/error.hpp"
#include "fluxwalk/results.hpp"

namespace fluxwalk {

namespace {

template <class Operation>
void combine(std::vector<std::int64_t>& left, const std::vector<std::int64_t>& right, Operation operation) {
  std::transform(left.begin(), left.end(), right.begin(), left.begin(), operation);
}

void require_same_shape(const Counts& left, const Counts& right) {
  if (left.rows() != right.rows() || left.columns() != right.columns()) {
    throw InternalError("tallies of different shapes cannot be added");
  }
}

std::size_t num_bins(const std::vector<std::int64_t>& edges) {
  return edges.empty() ? 0 : edges.size() - 1;
}

/// Applies Operation to each pair of tables of two tallies.
template <class Operation>
void for_each_pair(BatchTallies& left, const BatchTallies& right, Operation operation) {
  std::vector<const Counts*> others;
  for_each_table(right, [&](const std::string&, const Counts& counts) { others.push_back(&counts); });
  auto other = others.begin();
  for_each_table(left, [&](const std::string&, Counts& counts) { operation(counts, **other++); });
}

}  // namespace

Counts& Counts::operator+=(const Counts& other) {
  require_same_shape(*this, other);
  combine(data_, other.data_, std::plus<>());
  return *this;
}

Counts& Counts::operator-=(const Counts& other) {
  require_same_shape(*this, other);
  combine(data_, other.data_, std::minus<>());
  return *this;
}

BatchTallies BatchTallies::zero(const Experiment& experiment) {
  const auto d = static_cast<std::size_t>(experiment.system.lattice.dimension);
  const Measurements& measure = experiment.measure;
  BatchTallies tallies;
  tallies.choices = Counts(1, static_cast<std::size_t>(stay_index(experiment.system.lattice.dimension)) + 1);
  for (std::size_t a = 0; a < d; ++a) {
    const auto layers = static_cast<std::size_t>(experiment.system.lattice.shape[a]);
    const std::size_t planes = measure.planes[a].size();
    const std::size_t bins = num_bins(measure.flux_edges);
    if (measure.only_net) {
      tallies.net[a] = Counts(bins, planes);
    } else {
      tallies.forward[a] = tallies.backward[a] = Counts(bins, planes);
    }
    if (measure.has_residence && planes > 0) tallies.residence[a] = Counts(bins, layers);
    if (measure.has_turnover && planes > 0) tallies.appeared[a] = tallies.vanished[a] = Counts(bins, layers);
    if (measure.has_profile[a]) tallies.profile[a] = Counts(measure.profile_times.size(), layers);
  }
  tallies.histogram =
      Counts(measure.histogram_times.size(), static_cast<std::size_t>(experiment.system.lattice.num_sites()));
  tallies.displacement = Counts(measure.moment_times.size(), d);
  tallies.displacement_product = Counts(measure.moment_times.size(), d * (d + 1) / 2);
  tallies.survivors = Counts(measure.survivor_times.size(), 1);
  tallies.exits = Counts(num_bins(measure.exit_edges), 2 * d);
  if (experiment.system.has_reservoir()) tallies.entries = tallies.exits;
  if (experiment.system.has_turnover()) tallies.balance = Counts(1, Balance::num_columns);
  tallies.first_passage = Counts(num_bins(measure.first_passage_edges), measure.first_passage_targets.size());
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
  for_each_pair(*this, other, [](Counts& left, const Counts& right) { left += right; });
  return *this;
}

BatchTallies& BatchTallies::operator-=(const BatchTallies& other) {
  started -= other.started;
  for_each_pair(*this, other, [](Counts& left, const Counts& right) { left -= right; });
  return *this;
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
