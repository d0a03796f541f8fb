#pragma once
/// \file
/// What one batch counts. Integers only: the tallies of a batch are a pure function of the experiment and the
/// batch number. tallies/catalogue.cpp declares each table: its dimensions, when it is counted, and how
/// batches combine.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "fluxwalk/lattice.hpp"

namespace fluxwalk {

struct Experiment;

/// How values combine to one: those of the walkers in a count, and those of tables that are added.
enum class Combine { sum, minimum, maximum };

/// What changes no value that it is combined with: a count that nothing has been combined to.
constexpr std::int64_t nothing_of(Combine combine) noexcept {
  using Limits = std::numeric_limits<std::int64_t>;
  return combine == Combine::sum ? 0 : combine == Combine::minimum ? Limits::max() : Limits::min();
}
constexpr std::int64_t combined(Combine combine, std::int64_t a, std::int64_t b) noexcept {
  if (combine == Combine::sum) return a + b;
  return (combine == Combine::minimum) == (a < b) ? a : b;
}

/// A dense table of counts, one row per time (or bin) and one column per place.
class Counts {
 public:
  Counts() = default;
  /// Nothing is counted yet.
  Counts(std::size_t rows, std::size_t columns, Combine combine = Combine::sum)
      : rows_(rows), columns_(columns), combine_(combine), data_(rows * columns, nothing_of(combine)) {}

  std::size_t rows() const noexcept { return rows_; }
  std::size_t columns() const noexcept { return columns_; }
  bool empty() const noexcept { return data_.empty(); }
  Combine combine() const noexcept { return combine_; }

  std::int64_t& operator()(std::size_t row, std::size_t column) { return data_[row * columns_ + column]; }
  std::int64_t operator()(std::size_t row, std::size_t column) const {
    return data_[row * columns_ + column];
  }
  std::int64_t* row(std::size_t index) { return data_.data() + index * columns_; }
  const std::int64_t* row(std::size_t index) const { return data_.data() + index * columns_; }
  std::vector<std::int64_t>& data() noexcept { return data_; }
  const std::vector<std::int64_t>& data() const noexcept { return data_; }

  /// Combines with a table of the same shape. \throws InternalError if the shapes, or how they combine,
  /// differ.
  Counts& operator+=(const Counts& other);
  /// Takes a part of a sum away again. \throws InternalError as above, and if this is no sum.
  Counts& operator-=(const Counts& other);
  bool operator==(const Counts&) const = default;

 private:
  std::size_t rows_ = 0, columns_ = 0;
  Combine combine_ = Combine::sum;
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
  PerAxis<Counts> extent_low, extent_high;  ///< [extent time][1] lowest and highest layer that hold a walker
  Counts histogram;                         ///< [histogram time][site]
  Counts displacement;          ///< [moment time][axis] Σ r_a over the walkers still in the box, in ℓ
  Counts displacement_product;  ///< [moment time][pair] Σ r_a r_b over the same: xx, xy, xz, yy, yz, zz
                                ///< (those of d axes)
  PerAxis<Counts> propagator;   ///< [propagator time][displacement] walkers displaced by -range ... range
  Counts survivors;             ///< [survivor time][1]
  Counts exits;                 ///< [exit bin][2 axis + Side]
  Counts entries;  ///< [exit bin][2 axis + Side] walkers that entered from reservoirs, where there are any
  Counts balance;  ///< [1][Balance::Column] of the whole run, where LatticeWalk::has_turnover
  Counts first_passage;  ///< [first-passage bin][target]

  std::int64_t hops_drawn() const;  ///< Σ choices: a hop or a stay of each walker in each step
  std::int64_t came_in() const;     ///< walkers that entered, or came from sources or reproduction
  /// Crossings of a watched plane in a flux bin, forward less backward, however they were counted.
  std::int64_t net_crossings(std::size_t axis, std::size_t bin, std::size_t column) const;

  /// Tables of the shapes that the experiment asks for, in which nothing is counted yet.
  static BatchTallies zero(const Experiment& experiment);
  /// Combines each table with the other's, as TableKind::combine says.
  BatchTallies& operator+=(const BatchTallies& other);
  bool operator==(const BatchTallies&) const = default;
};

/// Calls visit(name, counts) for every table of the tallies, in the order of the results file; the names are
/// those of the datasets ("crossings_forward_x", ...).
void for_each_table(BatchTallies& tallies, const std::function<void(const std::string&, Counts&)>& visit);
void for_each_table(const BatchTallies& tallies,
                    const std::function<void(const std::string&, const Counts&)>& visit);

}  // namespace fluxwalk
