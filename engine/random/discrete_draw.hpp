#pragma once
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "random/discrete_envelope.hpp"
#include "random/discrete_exact.hpp"
#include "random/discrete_law.hpp"
#include "random/words.hpp"

namespace fluxwalk {

__extension__ using Uint128 = unsigned __int128;

/// Laws of smaller variance are inverted, others are drawn by rejection.
inline constexpr double smallest_rejected_variance = 9;

/// If a double is nearer than this to a decision (in units of a probability), an exact function decides. The
/// errors of the doubles are much smaller. Tests set it to infinity: exact functions then make all decisions,
/// and the numbers are the same.
inline constexpr double doubtful = 0x1p-24;

/// Uniform in [0, bound), exactly.
inline std::uint64_t uniform_below(std::uint64_t bound, Words& words) noexcept {
  for (;;) {
    const Uint128 product = Uint128{words.next()} * bound;
    const auto remainder = static_cast<std::uint64_t>(product);
    if (remainder >= bound || remainder >= -bound % bound) return static_cast<std::uint64_t>(product >> 64);
  }
}

/// A draw from a law of variance 9 or more, at a cost that does not depend on it.
///
/// A place X is chosen uniformly below the envelope, on a lattice that has the same number of points for each
/// integer. It is accepted if it is also below the law. The envelope allows for the rounding of sigma to 53
/// bits.
template <class Law>
std::int64_t draw_by_rejection(const Law& law, Words& words, double doubt = doubtful) {
  const Envelope& envelope = envelope_of(law);
  const auto sigma = std::bit_cast<std::uint64_t>(std::sqrt(law.variance()));
  const std::uint64_t width = (sigma & 0xfffffffffffffu) | 0x10000000000000u;  // of a block, times 2^shift
  const int shift = static_cast<int>(sigma >> 52) - 1075 - 4 + 64;
  static_assert(Envelope::blocks_per_sigma == 1 << 4);
  const Int128 middle = law.middle();

  for (;;) {
    const std::uint64_t word = words.next();
    const auto number = static_cast<int>(word % Envelope::num_cells);
    if (number >= envelope.left_end) continue;
    const Envelope::Cell cell = envelope.cells[static_cast<std::size_t>(number)];
    std::int64_t block = cell.block;
    double scale = envelope.num_levels;
    if (number >= envelope.crossed_end) {
      const bool is_right = number < envelope.right_end;
      const std::uint64_t steps = words.next();
      const int num_steps = std::countl_zero(steps >> 3) - 3;
      if (num_steps > 60) continue;  // 34 sigma away
      block = Envelope::blocks_per_side + 8 * num_steps + static_cast<std::int64_t>(steps % 8);
      static_assert(Envelope::blocks_per_tail_step == 8);
      if (!is_right) block = -1 - block;
      const int first = is_right ? envelope.crossed_end : envelope.right_end;
      const int last = is_right ? envelope.right_end : envelope.left_end;
      scale *= static_cast<double>(std::uint64_t{1} << num_steps) / Envelope::tail_height(last - first);
    }
    const std::int64_t x =
        block * static_cast<std::int64_t>(width) + static_cast<std::int64_t>(uniform_below(width, words));
    const auto k = static_cast<std::int64_t>((middle + (Int128{x} << shift)) >> 64);
    if (number < envelope.below_end) return k;
    if (!law.has(k)) continue;
    const double v = static_cast<double>(word >> 11) * 0x1p-53;
    const double margin = scale * height(law, k) - cell.level - v;
    if (margin > doubt) return k;
    if (margin < -doubt) continue;
    if (accept_exactly(law, k, v, scale, cell.level, words)) return k;
  }
}

/// A draw from a law of variance below 9 (and n above 64 if it is binomial).
template <class Law>
std::int64_t draw_by_inversion(const Law& law, Words& words, double doubt = doubtful / 64) {
  const std::uint64_t word = words.next();
  double rest = static_cast<double>(word >> 11) * 0x1p-53;  // u - f(0) - ... - f(k)
  double probability = chance_of_none(law);
  for (std::size_t k = 0;;) {
    rest -= probability;
    if (rest < -doubt) return static_cast<std::int64_t>(k);
    if (!(rest > doubt) || ++k == inverses.size()) return invert_exactly(law, word, words);
    probability *= step(law, static_cast<std::int64_t>(k)) * inverses[k];
  }
}

}  // namespace fluxwalk
