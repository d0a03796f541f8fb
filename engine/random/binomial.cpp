#include "random/binomial.hpp"

#include <bit>

namespace fluxwalk {

namespace {

std::int64_t heads(std::int64_t n, Words& words) {
  std::int64_t sum = 0;
  for (; n >= 64; n -= 64) sum += std::popcount(words.next());
  if (n > 0) sum += std::popcount(words.next() >> (64 - n));
  return sum;
}

}  // namespace

std::int64_t binomial(std::int64_t n, std::uint64_t p, Words& words) {
  std::int64_t num_below = 0;
  for (std::int64_t undecided = n; undecided > 0 && p != 0; p <<= 1) {
    const std::int64_t with_one = heads(undecided, words);
    if ((p >> 63) != 0) {
      num_below += undecided - with_one;
      undecided = with_one;
    } else {
      undecided -= with_one;
    }
  }
  return num_below;
}

}  // namespace fluxwalk
