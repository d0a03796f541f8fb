#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "theory/largest.hpp"

using namespace fluxwalk;

namespace {

using Distributions = std::vector<std::vector<double>>;

/// The same by going through all outcomes of all draws; `draws`: the group of each.
theory::Cumulants enumerated(const Distributions& chances, const std::vector<std::size_t>& draws) {
  std::vector<double> chance_of(chances.front().size() + 1, 0.0);  // [1 + largest]
  const auto visit = [&](const auto& self, std::size_t draw, double chance, std::size_t largest) -> void {
    if (draw == draws.size()) {
      chance_of[largest] += chance;
      return;
    }
    const std::vector<double>& group = chances[draws[draw]];
    double nothing = 1;
    for (std::size_t value = 0; value < group.size(); ++value) {
      self(self, draw + 1, chance * group[value], std::max(largest, value + 1));
      nothing -= group[value];
    }
    self(self, draw + 1, chance * nothing, largest);
  };
  visit(visit, 0, 1.0, 0);
  theory::Cumulants sum;
  for (const int power : {1, 2, 3})
    for (std::size_t i = 0; i < chance_of.size(); ++i) {
      const double value = static_cast<double>(i) - 1;
      if (power == 1) sum.mean += chance_of[i] * value;
      if (power == 2) sum.variance += chance_of[i] * std::pow(value - sum.mean, 2);
      if (power == 3) sum.third += chance_of[i] * std::pow(value - sum.mean, 3);
    }
  return sum;
}

void check_alike(const theory::Cumulants& left, const theory::Cumulants& right) {
  CHECK(left.mean == doctest::Approx(right.mean).epsilon(1e-12));
  CHECK(left.variance == doctest::Approx(right.variance).epsilon(1e-12));
  CHECK(left.third == doctest::Approx(right.third).epsilon(1e-12));
}

}  // namespace

TEST_CASE("the moments of the largest are those of all outcomes") {
  const Distributions whole = {std::vector<double>{0.1, 0.2, 0.3, 0.4}};
  check_alike(theory::Largest(whole).of({3}), enumerated(whole, {0, 0, 0}));
  CHECK(theory::Largest(whole).chance_of_nothing({3}) < 1e-40);
  const Distributions two = {{0.1, 0.2, 0.3, 0.1}, {0.5, 0, 0.25, 0}};
  const theory::Largest largest(two);
  check_alike(largest.of({2, 3}), enumerated(two, {0, 1, 0, 1, 1}));
  check_alike(largest.of({0, 1}), enumerated(two, {1}));
  CHECK(largest.chance_of_nothing({2, 1}) == doctest::Approx(0.3 * 0.3 * 0.25));
  CHECK(largest.of({0, 0}).mean == -1);
}

TEST_CASE("the largest of very many draws is found in the thinnest tail") {
  // Each value is 1e5 times rarer than the one before it: of 1e15 draws the largest is 3 with the chance
  // 1 - 1/e, else 2.
  const Distributions rarer = {std::vector<double>{1 - 1e-5 - 1e-10 - 1e-15, 1e-5, 1e-10, 1e-15}};
  const theory::Largest largest(rarer);
  CHECK(largest.of({1e15}).mean == doctest::Approx(2 + 1 - std::exp(-1)).epsilon(1e-9));
}
