#pragma once
/// \file
/// The directions in which the walkers of a block hop, drawn for many steps at once.

#include "fluxwalk/experiment.hpp"
#include "kernels/walkers/choices.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

/// The hops of `num_steps` steps: the walkers of move[axis] hop along that axis, upwards where `up` is set.
struct Hops {
  static constexpr int most_steps = 32;

  const Bits* up = nullptr;     ///< [step]
  PerAxis<const Bits*> move{};  ///< [axis][step * move_stride]
  int move_stride = 1;
  int num_steps = 0;
};

/// Draws the hops of a block, and counts the choices.
class HopDraw {
 public:
  explicit HopDraw(const HopChoice& choice) : choice_(choice) {}

  /// Those of the steps time, time+1, ... of the walkers `alive`.
  Hops draw(Rows& rows, const Bits& alive, std::int64_t time, int num_steps) {
    Hops hops;
    hops.num_steps = num_steps;
    hops.up = up_;
    for (int a = 0; a < 3; ++a) hops.move[a] = move_[a];
    num_asked_ += num_steps * num_set(alive);
    switch (choice_.rule) {
      case HopRule::halves:
        hops.up = rows.take(num_steps);
        hops.move_stride = 0;
        move_[0][0] = alive;
        count_up(hops, alive);
        if (num_steps == 1) {  // rows may be overwritten before these are read
          up_[0] = hops.up[0];
          hops.up = up_;
        }
        break;
      case HopRule::quarters:
        draw_quarters(rows, alive, num_steps);
        break;
      case HopRule::sixths:
        draw_sixths(rows, alive, time, num_steps);
        break;
      case HopRule::cells:
        draw_cells(rows, alive, num_steps);
        break;
    }
    return hops;
  }

  /// Adds the number of times that each cell was chosen.
  void add_choices(std::int64_t* choices) const {
    // The first cell is not counted: it is the total less the other cells.
    const int num_cells = 2 * choice_.dimension + 1;
    std::int64_t chosen[7] = {num_asked_};
    for (int cell = 1; cell < num_cells; ++cell) chosen[cell] = chosen_[cell].total();
    if (choice_.rule == HopRule::sixths) {
      const std::int64_t up = sixths_.up.total();
      chosen[4] = sixths_.up_along_y.total();
      chosen[5] = sixths_.up_along_z.total();
      chosen[3] = up - chosen[4] - chosen[5];
      chosen[1] = sixths_.along_y.total() - chosen[4];
      chosen[2] = sixths_.along_z.total() - chosen[5];
    }
    for (int cell = 1; cell < num_cells; ++cell) chosen[0] -= chosen[cell];
    for (int cell = 0; cell < num_cells; ++cell) choices[cell] += chosen[cell];
  }

 private:
  void count_up(const Hops& hops, const Bits& alive) {
    BitCount up = chosen_[1];  // in a register
    for (int t = 0; t < hops.num_steps; ++t) up.add(hops.up[t] & alive);
    chosen_[1] = up;
  }

  void draw_quarters(Rows& rows, const Bits& alive, int num_steps) {
    const Bits* row = rows.take(2 * num_steps);
    BitCount plus_x, minus_y, plus_y;
    for (int t = 0; t < num_steps; ++t) {
      const Bits up = row[2 * t];
      const Bits along_y = row[2 * t + 1] & alive;
      const Bits along_x = alive & ~along_y;
      up_[t] = up;
      move_[0][t] = along_x;
      move_[1][t] = along_y;
      plus_x.add(along_x & up);
      plus_y.add(along_y & up);
      minus_y.add(along_y & ~up);
    }
    chosen_[1] += minus_y;
    chosen_[2] += plus_x;
    chosen_[3] += plus_y;
  }

  void draw_sixths(Rows& rows, const Bits& alive, std::int64_t time, int num_steps) {
    Sixths count = sixths_;
    auto digit = static_cast<int>(time % thirds_per_draw);
    for (int t = 0; t < num_steps; ++t) {
      if (digit == 0) draw_thirds(rows, alive, along_y_, along_z_);
      const Bits up = rows.next();
      const Bits along_y = along_y_[digit] & alive;
      const Bits along_z = along_z_[digit] & alive;
      const Bits along_x = ternary<0x10>(alive, along_y, along_z);
      up_[t] = up;
      move_[0][t] = along_x;
      move_[1][t] = along_y;
      move_[2][t] = along_z;
      digit = digit + 1 == thirds_per_draw ? 0 : digit + 1;
      count.along_y.add(along_y);
      count.along_z.add(along_z);
      count.up.add(up & alive);
      count.up_along_y.add(up & along_y);
      count.up_along_z.add(up & along_z);
    }
    sixths_ = count;
  }

  void draw_cells(Rows& rows, const Bits& alive, int num_steps) {
    switch (choice_.bits.num_thresholds) {
      case 0:
        return draw_cells_of<0>(rows, alive, num_steps);
      case 1:
        return draw_cells_of<1>(rows, alive, num_steps);
      case 2:
        return draw_cells_of<2>(rows, alive, num_steps);
      case 3:
        return draw_cells_of<3>(rows, alive, num_steps);
      case 4:
        return draw_cells_of<4>(rows, alive, num_steps);
      case 5:
        return draw_cells_of<5>(rows, alive, num_steps);
      default:
        return draw_cells_of<6>(rows, alive, num_steps);
    }
  }

  template <int NumThresholds>
  __attribute__((noinline)) void draw_cells_of(Rows& rows, const Bits& alive, int num_steps) {
    const int dimension = choice_.dimension;
    for (int t = 0; t < num_steps; ++t) {
      Bits cell[7];
      for (Bits& bits : cell) bits = Bits::none();
      Bits above = alive;
      if constexpr (NumThresholds > 0) {
        const auto made = compare_many<NumThresholds>(choice_.bits, alive, rows);
        unroll<NumThresholds>([&](auto i) __attribute__((always_inline)) {
          cell[i] = above & made.below[i];
          above = andnot(above, made.below[i]);
        });
      }
      cell[NumThresholds] = above;
      unroll<NumThresholds>([&](auto i) __attribute__((always_inline)) { chosen_[i + 1].add(cell[i + 1]); });
      Bits up = Bits::none();
      for (int a = 0; a < dimension; ++a) {
        move_[a][t] = cell[a] | cell[a + dimension];
        up |= cell[a + dimension];
      }
      up_[t] = up;
    }
  }

  const HopChoice& choice_;
  Bits up_[Hops::most_steps];
  Bits move_[3][Hops::most_steps];
  Bits along_y_[thirds_per_draw], along_z_[thirds_per_draw];  // the digits: a walker in neither is along x
  BitCount chosen_[7];
  struct Sixths {
    BitCount along_y, along_z, up, up_along_y, up_along_z;
  };
  Sixths sixths_;  // what HopRule::sixths counts instead of chosen_
  std::int64_t num_asked_ = 0;
};

}  // namespace fluxwalk::FLUXWALK_TARGET
