#include <array>
#include <pcg_random.hpp>

#include "benchmarks/peers/peers.hpp"

namespace fluxwalk::peers {
namespace {

constexpr std::array<int, 6> step_x = {1, -1, 0, 0, 0, 0};
constexpr std::array<int, 6> step_y = {0, 0, 1, -1, 0, 0};
constexpr std::array<int, 6> step_z = {0, 0, 0, 0, 1, -1};

/// Base-6 digits of a word taken as a fraction. The eighth of them is uneven by 6^8 / 2^32 = 4e-4, which such
/// loops accept.
class Directions {
 public:
  explicit Directions(pcg32& generator) : generator_(generator) {}
  std::size_t next() {
    if (left_ == 0) {
      fraction_ = generator_();
      left_ = 8;
    }
    --left_;
    const std::uint64_t product = std::uint64_t{fraction_} * 6;
    fraction_ = static_cast<std::uint32_t>(product);
    return product >> 32;
  }

 private:
  pcg32& generator_;
  std::uint32_t fraction_ = 0;
  int left_ = 0;
};

}  // namespace

Walked pcg32_branch_free(std::int64_t walkers, std::int64_t steps, std::uint64_t seed) {
  static_assert((side & (side - 1)) == 0, "coordinates are wrapped by a mask");
  pcg32 generator(seed);
  Directions directions(generator);
  Walked walked;
  for (std::int64_t walker = 0; walker < walkers; ++walker) {
    // The box is periodic and the sites along y and z are not counted: displacements are enough.
    const int start = static_cast<int>(generator(side));
    std::int64_t dx = 0, dy = 0, dz = 0, forward = 0, backward = 0;
    for (std::int64_t step = 0; step < steps; ++step) {
      const std::size_t direction = directions.next();
      const std::int64_t layer = (start + dx) & (side - 1);
      forward += static_cast<int>(layer == plane - 1) & static_cast<int>(direction == 0);
      backward += static_cast<int>(layer == plane) & static_cast<int>(direction == 1);
      dx += step_x[direction];
      dy += step_y[direction];
      dz += step_z[direction];
    }
    walked.forward += forward;
    walked.backward += backward;
    walked.squared_displacement += dx * dx + dy * dy + dz * dz;
  }
  walked.hops = walkers * steps;
  return walked;
}

}  // namespace fluxwalk::peers
