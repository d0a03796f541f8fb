#include <doctest/doctest.h>

#include "fluxwalk/read_experiment.hpp"
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

TEST_CASE("the largest lattice is accepted where little is counted") {
  std::string text = sample::with("shape = [20, 10]", "shape = [1_048_576, 1_048_576]");
  text.replace(text.find("x = \"all\""), 9, "x = [5]");
  CHECK(sample::complaints_about(text) == "");
  CHECK(parse_experiment(text, "f.toml").system.lattice.num_sites() == std::int64_t{1} << 40);
}

TEST_CASE("the longest run is accepted where walkers need not be followed one by one") {
  const auto running = [](const std::string& steps) {
    std::string text = sample::with("steps = 100", "steps = " + steps);
    return text.replace(text.find("every = 10"), 10, "every = 549_755_813_888");
  };
  const std::string longest = running("1_099_511_627_776");
  CHECK(sample::complaints_about(longest) == "");
  CHECK(parse_experiment(longest, "f.toml").measure.flux_edges ==
        std::vector<std::int64_t>{0, std::int64_t{1} << 39, std::int64_t{1} << 40});

  const std::string long_enough = "2_147_483_647", too_long = "2_147_483_648";
  const std::string problem =
      "f.toml:16:9: run.steps: 2147483648 steps are more than walkers can be followed for (their "
      "displacements are kept in 32 bits) at most 2147483647 steps, or ";
  for (const std::string kernel : {"walkers", "reference"}) {
    const std::string key = "\nkernel = \"" + kernel + "\"";
    CHECK(sample::complaints_about(running(long_enough + key)) == "");
    CHECK(sample::complaints_about(running(too_long + key)) == problem + "kernel = \"auto\"");
  }
  CHECK(sample::complaints_about(running(too_long + "\nkernel = \"occupation\"")) == "");
  for (const std::string asked :
       {"[measure.moments]\nat = [10]\n",
        "[measure.first_passage]\nat = [0, 10]\ntargets = [{ axis = \"x\", layer = 3 }]\n"}) {
    CHECK(sample::complaints_about(running(long_enough) + asked) == "");
    CHECK(sample::complaints_about(running(too_long) + asked) ==
          problem + "leave " + asked.substr(1, asked.find(']') - 1) + " out");
  }
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

TEST_CASE("walkers who come in, appear and are born count towards what could overflow") {
  // 20 x 10 sites, 100 steps, and (0.2 + 0.3) walkers per step at each of 10 sites: 500 times the
  // concentration; each walker does 27 steps before it leaves.
  const auto reservoir = [](const std::string& concentration) {
    return sample::complaints_about(sample::with(
        "y = \"ref", "x = { kind = \"reservoir\", concentration = " + concentration + " }\ny = \"ref"));
  };
  CHECK(reservoir("3e14") == "");
  CHECK(
      reservoir("4e14").find(
          "run.steps: 5.34e+16 walkers times 100 steps are too many (this many are possible, with those that "
          "come in, appear and are born") != std::string::npos);
  const auto source = [](const std::string& lines) {
    return sample::complaints_about(sample::and_also("[[source]]\n" + lines));
  };
  CHECK(source("kind = \"uniform\"\nrate = 2.2e12\n") == "");
  CHECK(source("kind = \"uniform\"\nrate = 2.4e12\n").find("run.steps: 4.8e+16") != std::string::npos);
  CHECK(source("kind = \"uniform\"\nrate = 2.4e12\nstop = 90\n") == "");
  CHECK(source("kind = \"table\"\naxis = \"y\"\nvalues = [0, 0, 0, 0, 2.4e13, 0, 0, 0, 0, 0]\n")
            .find("run.steps: 4.8e+16") != std::string::npos);
  const auto turnover = [](const std::string& lines) {
    return sample::complaints_about(sample::and_also("[turnover]\n" + lines));
  };
  CHECK(turnover("reproduction = 0.36\n") == "");  // 1000 times 1.36^100 = 2.3e13
  CHECK(turnover("reproduction = 0.38\n").find("run.steps: 9.7") != std::string::npos);
  CHECK(turnover("reproduction = 0.9\ndecay = 0.3\n") == "");  // 1.33
  CHECK(turnover("reproduction = 0.9\ndecay = 0.2\n").find("run.steps") != std::string::npos);
}

TEST_CASE("where walkers leave, those who are born need not overflow") {
  // A slab of L sites between absorbing faces: the share 1 - 2p (1 - cos(pi / (L + 1))) of the walkers stays
  // in the box per step.
  const auto slab = [](const std::string& reproduction, const std::string& steps) {
    return sample::complaints_about(
        "[lattice]\nkind = \"chain\"\nshape = 9\n[hop]\nx = [0.25, 0.25]\n[faces]\n"
        "x = \"absorbing\"\n[turnover]\nreproduction = " +
        reproduction + "\n[[population]]\nkind = \"uniform\"\nwalkers = 1000\n[run]\nsteps = " + steps +
        "\n[measure.profile]\nevery = 1000\n");
  };
  CHECK(slab("0.025", "1_000_000") == "");  // critical: 0.02508...
  CHECK(slab("0.0252", "100_000") == "");   // 1.0001^100000 = 5e4
  CHECK(slab("0.027", "1_000_000").find("run.steps: ") != std::string::npos);
  const std::string wall = "[[medium.region]]\nfrom = 4\nto = 4\nobstacle = true\n";
  CHECK(slab("0.025", "1_000_000\n" + wall) == "");
}

TEST_CASE("where walkers come in and leave again, a long run need not overflow") {
  // A line of L sites between reservoirs of c each: c (L + 1) / (L + 1) at each site in the steady state, so
  // c L walker-steps per step.
  const auto line = [](const std::string& concentration, const std::string& steps, const std::string& more) {
    return sample::complaints_about(
        "[lattice]\nkind = \"chain\"\nshape = 24\n[hop]\nx = [0.4, 0.4]\n[faces]\n"
        "x = { kind = \"reservoir\", concentration = " +
        concentration + " }\n[run]\nsteps = " + steps + "\n[measure.profile]\nevery = 1_000_000_000\n" +
        more);
  };
  CHECK(line("1e12", "180_000", "") == "");  // 4.3e18
  CHECK(line("1e12", "200_000", "").find("run.steps: 2.4e+13 walkers times 2e+05 steps are too many") !=
        std::string::npos);
  CHECK(line("1e3", "1_000_000_000", "") == "");  // 2.4e13, beyond the exact computation
  CHECK(line("0", "1_000_000", "[[source]]\nkind = \"uniform\"\nrate = 1e7\n") == "");
  CHECK(line("0", "1_000_000", "[[source]]\nkind = \"uniform\"\nrate = 1e10\n").find("run.steps: ") !=
        std::string::npos);
  // In a closed box the walkers that appear also die: rate / decay of them at a site.
  const auto pot = [](const std::string& rate) {
    return sample::complaints_about(
        "[lattice]\nkind = \"chain\"\nshape = 10\n[turnover]\ndecay = 0.01\n[[source]]\n"
        "kind = \"point\"\nat = 5\nrate = " +
        rate + "\n[run]\nsteps = 100_000\n[measure.profile]\nevery = 1_000_000_000\n");
  };
  CHECK(pot("4e11") == "");  // 4e13 walkers
  CHECK(pot("5e11").find("run.steps: 5e+13 walkers times 1e+05 steps") != std::string::npos);
}
