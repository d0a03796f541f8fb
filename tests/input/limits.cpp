#include <doctest/doctest.h>

#include "input/sample.hpp"

using namespace fluxwalk;

TEST_CASE("what cannot fit into memory is refused, naming the measurement to thin") {
  CHECK(sample::complaints_about(sample::with("steps = 100", "steps = 1_000_000_000_000"))
            .starts_with("f.toml:18:1: measure.flux: needs "));
  const std::string two_threads = sample::with("steps = 100", "threads = 2\nsteps = 1_000_000_000_000");
  CHECK(sample::complaints_about(two_threads)
            .starts_with("f.toml:19:1: measure.flux: needs 1.45 PB of memory (1e+11 bins of 42 counts in 10 "
                         "batches; everything needs 1.45 PB, and "));
  std::string cube = sample::with("shape = [20, 10]", "shape = [65536, 65536]");
  CHECK(sample::complaints_about(cube) == "");
  cube += "[measure.histogram]\nevery = 1\n";
  const std::string complaint = sample::complaints_about(cube);
  CHECK(complaint.starts_with("f.toml:21:1: measure.histogram: needs "));
  CHECK(complaint.find("101 samples of 4.295e+09 sites, once and once more for each of ") !=
        std::string::npos);
  CHECK(complaint.ends_with("count at fewer times or places"));
}

TEST_CASE("the largest lattice and the longest run are accepted where little is counted") {
  std::string text = sample::with("shape = [20, 10]", "shape = [1_048_576, 1_048_576]");
  text.replace(text.find("x = \"all\""), 9, "x = [5]");
  text.replace(text.find("steps = 100"), 11, "steps = 1_099_511_627_776");
  text.replace(text.find("every = 10"), 10, "every = 549_755_813_888");
  CHECK(sample::complaints_about(text) == "");
  const Experiment e = parse_experiment(text, "f.toml");
  CHECK(e.lattice.num_sites() == std::int64_t{1} << 40);
  CHECK(e.measure.flux_edges == std::vector<std::int64_t>{0, std::int64_t{1} << 39, std::int64_t{1} << 40});
}

TEST_CASE("a billion layers need no list where the walkers stand at one") {
  const std::string text = sample::with("shape = [20, 10]", "shape = [1_073_741_824, 10]");
  // A flux through all planes of that axis is 11 bins of 2^31 counts in 10 batches.
  CHECK(sample::complaints_about(text).starts_with("f.toml:18:1: measure.flux: needs "));
}

TEST_CASE("counts that could overflow are refused") {
  CHECK(sample::complaints_about(sample::with("walkers = 1000", "walkers = 46_116_860_184_273_879")) == "");
  CHECK(sample::complaints_about(sample::with("walkers = 1000", "walkers = 47_000_000_000_000_000")) ==
        "f.toml:16:9: run.steps: 4.7e+16 walkers times 100 steps are too many (the hops are counted, and "
        "counts go up to "
        "2^62 = 4.6e18) use fewer walkers or steps");

  // 100 steps lead at most 100 sites far: 1e4 times 4.7e14 walkers are more than 2^62.
  const std::string moments = sample::and_also("[measure.moments]\nevery = 10\n");
  const auto of = [&](const std::string& walkers) {
    std::string text = moments;
    return sample::complaints_about(text.replace(text.find("1000"), 4, walkers));
  };
  CHECK(of("461_168_601_842_738") == "");
  CHECK(
      of("470_000_000_000_000") ==
      "f.toml:21:1: measure.moments: the sum of squared displacements could overflow (4.7e+14 walkers may "
      "come 100 sites "
      "far, and counts go up to 2^62 = 4.6e18) use fewer walkers, or measure moments at earlier times only");
  CHECK(of("4_000_000_000_000_000_000\nnumber = \"poisson\"").find("run.steps: 4e+18 walkers") !=
        std::string::npos);
}

TEST_CASE("the bound of a long walk follows its drift and its spread, not its number of hops") {
  // Without drift, 1e6 steps lead at most 40 sqrt(1e6) sites far: 1.6e9 times 2e9 walkers fit.
  const auto complaints = [](const std::string& hop) {
    std::string text = sample::and_also("[measure.moments]\nevery = 100_000\n");
    text.replace(text.find("x = [0.2, 0.3]\ny = [0.2, 0.1]"), 29, hop);
    text.replace(text.find("steps = 100"), 11, "steps = 1_000_000");
    text.replace(text.find("every = 10"), 10, "every = 100_000");
    return sample::complaints_about(text.replace(text.find("1000\n"), 5, "2_000_000_000\n"));
  };
  CHECK(complaints("stay = 0") == "");
  CHECK(complaints("x = [0, 1]\ny = [0, 0]").find("measure.moments: the sum of squared") !=
        std::string::npos);
}
