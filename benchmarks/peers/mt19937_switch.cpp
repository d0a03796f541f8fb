#include <random>

#include "benchmarks/peers/switch_walk.hpp"

namespace fluxwalk::peers {
namespace {

struct Draw {
  std::mt19937_64 generator;
  std::uniform_int_distribution<int> sites{0, side - 1}, directions{0, 5};
  int site() { return sites(generator); }
  int direction() { return directions(generator); }
};

}  // namespace

Walked mt19937_switch(std::int64_t walkers, std::int64_t steps, std::uint64_t seed) {
  return switch_walk(Draw{std::mt19937_64(seed)}, walkers, steps);
}

}  // namespace fluxwalk::peers
