#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "fluxwalk/random.hpp"
#include "random/binomial.hpp"
#include "random/discrete_checks.hpp"
#include "random/discrete_draw.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

namespace {

constexpr std::uint64_t half = std::uint64_t{1} << 63;
constexpr double infinity = std::numeric_limits<double>::infinity();

std::uint64_t fixed(double p) {
  return static_cast<std::uint64_t>(std::ldexp(p, 64));
}

/// The definition: walker i's digits are bit i % 64 of word i / 64 of each digit's words. Also how many
/// digits are read until none is undecided.
struct Walkers {
  std::int64_t num_below = 0;
  int num_digits = 0;
};
Walkers count_walkers(std::int64_t n, std::uint64_t p, Words words) {
  std::vector<std::uint64_t> u(static_cast<std::size_t>(n));
  for (int digit = 63; digit >= 0; --digit) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < u.size(); ++i) {
      if (i % 64 == 0) word = words.next();
      u[i] |= ((word >> (i % 64)) & 1u) << digit;
    }
  }
  Walkers result;
  for (const std::uint64_t number : u) {
    result.num_below += number < p ? 1 : 0;
    // The digits of u and p up to the first that differs, or up to the last 1 of p.
    const int needed = std::min(std::countl_zero(number ^ p) + 1, 64 - std::countr_zero(p));
    result.num_digits = std::max(result.num_digits, p == 0 ? 0 : needed);
  }
  return result;
}

}  // namespace

TEST_CASE("words are those of the rows, in order") {
  Words words(5, 6);
  RowStream rows(5, 6);
  for (int i = 0; i < 200; ++i) {
    for (const std::uint64_t word : rows.next()) REQUIRE(words.next() == word);
  }
}

TEST_CASE("nobody, and nobody's chance") {
  Words words(1, 0);
  CHECK(binomial(0, 12345, words) == 0);
  for (const std::int64_t n : {1, 64, 1000}) CHECK(binomial(n, 0, words) == 0);
  CHECK(binomial((std::int64_t{1} << 62) - 1, 0, words) == 0);
  CHECK(words.next() == Words(1, 0).next());
}

TEST_CASE("few walkers are counted one by one, whatever the chance") {
  Words words(2, 1);
  for (std::int64_t n = 1; n <= 64; ++n) {
    for (const std::uint64_t p : {half, half - 1, half + 1, half / 2, 3 * (half / 4), fixed(1.0 / 3),
                                  fixed(0.1), fixed(1e-3), std::uint64_t{1}, std::uint64_t{3} << 40,
                                  ~std::uint64_t{}, ~std::uint64_t{} - 1, fixed(1 - 0x1p-40)}) {
      for (int trial = 0; trial < 5; ++trial) {
        CAPTURE(n);
        CAPTURE(p);
        const Walkers walkers = count_walkers(n, p, words);
        Words after = words;
        for (int digit = 0; digit < walkers.num_digits; ++digit) after.next();
        REQUIRE(binomial(n, p, words) == walkers.num_below);
        REQUIRE(words.next() == after.next());
      }
    }
  }
}

TEST_CASE("many walkers with even chances are counted one by one too") {
  Words words(2, 2);
  for (std::int64_t n = 65; n <= 256; ++n) {
    const std::int64_t expected = count_walkers(n, half, words).num_below;
    REQUIRE(binomial(n, half, words) == expected);
  }
}

TEST_CASE("an integer below a bound is uniform, although the bound divides no power of two") {
  Words words(2, 3);
  std::vector<double> counts(3);
  for (int i = 0; i < 30000; ++i) ++counts[uniform_below(std::uint64_t{3} << 62, words) % 3];
  CHECK(chi_square_p(counts, {1.0 / 3, 1.0 / 3, 1.0 / 3}) > alpha);
}

