#include "random/discrete_exact.hpp"

#include <array>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cstddef>

namespace fluxwalk {

namespace {

using Real = boost::multiprecision::cpp_bin_float_50;

Real pi() {
  return 4 * atan(Real(1));
}

Real log_factorial(std::int64_t k) {
  if (k < 64) {
    Real product = 1;
    for (std::int64_t i = 2; i <= k; ++i) product *= i;
    return log(product);
  }
  // Stirling's series, with Bernoulli's numbers B_2 to B_30.
  using Fraction = std::array<std::int64_t, 2>;
  constexpr std::array<Fraction, 15> bernoulli = {{{1, 6},
                                                   {-1, 30},
                                                   {1, 42},
                                                   {-1, 30},
                                                   {5, 66},
                                                   {-691, 2730},
                                                   {7, 6},
                                                   {-3617, 510},
                                                   {43867, 798},
                                                   {-174611, 330},
                                                   {854513, 138},
                                                   {-236364091, 2730},
                                                   {8553103, 6},
                                                   {-23749461029, 870},
                                                   {8615841276005, 14322}}};
  const Real number = k;
  Real sum = (number + Real(0.5)) * log(number) - number + log(2 * pi()) / 2;
  Real power = number;
  for (std::size_t i = 0; i < bernoulli.size(); ++i, power *= number * number) {
    const auto twice = static_cast<std::int64_t>(2 * (i + 1));
    sum += Real(bernoulli[i][0]) / bernoulli[i][1] / (twice * (twice - 1) * power);
  }
  return sum;
}

Real chance(const BinomialLaw& law) {
  return ldexp(Real(law.p), -64);
}

Real log_probability(const BinomialLaw& law, std::int64_t k) {
  return log_factorial(law.n) - log_factorial(k) - log_factorial(law.n - k) + k * log(chance(law)) +
         (law.n - k) * log(1 - chance(law));
}
Real log_probability(const PoissonLaw& law, std::int64_t k) {
  return k * log(Real(law.mean)) - law.mean - log_factorial(k);
}

Real exact_variance(const BinomialLaw& law) {
  return law.n * chance(law) * (1 - chance(law));
}
Real exact_variance(const PoissonLaw& law) {
  return law.mean;
}

Real exact_step(const BinomialLaw& law, std::int64_t i) {
  return (law.n + 1 - i) * chance(law) / (1 - chance(law));
}
Real exact_step(const PoissonLaw& law, std::int64_t) {
  return law.mean;
}

template <class Law>
Real exact_height(const Law& law, std::int64_t k) {
  if (is_narrow(law)) {
    return exp(log_probability(law, k) - log_probability(law, static_cast<std::int64_t>(law.middle() >> 64)));
  }
  return exp(log_probability(law, k)) * sqrt(2 * pi() * exact_variance(law));
}

/// A uniform number with only its first digits known; more digits are drawn when needed.
struct Uniform {
  Real low, width;

  bool is_below(const Real& bound, Words& words) {
    while (low < bound && bound < low + width && width > Real(0x1p-100)) {
      width = ldexp(width, -64);
      low += width * words.next();
    }
    return width > Real(0x1p-100) ? low + width <= bound : low < bound;
  }
};

template <class Law>
bool accept(const Law& law, std::int64_t k, double v, double scale, double level, Words& words) {
  return Uniform{v, 0x1p-53}.is_below(scale * exact_height(law, k) - level, words);
}

template <class Law>
std::int64_t invert(const Law& law, std::uint64_t word, Words& words) {
  Uniform u{ldexp(Real(word), -64), 0x1p-64};
  Real probability = exp(log_probability(law, 0));
  Real sum = probability;
  std::int64_t k = 0;
  while (!u.is_below(sum, words)) {
    ++k;
    probability *= exact_step(law, k) / k;
    sum += probability;
  }
  return k;
}

}  // namespace

bool accept_exactly(const BinomialLaw& law, std::int64_t k, double v, double scale, double level,
                    Words& words) {
  return accept(law, k, v, scale, level, words);
}
bool accept_exactly(const PoissonLaw& law, std::int64_t k, double v, double scale, double level,
                    Words& words) {
  return accept(law, k, v, scale, level, words);
}
std::int64_t invert_exactly(const BinomialLaw& law, std::uint64_t word, Words& words) {
  return invert(law, word, words);
}
std::int64_t invert_exactly(const PoissonLaw& law, std::uint64_t word, Words& words) {
  return invert(law, word, words);
}

}  // namespace fluxwalk
