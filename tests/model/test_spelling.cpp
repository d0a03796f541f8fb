#include <doctest/doctest.h>

#include "fluxwalk/spelling.hpp"

using namespace fluxwalk;

TEST_CASE("the edit distance counts slips of the pen") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("steps", "steps") == 0);
  CHECK(edit_distance("step", "steps") == 1);
  CHECK(edit_distance("setps", "steps") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("", "abc") == 3);
}