namespace {

/// How far the law comes up in its envelope, and how far the part of the envelope below all laws comes up in
/// it: neither may exceed 1.
struct Fit {
  double above = 0, below = 0;
};
Fit fit(const Envelope& envelope, const BinomialLaw& law) {
  constexpr int side = Envelope::blocks_per_side;
  std::array<double, 2 * side> above{}, below{};
  for (int i = 0; i < envelope.crossed_end; ++i) {
    const auto block = static_cast<std::size_t>(envelope.cells[static_cast<std::size_t>(i)].block + side);
    above[block] += 1.0 / envelope.num_levels;
    below[block] += i < envelope.below_end ? 1.0 / envelope.num_levels : 0;
  }
  const auto height_at = [&](double k) {
    if (k < 0 || k > static_cast<double>(law.n)) return 0.0;
    const auto number = static_cast<std::int64_t>(k);
    return &envelope == &narrow_envelope ? height_from_mode(law, number) : height_by_stirling(law, number);
  };
  const double unit = std::sqrt(law.variance()) / Envelope::blocks_per_sigma;
  const double c = static_cast<double>(law.middle()) * 0x1p-64;
  Fit result;
  for (double k = std::floor(c - side * unit); k <= c + side * unit; ++k) {
    const int first = static_cast<int>(std::floor((k - c) / unit + 1e-9));
    const int last = static_cast<int>(std::floor((k + 1 - c) / unit - 1e-9));
    for (int block = std::max(first, -side); block <= std::min(last, side - 1); ++block) {
      const auto i = static_cast<std::size_t>(block + side);
      result.above = std::max(result.above, height_at(k) / above[i]);
      if (below[i] > 0) result.below = std::max(result.below, below[i] / height_at(k));
    }
  }
  for (const int sign : {-1, 1}) {
    const int num_cells =
        sign > 0 ? envelope.right_end - envelope.crossed_end : envelope.left_end - envelope.right_end;
    for (int step = 0; step < 8; ++step) {
      const double k = std::floor(c + sign * (side + Envelope::blocks_per_tail_step * step) * unit);
      const double top = std::ldexp(Envelope::tail_height(num_cells), -step) / envelope.num_levels;
      if (height_at(k) > 0) result.above = std::max(result.above, height_at(k) / top);
    }
  }
  return result;
}

}  // namespace

TEST_CASE("no law leaves its envelope") {
  for (const Envelope* envelope : {&narrow_envelope, &middle_envelope, &wide_envelope}) {
    const auto worst_fit = [&](double factor) {
      Fit worst;
      for (const double p : {0.5, 0.4999, 0.4, 0.2, 0.05, 1e-3, 1e-6, 1e-12}) {
        for (int shift = 0; shift < 5; ++shift) {
          const double variance = std::pow(factor * envelope->smallest_sigma, 2);
          const double n = std::ceil(variance / (p * (1 - p)) * (1 + 0.003 * shift));
          const Fit now = fit(*envelope, {static_cast<std::int64_t>(n), fixed(p)});
          worst = {std::max(worst.above, now.above), std::max(worst.below, now.below)};
        }
      }
      return worst;
    };
    for (const double factor : {1.0, 1.01, 1.5, 2.0, 2.6, 7.0}) {
      CAPTURE(envelope->smallest_sigma);
      CAPTURE(factor);
      CHECK(worst_fit(factor).above <= 1);
      CHECK(worst_fit(factor).below <= 1);
    }
    // This would not be valid for narrower laws.
    CHECK(worst_fit(0.5).above > 1);
    CHECK(worst_fit(0.5).below > 1);
  }
}

TEST_CASE("heights are those of the binomial law") {
  const double two_pi = 8 * std::atan(1.0);
  for (const double sigma : {3.5, 7.9, 8.1, 20.0, 300.0, 5000.0}) {
    for (const double p : {0.5, 0.3, 0.01, 1e-5}) {
      const BinomialLaw law{static_cast<std::int64_t>(sigma * sigma / (p * (1 - p))), fixed(p)};
      const boost::math::binomial boost(static_cast<double>(law.n), law.chance);
      const double mode = std::floor(static_cast<double>(law.middle()) * 0x1p-64);
      const double top = is_narrow(law)
                             ? 1 / pdf(boost, mode)
                             : std::sqrt(two_pi * static_cast<double>(law.n) * law.chance * (1 - law.chance));
      for (double x = -6; x <= 6; x += 0.37) {
        const double k = std::floor(mode + x * sigma);
        if (k < 0 || k > static_cast<double>(law.n)) continue;
        const double h = height(law, static_cast<std::int64_t>(k));
        CAPTURE(sigma);
        CAPTURE(p);
        CAPTURE(x);
        if (std::isnan(h)) {
          CHECK(std::abs(x) > 5);
        } else {
          CHECK(std::abs(h / (top * pdf(boost, k)) - 1) < 1e-9);
        }
      }
    }
  }
}

