#pragma once
/// \file
/// What was counted. Integers only; a BatchTallies is a pure function of (Experiment, batch number).

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk {

/// A dense table of counts, one row a time (or bin) and one column a place.
class Counts {
 public:
  Counts() = default;
  Counts(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns), data_(rows * columns, 0) {}

  std::size_t rows() const noexcept { return rows_; }
  std::size_t columns() const noexcept { return columns_; }
  bool empty() const noexcept { return data_.empty(); }

  std::int64_t& operator()(std::size_t row, std::size_t column) { return data_[row * columns_ + column]; }
  std::int64_t operator()(std::size_t row, std::size_t column) const {
    return data_[row * columns_ + column];
  }
  std::int64_t* row(std::size_t index) { return data_.data() + index * columns_; }
  const std::int64_t* row(std::size_t index) const { return data_.data() + index * columns_; }
  std::vector<std::int64_t>& data() noexcept { return data_; }
  const std::vector<std::int64_t>& data() const noexcept { return data_; }

  /// Adds, or takes away, a table of the same shape. \throws InternalError if the shapes differ.
  Counts& operator+=(const Counts& other);
  Counts& operator-=(const Counts& other);
  bool operator==(const Counts&) const = default;

 private:
  std::size_t rows_ = 0, columns_ = 0;
  std::vector<std::int64_t> data_;
};

/// Columns of BatchTallies::balance. started + the first three = the last three.
struct Balance {
  enum Column : std::size_t { entered, from_sources, from_reproduction, left, decayed, in_box, num_columns };
};

/// Everything counted in one batch. A table that the experiment does not ask for is empty.
struct BatchTallies {
  std::int64_t started = 0;  ///< walkers that the batch began with
  Counts choices;            ///< [1][Direction::index, stay_index] times each hop was drawn
  PerAxis<Counts> forward;   ///< [flux bin][watched plane] crossings towards larger coordinates
  PerAxis<Counts> backward;  ///< [flux bin][watched plane] crossings towards smaller coordinates
  PerAxis<Counts> net;  ///< [flux bin][watched plane] forward less backward, where only that was counted: the
                        ///< two above are empty then
  PerAxis<Counts> residence;  ///< [flux bin][layer] Σ n(t) over the steps t -> t+1 of the bin, walker-steps
  PerAxis<Counts> appeared;   ///< [flux bin][layer] walkers that sources and reproduction put there
  PerAxis<Counts> vanished;   ///< [flux bin][layer] walkers that decayed there
  PerAxis<Counts> profile;    ///< [profile time][layer]
  Counts histogram;           ///< [histogram time][site]
  Counts displacement;        ///< [moment time][axis] Σ r_a over the living, in ℓ
  Counts displacement_product;  ///< [moment time][pair] Σ r_a r_b over the living: xx, xy, xz, yy, yz, zz
                                ///< (those of d axes)
  Counts survivors;             ///< [survivor time][1]
  Counts exits;                 ///< [exit bin][2 axis + Side]
  Counts entries;  ///< [exit bin][2 axis + Side] those that came in from reservoirs, where there are any
  Counts balance;  ///< [1][Balance::Column] of the whole run, where Experiment::has_turnover
  Counts first_passage;  ///< [first-passage bin][target]

  std::int64_t hops_drawn() const;  ///< Σ choices: a hop or a stay of each walker in each step
  std::int64_t came_in() const;     ///< walkers that entered, or came from sources or reproduction
  /// Crossings of a watched plane in a flux bin, forward less backward, however they were counted.
  std::int64_t net_crossings(std::size_t axis, std::size_t bin, std::size_t column) const;

  /// Tables of the shapes that the experiment asks for, all zero.
  static BatchTallies zero(const Experiment& experiment);
  BatchTallies& operator+=(const BatchTallies& other);
  BatchTallies& operator-=(const BatchTallies& other);
  bool operator==(const BatchTallies&) const = default;
};

/// Calls visit(name, counts) for every table of the tallies, in the order of the results file; the names are
/// those of the datasets ("crossings_forward_x", ...). Tallies may be const or not.
template <class Tallies, class Visit>
void for_each_table(Tallies& tallies, Visit&& visit) {
  visit("choices", tallies.choices);
  for (int a = 0; a < max_dimension; ++a) {
    const std::string axis(1, axis_names[static_cast<std::size_t>(a)]);
    const auto i = static_cast<std::size_t>(a);
    visit("crossings_forward_" + axis, tallies.forward[i]);
    visit("crossings_backward_" + axis, tallies.backward[i]);
    visit("crossings_net_" + axis, tallies.net[i]);
    visit("residence_" + axis, tallies.residence[i]);
    visit("appeared_" + axis, tallies.appeared[i]);
    visit("vanished_" + axis, tallies.vanished[i]);
    visit("profile_" + axis, tallies.profile[i]);
  }
  visit("histogram", tallies.histogram);
  visit("displacement", tallies.displacement);
  visit("displacement_product", tallies.displacement_product);
  visit("survivors", tallies.survivors);
  visit("exits", tallies.exits);
  visit("entries", tallies.entries);
  visit("balance", tallies.balance);
  visit("first_passage", tallies.first_passage);
}

/// What is known about a results file since fluxwalk wrote it. It only ever becomes worse: results that are
/// written again keep what was found when they were read.
enum class Integrity {
  checked,    ///< its bytes are those that fluxwalk wrote
  edited,     ///< another program changed the file; the checksum of each table that was read agrees
  unchecked,  ///< another program changed the file, and its tables have no checksums (formats before 1.2)
};

const char* to_string(Integrity integrity) noexcept;  ///< "checked", "edited" or "not checked"

/// Where the numbers come from. Nothing here may influence a tally.
struct Provenance {
  std::string created;   ///< UTC, ISO 8601
  std::string version;   ///< of fluxwalk
  std::string revision;  ///< git commit of the source, "unknown" outside a checkout
  std::string compiler;
  std::string build_type;
  std::string cpu;
  std::string host_os;
  std::string kernel;           ///< the one that ran
  std::string random_use;       ///< how it uses the random numbers: only with the same use may a run go on
  std::string random_contract;  ///< version of the rule by which random bits are consumed
  int threads = 0;
  double wall_seconds = 0;
  Integrity integrity = Integrity::checked;  ///< of the file that the results were read from
};

/// A finished (or interrupted) run.
struct Results {
  Experiment experiment;
  std::vector<std::int64_t> batch_numbers;  ///< of the finished batches, ascending
  std::vector<BatchTallies> batches;        ///< in the same order; their histogram tables are empty
  Counts histogram;  ///< [histogram time][site], summed over the batches: it is too big to keep for each
  Provenance provenance;

  bool is_complete() const noexcept;  ///< every batch of the experiment has run
  BatchTallies total() const;         ///< sum over the batches, histogram included
};

}  // namespace fluxwalk
