#include <doctest/doctest.h>

#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <map>
#include <vector>

#include "random/binomial.hpp"

using namespace fluxwalk;

TEST_CASE("words are those of the rows, in order") {
  Words words(5, 6);
  RowStream rows(5, 6);
  for (int i = 0; i < 100; ++i) {
    for (const std::uint64_t word : rows.next()) REQUIRE(words.next() == word);
  }
}

TEST_CASE("nobody, and nobody's chance") {
  Words words(1, 0);
  CHECK(binomial(0, 12345, words) == 0);
  for (const std::int64_t n : {1, 64, 1000}) CHECK(binomial(n, 0, words) == 0);
}