TEST_CASE("decisions with many decimals are those with doubles, and read the same words") {
  const auto compare = [](const auto& law, bool is_inverted, int num) {
    const auto draw = [&](Words& words, double doubt) {
      return is_inverted ? draw_by_inversion(law, words, doubt) : draw_by_rejection(law, words, doubt);
    };
    Words words(4, static_cast<std::uint64_t>(law.n) % 1000);
    Words exact_words = words;
    for (int i = 0; i < num; ++i) REQUIRE(draw(words, doubtful) == draw(exact_words, infinity));
    CHECK(words.next() == exact_words.next());
  };
  for (const double p : {0.5, 0.3}) {
    for (const std::int64_t n : {std::int64_t{100}, std::int64_t{1000}, std::int64_t{1} << 61})
      compare(BinomialLaw{n, fixed(p)}, false, 1500);
  }
  compare(BinomialLaw{std::int64_t{1} << 60, fixed(1e-16)}, false, 1500);
  compare(BinomialLaw{70, fixed(0.1)}, true, 800);
  compare(BinomialLaw{std::int64_t{1} << 60, fixed(1e-18)}, true, 800);
}

TEST_CASE("exact decisions ask for more digits when they must") {
  // Half of the walkers have no success: f(0) = 1/2 to within 2^-64, so that u = 1/2 - 2^-64 ... needs more
  // digits.
  const BinomialLaw law{1, half};
  Words words(4, 4);
  Words untouched = words;
  CHECK(invert_exactly(law, half - 1, words) == 0);
  CHECK(invert_exactly(law, half, words) == 1);
  CHECK(words.next() == untouched.next());
  // f(0) = (1 - p)^2 has 128 digits: after the first word, the next word decides.
  const BinomialLaw third{2, fixed(1.0 / 3)};
  const std::uint64_t q = ~third.p + 1;
  const Uint128 square = Uint128{q} * q;
  const auto none = static_cast<std::uint64_t>(square >> 64);
  std::array<int, 2> counts{};
  for (int i = 0; i < 64; ++i) {
    const std::uint64_t next = Words(words).next();
    const bool is_none = next < static_cast<std::uint64_t>(square);
    CHECK(invert_exactly(third, none, words) == (is_none ? 0 : 1));
    ++counts[is_none ? 0 : 1];
  }
  CHECK(counts[0] > 0);
  CHECK(counts[1] > 0);
}

TEST_CASE("the law is binomial, for numbers that can be summed up") {
  struct Case {
    std::int64_t n;
    double p;
  };
  std::uint64_t batch = 0;
  for (const Case& one : std::vector<Case>{{5, 0.3},
                                           {64, 1 / 3.0},
                                           {65, 1 / 3.0},
                                           {65, 0.1},
                                           {90, 0.02},
                                           {100, 0.8},
                                           {255, 0.5},
                                           {257, 0.5},
                                           {300, 0.035},
                                           {1000, 1 / 3.0},
                                           {1000, 0.01},
                                           {1000, 0.0093},
                                           {1000, 0.1},
                                           {1000, 0.7},
                                           {100000, 0.5},
                                           {100000, 1e-3},
                                           {100000, 1e-4},
                                           {100000, 0.9999},
                                           {1000000, 0.003},
                                           {1000000000, 1e-9},
                                           {1000000000, 1e-8},
                                           {100000000000, 1e-9},
                                           {1000000, 1 - 0x1p-40}}) {
    const std::int64_t n = one.n;
    const double p = one.p;
    Words words(6, batch++);
    const auto numbers = draw_many(40000, [&] { return binomial(n, fixed(p), words); });
    const auto p_value = [&](double chance) {
      const boost::math::binomial law(static_cast<double>(n), chance);
      return law_p(numbers, mean(law), standard_deviation(law),
                   [&](std::int64_t k) { return k >= n ? 1 : cdf(law, static_cast<double>(k)); });
    };
    CAPTURE(n);
    CAPTURE(p);
    CHECK(p_value(p) > alpha);
    // A mean that is off by 0.08 sigma is detected.
    const double sigma = std::sqrt(static_cast<double>(n) * p * (1 - p));
    if (sigma > 0.3) CHECK(p_value(p + (p > 0.5 ? -0.08 : 0.08) * sigma / static_cast<double>(n)) < alpha);
  }
}

