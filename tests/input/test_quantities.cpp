#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "fluxwalk/read_experiment.hpp"
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
  CHECK(e.system.lattice.shape == PerAxis<std::int32_t>{40, 20, 1});
  CHECK(e.system.populations[0].along[0].first == 20);
  CHECK(e.system.populations[0].along[1].first == 10);
  CHECK(e.system.steps == 100);
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

TEST_CASE("a reciprocal is another dimension") {
  CHECK_FALSE(is_unit_like("THz", "s"));
  CHECK_FALSE(is_unit_like("ps^-1", "s"));
  CHECK_FALSE(is_unit_like("nm-1", "m"));
  CHECK(is_unit_like("m2.m-1", "m"));
  CHECK(is_unit_per("THz", "s"));
  CHECK(is_unit_per("nm^-1", "m"));
  CHECK_FALSE(is_unit_per("ps", "s"));
  CHECK_FALSE(is_unit_per("THz", "m"));
  CHECK_FALSE(is_unit_per("furlongz", "m"));
  CHECK_THROWS_WITH_AS(convert({1, "THz"}, "ps"), "\"THz\" cannot be converted to \"ps\"",
                       std::invalid_argument);
}

TEST_CASE("a rate is refused wherever a time is read, and a reciprocal length wherever a length is") {
  const auto complaint = [](const char* from, const char* to) {
    return sample::complaints_about(sample::with(from, to));
  };
  CHECK(complaint("\"2 ps\"", "\"1 THz\"") ==
        "f.toml:5:8: lattice.step: \"1 THz\" is not a time (\"THz\" is a number per time) write the time "
        "between "
        "two hops: \"1 ps\"");
  CHECK(complaint("\"2 ps\"", "\"2 ps^-1\"") ==
        "f.toml:5:8: lattice.step: \"2 ps^-1\" is not a time (\"ps^-1\" is a number per time) write the "
        "time "
        "between two hops: \"0.5 ps\"");
  CHECK(complaint("\"1 nm\"", "\"1 nm^-1\"") ==
        "f.toml:4:11: lattice.spacing: \"1 nm^-1\" is not a length (\"nm^-1\" is a number per length) "
        "write the "
        "distance of neighbouring sites: \"1 nm\"");
  CHECK(complaint("steps = 100", "steps = \"5 GHz\"") ==
        "f.toml:16:9: run.steps: \"5 GHz\" is not a time (\"GHz\" is a number per time) write the time: "
        "\"200 ps\"");
  CHECK(complaint("every = 10", "every = \"50 GHz\"")
            .starts_with("f.toml:20:9: measure.flux.every: \"50 GHz\" is not"));
  CHECK(complaint("at = [10, 5]", "at = [\"0.1 nm-1\", 5]")
            .starts_with("f.toml:14:7: population.at: \"0.1 nm-1\" is"));
  CHECK(complaint("shape = [20, 10]", "shape = [\"1 m^-1\", 10]")
            .find("lattice.shape: \"1 m^-1\" is not a length") != std::string::npos);
  CHECK(complaint("\"2 ps\"", "\"0 THz\"").ends_with("write the time between two hops: \"0.5 ps\""));
}

TEST_CASE("a unit of another kind is neither a length nor a time") {
  for (const char* unit :
       {"20 degC", "1 K", "1 kg", "3 dBZ", "1 m2", "1 m3", "1 s2", "1 rad", "1 percent", "1 bit"}) {
    CAPTURE(unit);
    const std::string quoted = std::string("\"") + unit + "\"";
    CHECK(sample::complaints_about(sample::with("\"1 nm\"", quoted))
              .starts_with("f.toml:4:11: lattice.spacing: "));
    CHECK(
        sample::complaints_about(sample::with("\"2 ps\"", quoted)).starts_with("f.toml:5:8: lattice.step: "));
  }
}

TEST_CASE("spacing and step give diffusivities and the like that can be computed with") {
  const auto complaint = [](const char* spacing, const char* step) {
    std::string text = sample::with("\"1 nm\"", std::string("\"") + spacing + "\"");
    return sample::complaints_about(text.replace(text.find("\"2 ps\""), 6, std::string("\"") + step + "\""));
  };
  const std::string why =
      " (what is computed from the spacing and the step must lie between 1e-100 and 1e100) is an exponent or "
      "a unit "
      "mistyped?";
  CHECK(complaint("1e300 m", "1e-300 s") ==
        "f.toml:4:11: lattice.spacing: makes ℓ = 1e300 m, the scale of the spacing" + why);
  CHECK(complaint("1e60 m", "1 s") ==
        "f.toml:4:11: lattice.spacing: makes ℓ^2 = 1e120 m^2, the scale of mean squared displacements" + why);
  CHECK(complaint("1 m", "1e-150 s") ==
        "f.toml:5:8: lattice.step: makes τ = 1e-150 s, the scale of the step" + why);
  CHECK(complaint("1e40 m", "1e-90 s") ==
        "f.toml:4:11: lattice.spacing: makes ℓ/τ = 1e130 m s^-1, the scale of velocities" + why);
  CHECK(complaint("1e40 m", "1e-50 s") ==
        "f.toml:4:11: lattice.spacing: makes ℓ^2/τ = 1e130 m^2 s^-1, the scale of diffusivities" + why);
  // The number of the file is a good one, that of the SI is not, and the other way round.
  CHECK(complaint("1e-90 nm", "1 s").find("ℓ^2 = 1e-180 nm^2") != std::string::npos);
  CHECK(complaint("1e-320 nm", "1 s").find("makes ℓ = 1e-320 nm") != std::string::npos);
  CHECK(complaint("1e308 Ym", "1 s").starts_with("f.toml:4:11: lattice.spacing: "));
  CHECK(complaint("-1 nm", "1 s").starts_with("f.toml:4:11: lattice.spacing: \"-1 nm\" is not positive"));
  CHECK(complaint("0 nm", "1 s").starts_with("f.toml:4:11: lattice.spacing: \"0 nm\" is not positive"));
  CHECK(complaint("1e-15 m", "1e-24 s") == "");
  CHECK(complaint("1e20 km", "1e12 year") == "");
}
