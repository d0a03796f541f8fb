#include <doctest/doctest.h>

#include "random/poisson.hpp"

using namespace fluxwalk;

TEST_CASE("a mean of nothing draws nothing") {
  Words words(1, 2);
  CHECK(poisson(0.0, words) == 0);
}
