#include "plan/memory.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/run.hpp"
#include "input/parse.hpp"
#include "input/sample.hpp"

using namespace fluxwalk;
namespace fs = std::filesystem;

namespace {

std::string complaints_within(double memory, const std::string& text) {
  try {
    input::parse_within(text, "f.toml", memory);
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

std::string chain(const std::string& layers, const std::string& population) {
  return "[lattice]\nkind = \"chain\"\nshape = " + layers + "\n[[population]]\nwalkers = 1000\n" +
         population + "\n[run]\nsteps = 10\nthreads = 1\n[measure.survivors]\nevery = 10\n";
}

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/// A separate file system.
struct Root {
  fs::path path = fs::temp_directory_path() / ("fluxwalk-root-" + std::to_string(getpid()));
  ~Root() { fs::remove_all(path); }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name) << text;
  }
};

}  // namespace

TEST_CASE("a long axis is refused for what its layers take, before any of it is made") {
  const long before = peak_kilobytes();
  for (const char* population : {"kind = \"uniform\"", "kind = \"gaussian\"\ncenter = 500\nwidth = 1e9",
                                 "kind = \"box\"\nfrom = 0\nto = 999_999_999", "kind = \"point\"\nat = 0"}) {
    const std::string complaint = complaints_within(20e9, chain("1_000_000_000", population));
    CAPTURE(complaint);
    CHECK(
        complaint.starts_with("f.toml:3:9: lattice.shape: needs 56 GB of memory (exact answers and tables "
                              "of its layers; everything needs "));
    CHECK(complaint.ends_with(" GB, and 20 GB can be had here) use a smaller lattice"));
  }
  CHECK(peak_kilobytes() - before < 100'000);
}

TEST_CASE("start weights count with their thresholds, and those of a point take no room") {
  const auto need = [](const std::string& population) {
    const Experiment experiment = parse_experiment(chain("1_000", population), "f.toml");
    for (const MemoryNeed& each : memory_needs(Sizes(experiment, 1)))
      if (each.key == "population") return each.bytes;
    return -1.0;
  };
  CHECK(need("kind = \"uniform\"") == 16 * 1002 + 3 * 200'000.0);  // and one for each axis that is not there
  CHECK(need("kind = \"point\"\nat = 500") == 16 * 3 + 3 * 600.0);
}

TEST_CASE("every population is charged, and the largest is named") {
  const std::string two = "kind = \"point\"\nat = 0\n[[population]]\nwalkers = 1000\nkind = \"uniform\"";
  std::string text = chain("1_000_000", two + "\n[[population]]\nwalkers = 1000\nkind = \"uniform\"");
  for (int i = 0; i < 30; ++i) text += "[[population]]\nwalkers = 1000\nkind = \"uniform\"\n";
  CHECK(complaints_within(1e9, text) == "");
  CHECK(complaints_within(4e8, text).find("everything needs ") != std::string::npos);
}

TEST_CASE("one bin is no bins") {
  Experiment experiment;
  experiment.sampling.num_batches = 1;
  experiment.measure.survivor_times = {0};
  ListSizes lists;
  lists.starts = {1, 2};
  std::string text;
  for (const MemoryNeed& need : memory_needs(Sizes(experiment, 1, lists))) text += need.what + "; ";
  CHECK_MESSAGE(text.find("1 start weight; 2 start weights; tables of 1 batch; ") != text.npos, text);
  CHECK_MESSAGE(text.find("1 sample of 1 count in 1 batch; ") != text.npos, text);
}

TEST_CASE("what is kept grows with batches, threads and lists of times") {
  const std::string text = sample::and_also("[measure.histogram]\nevery = 1\n");
  const Experiment experiment = parse_experiment(text, "f.toml");
  const auto total = [&](int threads, std::int64_t batches) {
    Experiment other = experiment;
    other.sampling.num_batches = batches;
    double sum = 0;
    for (const MemoryNeed& need : memory_needs(Sizes(other, threads))) sum += need.bytes;
    return sum;
  };
  CHECK(total(3, 10) - total(2, 10) >= 8 * 101 * 200);           // a histogram more
  CHECK(total(2, 11) - total(2, 10) >= 8 * 10 * (21 + 21) * 2);  // crossings more, kept and written
  Experiment net = experiment;
  net.measure.only_net = true;
  const auto of_flux = [](const std::vector<MemoryNeed>& needs) {
    for (const MemoryNeed& need : needs)
      if (need.key == "measure.flux") return need.bytes;
    return 0.0;
  };
  CHECK(of_flux(memory_needs(Sizes(net, 1))) < 0.6 * of_flux(memory_needs(Sizes(experiment, 1))));
  CHECK(complaints_within(1e9, sample::with("batches = 10", "batches = 1_000_000") +
                                   "[[population]]\nkind = \"uniform\"\nwalkers = 2_000_000\n")
            .find("everything needs") != std::string::npos);
}

TEST_CASE("what is charged when the file is read is what the run takes, whichever kernel it goes to") {
  const std::string base =
      "[lattice]\nkind = \"chain\"\nshape = 20_000\n[[population]]\nkind = \"uniform\"\n";
  const std::string counted = "[measure.flux]\nx = \"all\"\nat = [0, 10]\n";
  for (const char* walkers : {"walkers = 20_000\n", "walkers = 80_000\n", "walkers = 800_000_000\n"}) {
    for (const char* kernel : {"", "kernel = \"occupation\"\n", "kernel = \"reference\"\n"}) {
      for (const char* medium : {"", "[[medium.region]]\nhop = 0.5\n"}) {
        for (const std::string& measure :
             {std::string("[measure.survivors]\nat = [10]\n"), counted, counted + "residence = false\n",
              std::string("[measure.moments]\nat = [10]\n")}) {
          const std::string text =
              base + walkers + "[run]\nsteps = 10\nbatches = 2\nthreads = 2\n" + kernel + medium + measure;
          CAPTURE(text);
          const bool is_refused = std::string(kernel).find("occupation") != std::string::npos &&
                                  measure.find("moments") != std::string::npos;
          if (is_refused) continue;
          double sum = 0;
          const Experiment read = input::parse_within(text, "f.toml", 1e12);
          for (const MemoryNeed& need : memory_needs(Sizes(read, 2))) sum += need.bytes;
          CHECK(complaints_within(1.001 * sum, text) == "");
          CHECK(complaints_within(0.999 * sum, text) != "");
        }
      }
    }
  }
}

TEST_CASE("a run with more threads than fit is refused before it begins") {
  std::string text = sample::with("shape = [20, 10]", "shape = [1000, 1000]");
  text.replace(text.find("walkers = 1000"), 14, "walkers = 5000");
  text.replace(text.find("batches = 10"), 12, "batches = 5000\nthreads = 1");
  text += "[measure.histogram]\nat = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]\n";
  text.replace(text.find("x = \"all\""), 9, "x = [5]");
  const Experiment experiment = input::parse_within(text, "f.toml", 1e12);
  RunOptions options;
  options.threads = 4096;  // 80 MB each
  try {
    run(experiment, options);
    FAIL("it ran");
  } catch (const InputError& error) {
    CHECK(std::string(error.what()).starts_with("f.toml: measure.histogram: needs 3"));
  }
}

TEST_CASE("memory is what the machine has free, and no more than any control group around us allows") {
  const Root root;
  const std::string meminfo = "MemTotal:       16000000 kB\nMemFree: 1 kB\nMemAvailable:    8000000 kB\n";
  root.write("proc/meminfo", meminfo);
  CHECK(available_memory(root.path) == 8e6 * 1024);

  // version 2: the group itself has no limit, the one around it has.
  root.write("proc/self/cgroup", "0::/jobs/step_1\n");
  root.write("sys/fs/cgroup/jobs/step_1/memory.max", "max\n");
  CHECK(available_memory(root.path) == 8e6 * 1024);
  root.write("sys/fs/cgroup/jobs/memory.max", "2000000000\n");
  CHECK(available_memory(root.path) == 2e9);
  root.write("sys/fs/cgroup/memory.max", "1000000000\n");  // the limit that a container sees of its own group
  CHECK(available_memory(root.path) == 1e9);

  // Version 1 shows a path that does not exist.
  root.write("proc/self/cgroup", "5:devices:/a\n4:cpu,memory:/docker/b\n0::/\n");
  root.write("sys/fs/cgroup/memory.max", "max\n");
  root.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  CHECK(available_memory(root.path) == 8e6 * 1024);
  root.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "3000000000\n");
  CHECK(available_memory(root.path) == 3e9);
  root.write("sys/fs/cgroup/memory/docker/b/memory.limit_in_bytes", "500000000\n");
  CHECK(available_memory(root.path) == 5e8);
}

TEST_CASE("a limit of address space is respected") {
  const double before = available_memory();
  rlimit former{};
  getrlimit(RLIMIT_AS, &former);
  rlimit tight = former;
  tight.rlim_cur = rlim_t{1} << 46;  // more than there is: only to be seen
  CHECK(before > 0);
  const Root nowhere;
  CHECK(available_memory(nowhere.path) >= static_cast<double>(tight.rlim_cur));
  setrlimit(RLIMIT_AS, &tight);
  CHECK(available_memory(nowhere.path) == static_cast<double>(tight.rlim_cur));
  setrlimit(RLIMIT_AS, &former);
}

TEST_CASE("media, sources and numbers at sites are charged before they are made") {
  const long before = peak_kilobytes();
  const auto refused = [](const std::string& lines) {
    return complaints_within(12e9, chain("100_000_000", "kind = \"point\"\nat = 0") + lines);
  };
  CHECK(complaints_within(12e9, chain("100_000_000", "kind = \"point\"\nat = 0")) == "");
  CHECK(refused("[[medium.region]]\nhop = 0.5\npotential = 1\nobstacle = false\n")
            .starts_with("f.toml:3:9: lattice.shape: needs 12.4 GB of memory (hops and walkers of its 1e+08 "
                         "sites, exact answers; everything needs 1"));
  CHECK(refused("[[source]]\nkind = \"uniform\"\nrate = 1\n").find("needs 2") != std::string::npos);
  CHECK(refused("[turnover]\ndecay = 0.5\n") != "");
  CHECK(peak_kilobytes() - before < 100'000);
}

TEST_CASE("what a medium, sources and turnover take grows with what they list") {
  const Experiment plain = parse_experiment(sample::text, "f.toml");
  const auto total = [](const Experiment& experiment) {
    double sum = 0;
    for (const MemoryNeed& need : memory_needs(Sizes(experiment, 2))) sum += need.bytes;
    return sum;
  };
  const auto more = [&](const auto& change) {
    Experiment changed = plain;
    change(changed);
    return total(changed) - total(plain);
  };
  // What takes more: the run, or the exact mean of every site, of four directions, one population and 20
  // layers at most. A medium needs no ladder of finer lattices.
  const double dealt = 200 * (12 + 56 * 2), mean = 200 * (8 * 9 + 8 * 5 + 20 * 2 + 8 + 112) + 160 * 20;
  const double ladder = -more([](Experiment& e) { e.settings.analysis.ladder_rungs = 0; });
  CHECK(ladder > 0);
  CHECK(more([](Experiment& e) { e.sampling.kernel = KernelKind::occupation; }) == dealt);
  CHECK(more([](Experiment& e) { e.system.medium.hop.assign(200, 1); }) == mean - ladder + 3 * 8 * 200);
  CHECK(more([](Experiment& e) { e.system.medium.obstacles.assign(200, 0); }) == mean - ladder + 3 * 200);
  CHECK(more([](Experiment& e) { e.system.medium.transmission[0].assign(210, 1); }) ==
        mean - ladder + 3 * 8 * 210);
  CHECK(more([](Experiment& e) { e.system.medium.acceptance = Acceptance::glauber; }) == mean - ladder);
  CHECK(more([](Experiment& e) {
          e.system.medium.hop.assign(200, 1);
          e.sampling.kernel = KernelKind::reference;
        }) == mean - ladder + 3 * 8 * 200);
  CHECK(more([](Experiment& e) {
          e.system.medium.acceptance = Acceptance::glauber;
          e.sampling.kernel = KernelKind::reference;
        }) == mean - ladder);
  CHECK(more([](Experiment& e) {
          e.heading.attachments = {{"", {200}, std::vector<double>(200)}};
        }) == 3 * 8 * 200);
  CHECK(more([](Experiment& e) {
          e.system.medium.hop.assign(200, 1);
          e.heading.attachments = {{"", {200}, std::vector<double>(200)}};
        }) == dealt - ladder + 1000 * 200 + 6 * 8 * 200);
  const auto moments = [](Experiment& e) { e.measure.moment_times = {100}; };
  const auto hops = [](Experiment& e) { e.system.medium.hop.assign(200, 1); };
  const double both = more([&](Experiment& e) {
    moments(e);
    hops(e);
  });
  const auto ring = [](Experiment& e) { e.system.faces = {}; };
  const double table = more([&](Experiment& e) {
                         moments(e);
                         ring(e);
                       }) -
                       more(ring);
  // 15 moments at each site, twice; four hops; and what the hops are made of once more
  const double followed = 200 * (16 * 15 + 8 + 4 * 32 + 8 * 9);
  CHECK(both == table + more(hops) + followed);
  CHECK(more(moments) == table + mean + followed);  // between walls too
  CHECK(more([](Experiment& e) { e.measure.has_turnover = true; }) > 3 * 10 * 10 * 8 * 2 * 20);
}
