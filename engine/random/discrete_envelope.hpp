#pragma once
#include <array>
#include <cstdint>

namespace fluxwalk {

/// A staircase above every binomial and Poisson law of standard deviation `smallest_sigma` or more,
/// cut into cells of equal area, so that a draw begins with a uniform choice among them. Many cells lie
/// wholly below every such law; they decide without evaluating the law.
///
/// Let f be the law, c = (n + 1) p (Poisson: the mean), p <= 1/2 and sigma^2 = c (1 - p). A number X stands
/// for the integer floor(c + X), and the height at X is f(floor(c + X)), relative to the mode or nearly so.
struct Envelope {
  static constexpr int num_cells = 2048;
  static constexpr int blocks_per_sigma = 16;     ///< block b is X / sigma in [b, b + 1) / 16
  static constexpr int blocks_per_side = 64;      ///< from -64 to 63; beyond are the tails
  static constexpr int blocks_per_tail_step = 8;  ///< the staircase of a tail halves after each step

  struct Cell {
    std::int8_t block = 0;
    std::uint8_t level = 0;  ///< heights of [level, level + 1) / num_levels
  };

  double smallest_sigma = 0;
  int num_levels = 0;
  /// The ends of four lists of cells: those below every law, those that laws cross, and those of the right
  /// and of the left tail. A draw that meets any other cell starts again.
  int below_end = 0, crossed_end = 0, right_end = 0, left_end = 0;
  std::array<Cell, num_cells> cells{};

  /// Height of the first step of a tail with this many cells, in levels: all its steps have the area of the
  /// cells.
  static constexpr double tail_height(int num_tail_cells) noexcept {
    return static_cast<double>(num_tail_cells) / (2 * blocks_per_tail_step);
  }
};

/// For sigma >= 3 and heights f / f(mode); for sigma >= 8 and for sigma >= 64 and heights f sqrt(2 pi n p
/// q).
extern const Envelope narrow_envelope, middle_envelope, wide_envelope;

}  // namespace fluxwalk
