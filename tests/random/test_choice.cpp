#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <pcg_random.hpp>
#include <set>

#include "random/choice.hpp"

using namespace fluxwalk;

namespace {

/// Reads the bits of a given number u, and counts how many.
struct Digits {
  std::uint64_t u;
  int* num_read;
  bool operator()(int bit) const {
    ++*num_read;
    CHECK(bit == *num_read - 1);
    return ((u >> (63 - bit)) & 1u) != 0;
  }
};

std::size_t cell_of(const Thresholds& thresholds, std::uint64_t u) {
  std::size_t cell = 0;
  for (const std::uint64_t threshold : thresholds) cell += threshold <= u ? 1 : 0;
  return cell;
}

}  // namespace

TEST_CASE("thresholds of equal weights are the exact fractions") {
  const std::uint64_t sixth = 0x2aaaaaaaaaaaaaaau;  // floor(2^64 / 6)
  const Thresholds six = thresholds_from_weights(std::vector<std::uint64_t>(6, 1));
  REQUIRE(six.size() == 5);
  CHECK(six[0] == sixth);
  CHECK(six[1] == 0x5555555555555555u);
  CHECK(six[2] == 0x8000000000000000u);
  CHECK(six[4] == 0xd555555555555555u);
  CHECK(thresholds_from_probabilities(std::vector<double>(6, 1.0 / 6)) == six);
  CHECK(thresholds_from_probabilities(std::vector<double>{0.25, 0.25, 0.5}) ==
        Thresholds{std::uint64_t{1} << 62, std::uint64_t{1} << 63});
}

TEST_CASE("no probability is wrong by more than 2^-64, however small") {
  for (const double p : {0.5, 0.1, 3e-4, 1e-9, 9.357622968840175e-14, 2e-19}) {
    CAPTURE(p);
    const Thresholds cells = thresholds_from_probabilities(std::array{p, 1 - p});
    REQUIRE(cells.size() == 1);
    CHECK(std::abs(static_cast<double>(cells[0]) - std::ldexp(p, 64)) <= 1);
  }
}

TEST_CASE("cells without weight are never chosen") {
  CHECK(thresholds_from_weights(std::vector<std::uint64_t>{1, 0, 0}).empty());
  const Thresholds last = thresholds_from_weights(std::vector<std::uint64_t>{0, 0, 5});
  pcg32 generator(1, 2);
  for (int i = 0; i < 100; ++i) {
    int num_read = 0;
    CHECK(choose(last, Digits{std::uint64_t{generator()} << 32, &num_read}) == 2);
    CHECK(num_read == 0);
  }
}

TEST_CASE("the cell chosen is that of the number, for every number and any cells") {
  pcg32 generator(3, 4);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<std::uint64_t> weights(1 + generator(20));
    for (auto& weight : weights) weight = generator(3) == 0 ? 0 : generator(1000);
    weights[0] += 1;
    const Thresholds thresholds = thresholds_from_weights(weights);
    for (int i = 0; i < 200; ++i) {
      std::uint64_t u = (std::uint64_t{generator()} << 32) | generator();
      if (i % 4 == 0 && !thresholds.empty()) {  // at a boundary and next to it
        u = thresholds[generator(static_cast<std::uint32_t>(thresholds.size()))] - (i % 8 == 0 ? 1 : 0);
      }
      int num_read = 0;
      REQUIRE(choose(thresholds, Digits{u, &num_read}) == cell_of(thresholds, u));
    }
  }
}

TEST_CASE("a choice reads no more bits than it needs") {
  int num_read = 0;
  const Thresholds eight = thresholds_from_weights(std::vector<std::uint64_t>(8, 1));
  CHECK(choose(eight, Digits{0x6000000000000000u, &num_read}) == 3);
  CHECK(num_read == 3);
  num_read = 0;
  const Thresholds three = thresholds_from_weights(std::vector<std::uint64_t>(3, 1));
  CHECK(choose(three, Digits{0x0u, &num_read}) == 0);
  CHECK(num_read == 2);  // 00... is below 1/3 = .0101...
}

TEST_CASE(
    "a byte below 243 makes five choices among three, each combination once, and a larger one is passed "
    "over") {
  std::set<std::array<std::uint8_t, thirds_per_draw>> seen;
  for (int byte = 0; byte < 256; ++byte) {
    int num_read = 0;
    // The byte itself, then 5 = 2 + 1 * 3.
    const auto digits = draw_thirds([&](int bit) {
      num_read = std::max(num_read, bit + 1);
      return ((bit < 8 ? byte : 5) >> (7 - bit % 8) & 1) != 0;
    });
    if (byte < 243) {
      CHECK(num_read == 8);
      seen.insert(digits);
    } else {
      CHECK(num_read == 16);
      CHECK(digits == std::array<std::uint8_t, thirds_per_draw>{2, 1, 0, 0, 0});
    }
  }
  CHECK(seen.size() == 243);
}
