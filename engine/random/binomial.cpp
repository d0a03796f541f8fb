#include "random/binomial.hpp"

#include "random/discrete_draw.hpp"

namespace fluxwalk {

namespace {

constexpr std::uint64_t half = std::uint64_t{1} << 63;

/// Tosses of a coin: walker i has the digit of bit i % 64 of word i / 64.
std::int64_t draw_halves(std::int64_t n, Words& words) noexcept {
  std::int64_t sum = 0;
  for (; n > 64; n -= 64) sum += count_ones(~words.next());
  return sum + count_ones(~words.next() << (64 - n));
}

/// At most 64 walkers compare the digits of their u with those of p, all at once, until none is undecided.
std::int64_t draw_by_digits(std::int64_t n, std::uint64_t p, Words& words) noexcept {
  std::uint64_t undecided = ~std::uint64_t{} >> (64 - n);
  std::uint64_t below = 0;
  for (; undecided != 0 && p != 0; p <<= 1) {
    const std::uint64_t digits = words.next();
    if (p >= half) {
      below |= undecided & ~digits;
      undecided &= digits;
    } else {
      undecided &= ~digits;
    }
  }
  return count_ones(below);
}

}  // namespace

std::int64_t binomial(std::int64_t n, std::uint64_t p, Words& words) {
  if (n == 0 || p == 0) return 0;
  if (p == half && n <= 256) return draw_halves(n, words);
  if (n <= 64) return draw_by_digits(n, p, words);
  if (p > half) return n - binomial(n, -p, words);
  const BinomialLaw law{n, p};
  return law.variance() < smallest_rejected_variance ? draw_by_inversion(law, words)
                                                     : draw_by_rejection(law, words);
}

}  // namespace fluxwalk
