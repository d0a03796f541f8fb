#pragma once
#include <cstdint>
#include <vector>

#include "fluxwalk/results.hpp"
#include "kernels/walk_plan.hpp"
#include "kernels/walkers/row_masks.hpp"
#include "kernels/walkers/schedule_cursor.hpp"

namespace fluxwalk {

/// Crossings while they are counted. Every plane has a column, those not watched share the last ones; every
/// step has a row, those outside the bins share the last one: so counting needs no questions.
class CrossingCounts {
 public:
  explicit CrossingCounts(const Experiment& experiment);

  std::int64_t* forward(std::size_t axis, std::size_t bin) { return forward_[axis].row(bin); }
  std::int64_t* backward(std::size_t axis, std::size_t bin) { return backward_[axis].row(bin); }
  const std::uint32_t* columns(std::size_t axis) const { return column_of_plane_[axis].data(); }

  void add_to(BatchTallies& tallies) const;

 private:
  const Experiment& experiment_;
  PerAxis<std::vector<std::uint32_t>> column_of_plane_;
  PerAxis<Counts> forward_, backward_;
};

/// One block of walkers, walked from time 0 to the end.
class WalkersBlock {
 public:
  WalkersBlock(const WalkPlan& plan, RowStream& stream, BatchTallies& tallies, CrossingCounts& crossings);

  /// Returns the number of walkers walked.
  int walk(const std::vector<std::int64_t>& numbers, std::int64_t first);

 private:
  void step();
  void choose_hops();
  void ask_partial_faces();
  void move_low(std::size_t axis);
  void move_high(std::size_t axis);
  void leave(std::size_t walker, std::size_t axis, Side face);
  Row attempts(std::size_t axis, Side face) const;
  void count_residence();
  void sample();
  void sample_moments(std::size_t row);
  void sample_first_passages();

  const WalkPlan& plan_;
  const Experiment& experiment_;
  const Measurements& measure_;
  RowStream& stream_;
  BatchTallies& tallies_;
  CrossingCounts& crossings_;

  std::size_t dimension_;
  std::int64_t time_ = 0;
  WalkPlan::Positions position_{};
  WalkPlan::Positions displacement_{};  // sum of the hops made, not wrapped
  Row alive_{};
  std::vector<Row> passed_;                // one a first-passage target
  PerAxis<std::array<Row, 2>> hopping_{};  // [axis][Side]: who chose to hop that way in this step
  PerAxis<std::array<Row, 2>> let_out_{};  // who may leave through a partly absorbing face
  std::vector<Row> below_, undecided_;     // work space of compare()
  BinCursor flux_bin_, exit_bin_, first_passage_bin_;
  SampleCursor profile_due_, histogram_due_, moments_due_, survivors_due_;
};

}  // namespace fluxwalk
