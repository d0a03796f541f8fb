#pragma once
#include "benchmarks/peers/peers.hpp"

namespace fluxwalk::peers {

/// Draw: has site(), a number in 0 ... side-1, and direction(), one in 0 ... 5.
template <class Draw>
Walked switch_walk(Draw draw, std::int64_t walkers, std::int64_t steps) {
  Walked walked;
  for (std::int64_t walker = 0; walker < walkers; ++walker) {
    int x = draw.site(), y = draw.site(), z = draw.site();
    std::int64_t dx = 0, dy = 0, dz = 0;
    for (std::int64_t step = 0; step < steps; ++step) {
      switch (draw.direction()) {
        case 0:
          if (x == plane - 1) ++walked.forward;
          x = x == side - 1 ? 0 : x + 1;
          ++dx;
          break;
        case 1:
          if (x == plane) ++walked.backward;
          x = x == 0 ? side - 1 : x - 1;
          --dx;
          break;
        case 2:
          y = y == side - 1 ? 0 : y + 1;
          ++dy;
          break;
        case 3:
          y = y == 0 ? side - 1 : y - 1;
          --dy;
          break;
        case 4:
          z = z == side - 1 ? 0 : z + 1;
          ++dz;
          break;
        case 5:
          z = z == 0 ? side - 1 : z - 1;
          --dz;
          break;
      }
    }
    walked.squared_displacement += dx * dx + dy * dy + dz * dz;
  }
  walked.hops = walkers * steps;
  return walked;
}

}  // namespace fluxwalk::peers
