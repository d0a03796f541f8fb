#include <doctest/doctest.h>

#include <pcg_random.hpp>
#include <set>
#include <vector>

#include "fluxwalk/random.hpp"
#include "kernels/targets.hpp"
#include "random/words.hpp"

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

TEST_CASE("words are those of the rows, whatever draws them") {
  std::vector<FillRows> ways = {fill_rows};
  for (const Target& target : targets()) ways.push_back(target.fill_rows);
  for (const FillRows fill : ways) {
    RowStream rows(9, 4);
    Words words(9, 4, fill);
    for (int row = 0; row < 3 * rows_per_fill; ++row) {
      for (const std::uint64_t word : rows.next()) CHECK(words.next() == word);
    }
  }
}
