#include <doctest/doctest.h>

#include <cmath>
#include <pcg_random.hpp>
#include <set>
#include <vector>

#include "fluxwalk/random.hpp"

using namespace fluxwalk;

TEST_CASE("pcg32 is the published generator") {
  pcg32 generator(42u, 54u);  // first words as printed in the PCG paper's demonstration program
  for (const std::uint32_t word :
       {0xa15c02b7u, 0x7b47f409u, 0xba1d3330u, 0x83d2f293u, 0xbfa4784bu, 0xcbed606eu}) {
    CHECK(generator() == word);
  }
}

TEST_CASE("each lane is word for word a pcg32 of the package") {
  for (const std::uint64_t seed : {0ull, 1ull, 0xffffffffffffffffull}) {
    for (const std::uint64_t batch : {0ull, 1ull, 1000000007ull}) {
      Lanes lanes(seed, batch);
      std::vector<pcg32> package;
      for (std::uint64_t lane = 0; lane < Lanes::num_lanes; ++lane) {
        const LaneKey key = lane_key(seed, batch, lane);
        package.emplace_back(key.state, key.stream);
      }
      Lanes::Words words{};
      for (int draw = 0; draw < 100; ++draw) {
        lanes.next(words);
        for (std::size_t lane = 0; lane < Lanes::num_lanes; ++lane) REQUIRE(words[lane] == package[lane]());
      }
    }
  }
}

TEST_CASE("rows hold the lanes in order, bit k for walker k") {
  Lanes lanes(7, 3);
  RowStream rows(7, 3);
  Lanes::Words words{};
  for (int draw = 0; draw < 10; ++draw) {
    lanes.next(words);
    for (std::size_t q = 0; q < 4; ++q) {
      const Row row = rows.next();
      for (std::size_t k = 0; k < block_size; ++k) {
        REQUIRE(((row[k / 64] >> (k % 64)) & 1) == ((words[16 * q + k / 32] >> (k % 32)) & 1));
      }
    }
  }
}

TEST_CASE("no two lanes of neighbouring seeds and batches share a stream") {
  std::set<std::uint64_t> states, streams;
  int num_keys = 0;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    for (std::uint64_t batch = 0; batch < 64; ++batch) {
      for (std::uint64_t lane = 0; lane <= Lanes::num_lanes; ++lane, ++num_keys) {
        const LaneKey key = lane_key(seed, batch, lane);
        states.insert(key.state);
        streams.insert(key.stream << 1);  // pcg32 drops the highest bit
      }
    }
  }
  CHECK(states.size() == static_cast<std::size_t>(num_keys));
  CHECK(streams.size() == static_cast<std::size_t>(num_keys));
}

namespace {

/// <|Σ r|²> / (K T) over K walkers of one bit a hop, in units of its standard deviation from 1 under
/// independence.
template <class Bit>
double collective_z(int num_replicas, int num_walkers, int num_hops, Bit&& bit) {
  double sum = 0;
  for (int replica = 0; replica < num_replicas; ++replica) {
    double displacement = 0;
    auto draw = bit(replica);
    for (int hop = 0; hop < num_hops; ++hop) {
      for (int walker = 0; walker < num_walkers; ++walker) displacement += draw(walker) ? 1 : -1;
    }
    sum += displacement * displacement / (num_walkers * double(num_hops));
  }
  return (sum / num_replicas - 1) / std::sqrt(2.0 / num_replicas);
}

}  // namespace

TEST_CASE("walkers are independent: across the lanes of a batch, and across batches") {
  // The sum of all hops of a block is one number a row: its variance shows any correlation between walkers.
  const double within = collective_z(2000, block_size, 64, [](int replica) {
    return [rows = RowStream(11, static_cast<std::uint64_t>(replica)), row = Row{}](int walker) mutable {
      if (walker == 0) row = rows.next();
      const auto k = static_cast<std::size_t>(walker);
      return ((row[k / 64] >> (k % 64)) & 1u) != 0;
    };
  });
  CHECK(std::abs(within) < 4.9);  // alpha = 1e-6, two-sided
  const double across = collective_z(2000, 64, 64, [](int replica) {
    std::vector<RowStream> batches;
    for (std::uint64_t batch = 0; batch < 64; ++batch)
      batches.emplace_back(static_cast<std::uint64_t>(replica), batch);
    return [batches](int walker) mutable {
      return (batches[static_cast<std::size_t>(walker)].next()[0] & 1u) != 0;
    };
  });
  CHECK(std::abs(across) < 4.9);
  // What the check is worth: parts of one stream that are a power of two apart walk together.
  const double together = collective_z(2000, 64, 64, [](int replica) {
    std::vector<pcg32> generators;
    for (std::uint64_t k = 0; k < 64; ++k) {
      generators.emplace_back(static_cast<std::uint64_t>(replica));
      generators.back().advance(k << 58);
    }
    return [generators](int walker) mutable {
      return generators[static_cast<std::size_t>(walker)]() >> 31 != 0;
    };
  });
  CHECK(together > 4.9);
}
