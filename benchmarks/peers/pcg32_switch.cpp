#include <pcg_random.hpp>

#include "benchmarks/peers/switch_walk.hpp"

namespace fluxwalk::peers {
namespace {

struct Draw {
  pcg32 generator;
  int site() { return static_cast<int>(generator(side)); }
  int direction() { return static_cast<int>(generator(6)); }
};

}  // namespace

Walked pcg32_switch(std::int64_t walkers, std::int64_t steps, std::uint64_t seed) {
  return switch_walk(Draw{pcg32(seed)}, walkers, steps);
}

}  // namespace fluxwalk::peers
