#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "fluxwalk/units.hpp"
#include "input/sample.hpp"

using namespace fluxwalk;

namespace {

std::string complaint_about(const std::string& text) {
  try {
    parse_quantity(text);
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("quantities are numbers with units") {
  const auto check = [](const char* text, double value, const char* unit) {
    const Quantity quantity = parse_quantity(text);
    CHECK(quantity.value == value);
    CHECK(quantity.unit == unit);
  };
  check("2.5 nm", 2.5, "nm");
  check("2.5nm", 2.5, "nm");
  check("  -3e-2\tps ", -0.03, "ps");
  check("+.5 \xC2\xB5m", 0.5, "\xC2\xB5m");
  check("7", 7, "");
  check("1 m2.s-1", 1, "m2.s-1");
}

TEST_CASE("what is no quantity is told why") {
  CHECK(complaint_about("") == "\"\" does not begin with a number");
  CHECK(complaint_about("nm") == "\"nm\" does not begin with a number");
  CHECK(complaint_about("nan nm") == "\"nan nm\" does not begin with a number");
  CHECK(complaint_about("-inf nm") == "\"-inf nm\" does not begin with a number");
  CHECK(complaint_about("+-1 nm") == "");
  CHECK(complaint_about("1e11.0") == "\"1e11.0\" is not a number followed by a unit: \".0\" is not a unit");
  CHECK(complaint_about("1.0e11.0 nm") ==
        "\"1.0e11.0 nm\" is not a number followed by a unit: \".0 nm\" is not a unit");
  CHECK(complaint_about("1 2 nm") == "\"1 2 nm\" is not a number followed by a unit: \"2 nm\" is not a unit");
  CHECK(complaint_about("1 nm since 2000") ==
        "\"1 nm since 2000\" is not a number followed by a unit: \"nm since 2000\" is not a unit");
  CHECK(complaint_about("1 furlongz") == "unknown unit \"furlongz\"");
  CHECK(complaint_about("1 nm)") == "unknown unit \"nm)\"");
  CHECK(complaint_about("0x10 nm") ==
        "\"0x10 nm\" is not a number followed by a unit: \"x10 nm\" is not a unit");
  CHECK(complaint_about("1e400 nm") == "the number in \"1e400 nm\" is too large or too small");
  CHECK(complaint_about("1 " + std::string(100'000, '(')).starts_with("\"1 ((("));
  CHECK(complaint_about("1 m" + std::string(100'000, 'm')).starts_with("unknown unit \"mmm"));
}

TEST_CASE("units convert, and their dimensions are checked") {
  CHECK(convert({2.5, "um"}, "nm") == doctest::Approx(2500).epsilon(1e-15));
  CHECK(convert({1, "angstrom"}, "nm") == doctest::Approx(0.1).epsilon(1e-15));
  CHECK(convert({3, "hour"}, "s") == doctest::Approx(10800).epsilon(1e-15));
  CHECK(convert({4, ""}, "") == 4);
  CHECK_THROWS_WITH_AS(convert({1, "nm"}, "ps"), "\"nm\" cannot be converted to \"ps\"",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(convert({1, "nm"}, "furlongz"), "unknown unit \"furlongz\"", std::invalid_argument);
  CHECK(is_unit_like("nm", "m"));
  CHECK(is_unit_like("day", "s"));
  CHECK_FALSE(is_unit_like("nm", "s"));
  CHECK_FALSE(is_unit_like("furlongz", "m"));
  CHECK_FALSE(is_unit_like("", "m"));
}

TEST_CASE("units may be asked for from several threads") {
  std::vector<int> correct(4, 0);
  std::vector<std::thread> threads;
  for (int& count : correct) {
    threads.emplace_back([&count] {
      for (int i = 0; i < 200; ++i) count += convert(parse_quantity("1 km"), "m") == 1000;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(correct == std::vector<int>(4, 200));
}

TEST_CASE("lengths and times are taken in the units of the lattice") {
  std::string text = sample::with("at = [10, 5]", "at = [\"100 angstrom\", \"5e-9 m\"]");
  text.replace(text.find("steps = 100"), 11, "steps = \"0.2 ns\"");
  text.replace(text.find("1 nm"), 4, "0.5 nm");
  text.replace(text.find("20, 10"), 6, "\"20 nm\", \"10 nm\"");
  const Experiment e = parse_experiment(text, "f.toml");
  CHECK(e.lattice.shape == PerAxis<std::int32_t>{40, 20, 1});
  CHECK(e.populations[0].along[0].first == 20);
  CHECK(e.populations[0].along[1].first == 10);
  CHECK(e.steps == 100);
}

TEST_CASE("a unit needs a lattice that has one") {
  std::string text = sample::with("spacing = \"1 nm\"", "");
  CHECK(sample::complaints_about(text.replace(text.find("at = [10, 5]"), 12, "at = [\"10 nm\", 5]")) ==
        "f.toml:14:7: population.at: \"10 nm\" has a unit (lattice.spacing has none) give lattice.spacing a "
        "unit, or "
        "write a number of sites");
  text = sample::with("step = \"2 ps\"", "");
  CHECK(sample::complaints_about(text.replace(text.find("steps = 100"), 11, "steps = \"200 ps\"")) ==
        "f.toml:16:9: run.steps: \"200 ps\" has a unit (lattice.step has none) give lattice.step a unit, or "
        "write a "
        "number of steps");
}
