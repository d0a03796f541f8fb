#include "fluxwalk/tallies.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "fluxwalk/error.hpp"
#include "fluxwalk/results.hpp"
#include "tallies/catalogue.hpp"

using namespace fluxwalk;

namespace {

using Numbers = std::vector<std::int64_t>;

Counts table(Combine combine, const Numbers& values) {
  Counts made(values.size(), 1, combine);
  made.data() = values;
  return made;
}

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max(),
                       least = std::numeric_limits<std::int64_t>::min();

}  // namespace

TEST_CASE("tables are added, or the least or the largest value is kept") {
  struct Rule {
    Combine combine;
    Numbers nothing, a, b, both;
  };
  const Rule rules[] = {
      {Combine::sum, {0, 0, 0}, {1, 0, -4}, {2, 7, -3}, {3, 7, -7}},
      {Combine::minimum, {most, most, most}, {1, most, -4}, {2, 7, -3}, {1, 7, -4}},
      {Combine::maximum, {least, least, least}, {1, least, -4}, {2, 7, -3}, {2, 7, -3}},
  };
  for (const Rule& rule : rules) {
    const Counts nothing(3, 1, rule.combine), a = table(rule.combine, rule.a),
                                              b = table(rule.combine, rule.b);
    CHECK(nothing.data() == rule.nothing);
    CHECK(nothing.combine() == rule.combine);
    for (const auto& [first, second] : {std::pair(a, b), std::pair(b, a)}) {
      Counts sum = nothing;
      sum += first;
      sum += second;
      sum += nothing;
      CHECK(sum.data() == rule.both);
    }
    for (const Rule& other : rules) {
      if (other.combine == rule.combine) continue;
      Counts sum = a;
      CHECK_THROWS_AS(sum += table(other.combine, other.b), InternalError);
      CHECK_FALSE(a == table(other.combine, rule.a));
    }
    Counts rest = a;
    if (rule.combine == Combine::sum) {
      rest += b;
      rest -= b;
      CHECK(rest == a);
    } else {
      CHECK_THROWS_AS(rest -= b, InternalError);
    }
  }
}

TEST_CASE("the total of a run combines each table as the catalogue says") {
  Experiment experiment;
  experiment.measure.survivor_times = experiment.measure.extent_times = {0};
  experiment.measure.has_extent[0] = true;
  Results results;
  results.experiment = experiment;
  for (const std::int64_t number : {5, 3}) {
    BatchTallies& batch = results.batches.emplace_back(BatchTallies::zero(experiment));
    batch.histogram = Counts();
    batch.started = number;
    batch.survivors(0, 0) = number;
    batch.extent_low[0](0, 0) = batch.extent_high[0](0, 0) = number;
  }
  results.batches.push_back(BatchTallies::zero(experiment));  // of a box without walkers
  results.batches.back().histogram = Counts();
  CHECK(results.total().started == 8);
  CHECK(results.total().survivors(0, 0) == 8);
  CHECK(results.total().extent_low[0](0, 0) == 3);
  CHECK(results.total().extent_high[0](0, 0) == 5);
}

TEST_CASE("a file says of a table in which units its counts are, and what stands where nothing was counted") {
  TableKind kind{.name = "energy",
                 .long_name = "least energy",
                 .dimensions = {"survivor_time"},
                 .key = "",
                 .of = nullptr,
                 .is_asked = nullptr};
  const TallyTable made{"energy", "least energy", &kind, 0};
  Experiment experiment;
  experiment.system.lattice.spacing = 0.5;
  Variable variable = made.variable(experiment);
  CHECK(variable.dimensions == std::vector<std::string>{"batch", "survivor_time"});
  CHECK(variable.long_name == "least energy");
  CHECK(variable.units == "1");
  CHECK(variable.scale_factor == 1);
  CHECK(variable.add_offset == 0);
  CHECK_FALSE(variable.fill_value);
  kind.combine = Combine::minimum;
  kind.scaling = [](const Experiment& of) { return Scaling{of.system.lattice.spacing, -2, "nm"}; };
  variable = made.variable(experiment);
  CHECK(variable.units == "nm");
  CHECK(variable.scale_factor == 0.5);
  CHECK(variable.add_offset == -2);
  CHECK(variable.fill_value == most);
  kind.combine = Combine::maximum;
  CHECK(made.variable(experiment).fill_value == least);
}
