#include "fluxwalk/random.hpp"

namespace fluxwalk {

namespace {

constexpr std::uint64_t golden_gamma = 0x9e3779b97f4a7c15u;

/// Finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection in which every input bit flips half of
/// the output's.
constexpr std::uint64_t mix(std::uint64_t z) noexcept {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/// For a given key a bijection of the word: two batches of a run, or two lanes of a batch, never share a key.
constexpr std::uint64_t absorb(std::uint64_t key, std::uint64_t word) noexcept {
  return mix((key ^ word) + golden_gamma);
}

}  // namespace

LaneKey lane_key(std::uint64_t seed, std::uint64_t batch, std::uint64_t lane) noexcept {
  const std::uint64_t key = absorb(absorb(absorb(0, seed), batch), lane);
  return {mix(key + golden_gamma), mix(key + 2 * golden_gamma)};
}

Lanes::Lanes(std::uint64_t seed, std::uint64_t batch) noexcept {
  for (std::size_t lane = 0; lane < num_lanes; ++lane) {
    const LaneKey key = lane_key(seed, batch, lane);
    now_.increment[lane] = (key.stream << 1) | 1u;
    now_.state[lane] = (key.state + now_.increment[lane]) * pcg32_multiplier + now_.increment[lane];
  }
}

void Lanes::next(Words& words) noexcept {
  for (std::size_t lane = 0; lane < num_lanes; ++lane) {
    const std::uint64_t old = now_.state[lane];
    now_.state[lane] = old * pcg32_multiplier + now_.increment[lane];
    words[lane] = pcg32_output(old);
  }
}

Row RowStream::next() noexcept {
  if (used_ == rows_per_draw) {
    lanes_.next(words_);
    used_ = 0;
  }
  Row row;
  const std::uint32_t* words = words_.data() + used_ * (block_size / 32);
  for (std::size_t i = 0; i < row.size(); ++i) {
    row[i] = words[2 * i] | (std::uint64_t{words[2 * i + 1]} << 32);
  }
  ++used_;
  return row;
}

}  // namespace fluxwalk