namespace {

/// All requirements on a wide law.
struct Verdict {
  double law = 1, moments = 1, low_bits = 1, tails = 1;
};
Verdict judge(std::int64_t n, std::uint64_t p, const std::vector<std::int64_t>& numbers) {
  const Int128 mean = Int128{n} * p;
  const auto from = static_cast<std::int64_t>(mean >> 64);
  const double rest = static_cast<double>(static_cast<std::uint64_t>(mean)) * 0x1p-64;
  const double chance = static_cast<double>(p) * 0x1p-64;
  const double sigma = std::sqrt(static_cast<double>(n) * chance * (1 - chance));
  const double skewness = (1 - 2 * chance) / sigma;
  Verdict verdict;
  verdict.law = wide_law_p(numbers, from, rest, sigma, skewness);
  for (const int m : {1, 2, 3, 4})
    verdict.moments = std::min(verdict.moments, moment_p(numbers, from, rest, sigma, skewness, m));
  verdict.low_bits = low_bits_p(numbers);
  for (const double x : {3.0, 4.0, 4.5}) {
    for (const int side : {-1, 1})
      verdict.tails = std::min(verdict.tails, tail_p(numbers, from, rest, sigma, skewness, x, side));
  }
  return verdict;
}

}  // namespace

TEST_CASE("the law is binomial, for numbers beyond all sums") {
  std::uint64_t batch = 100;
  for (const std::int64_t n :
       {std::int64_t{30'000'000}, std::int64_t{1'000'000'000'000}, (std::int64_t{1} << 61) + 1}) {
    for (const double p : {0.5, 1 / 3.0, 0.1, 0.999}) {
      Words words(7, batch++);
      const auto numbers = draw_many(300000, [&] { return binomial(n, fixed(p), words); });
      const Verdict verdict = judge(n, fixed(p), numbers);
      CAPTURE(n);
      CAPTURE(p);
      CHECK(verdict.law > alpha);
      CHECK(verdict.moments > alpha);
      CHECK(verdict.low_bits > alpha);
      CHECK(verdict.tails > alpha);
    }
  }
}

TEST_CASE("the numbers of a seed stay the same, on every machine") {
  Words words(10, 0);
  std::uint64_t hash = 0;
  for (int i = 0; i < 20000; ++i) {
    // n of all sizes, chances of all sizes from either side
    const std::uint64_t n = words.next() >> (2 + words.next() % 62);
    std::uint64_t p = words.next() >> (i % 4 == 0 ? words.next() % 64 : 0);
    if (i % 8 == 0) p = -p;
    const auto k = binomial(static_cast<std::int64_t>(n), i % 5 == 0 ? half : p, words);
    REQUIRE(k >= 0);
    REQUIRE(k <= static_cast<std::int64_t>(n));
    hash = (hash ^ static_cast<std::uint64_t>(k)) * 0x9e3779b97f4a7c15u;
  }
  CHECK(hash == 11963785197671729988u);
}

TEST_CASE("a sampler that is slightly wrong is caught") {
  const std::int64_t n = 1'000'000'000'000;
  const std::uint64_t third = fixed(1 / 3.0);
  const double sigma = std::sqrt(static_cast<double>(n) * 2 / 9);
  const auto mean = static_cast<double>(n) / 3;
  Words words(8, 0);
  const auto right = draw_many(600000, [&] { return binomial(n, third, words); });
  auto numbers = right;
  // 2e-8 of the chance is 0.014 sigma.
  CHECK(judge(n, third + third / 50'000'000, right).moments < alpha);
  // 1 % too wide
  for (auto& k : numbers) k = static_cast<std::int64_t>(mean + (static_cast<double>(k) - mean) * 1.01);
  CHECK(judge(n, third, numbers).moments < alpha);
  // Without the even numbers
  numbers = right;
  for (auto& k : numbers) k &= ~std::int64_t{1};
  CHECK(judge(n, third, numbers).low_bits < alpha);
  CHECK(judge(n, third, numbers).law > alpha);  // which that cannot detect
  // Without tails
  numbers = right;
  std::erase_if(numbers, [&](std::int64_t k) { return std::abs(static_cast<double>(k) - mean) > 4 * sigma; });
  CHECK(judge(n, third, numbers).tails < alpha);
}
