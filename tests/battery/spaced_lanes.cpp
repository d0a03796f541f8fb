// The words of 64 lanes as `fluxwalk random --batches 1` writes them, except that the lanes are equal parts
// of one stream, a power of two apart. The battery must find this fault.
#include <array>
#include <cstdint>
#include <cstdio>
#include <pcg_random.hpp>

int main() {
  std::array<pcg32, 64> lanes;
  for (std::uint64_t k = 0; k < lanes.size(); ++k) lanes[k].advance(k << 58);
  std::array<std::uint32_t, 64 * 64> words;
  do {
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = lanes[i % lanes.size()]();
  } while (std::fwrite(words.data(), sizeof words[0], words.size(), stdout) == words.size());
}
