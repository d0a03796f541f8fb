/// \file
/// The processor time of the parts of `fluxwalk run` other than the walk, as the box grows:
///
///     build/release/bin/fluxwalk_benchmark_command [layers of the largest chain, 1e6]
///
/// One thread, 10⁶ walkers, 1000 steps, net crossings of all planes and profiles every 100.

#include <fmt/core.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/experiment.hpp"
#include "fluxwalk/output_file.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/results_file.hpp"
#include "fluxwalk/run.hpp"
#include "fluxwalk/written_tallies.hpp"

namespace {

using namespace fluxwalk;

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Processor time since the last call.
class Laps {
 public:
  double lap() {
    const double now = processor_seconds();
    return now - std::exchange(last_, now);
  }

 private:
  double last_ = processor_seconds();
};

struct Case {
  std::string name, lattice, start;
  std::int64_t walkers;
};

std::string text_of(const Case& one) {
  return fmt::format(
      "[lattice]\n{}\n[[population]]\nwalkers = {}\n{}\n[run]\nsteps = 1000\n"
      "[measure.flux]\nx = \"all\"\nevery = 100\nnet = true\n[measure.profile]\naxes = [\"x\"]\nevery = "
      "100\n",
      one.lattice, one.walkers, one.start);
}

void time_case(const Case& one, const std::filesystem::path& file) {
  Experiment experiment = parse_experiment(text_of(one), one.name);
  experiment.settings.threads = 1;
  OutputFile output(file);
  WrittenTallies written;
  Laps laps;
  const Results results = run(experiment, {});
  const double walk = laps.lap();
  write_results(results, {}, output, Additions::drop, written);
  const double save = laps.lap();
  const Analysis analysis = analyse(results);
  const double judge = laps.lap();
  write_results(results, to_tables(analysis), output, Additions::keep, written);
  const double add = laps.lap();
  fmt::print("{:24} {:8.2f} {:8.2f} {:8.2f} {:8.2f} {:8.2f}\n", one.name, walk, save, judge, add,
             (walk + save + judge + add) / walk);
}

std::string plane(std::int64_t layer) {
  return fmt::format("kind = \"plane\"\naxis = \"x\"\nlayer = {}", layer);
}

}  // namespace

int main(int argc, char** argv) {
  const double largest = argc > 1 ? std::atof(argv[1]) : 1e6;
  std::vector<Case> cases;
  for (std::int64_t layers = 1000; static_cast<double>(layers) <= largest; layers *= 10) {
    const std::string lattice = fmt::format("kind = \"chain\"\nshape = {}", layers);
    cases.push_back({fmt::format("chain {}", layers), lattice, plane(layers / 2), 1'000'000});
    cases.push_back({fmt::format("chain {} even", layers), lattice, "kind = \"uniform\"", 1'000'000});
  }
  cases.push_back({"65536 x 16 few", "kind = \"square\"\nshape = [65536, 16]", plane(32768), 2000});
  cases.push_back({"1024 x 1024", "kind = \"square\"\nshape = [1024, 1024]", plane(512), 1'000'000});

  const auto folder = std::filesystem::temp_directory_path() / fmt::format("fluxwalk-{}", std::time(nullptr));
  std::filesystem::create_directory(folder);
  fmt::print("{:24} {:>8} {:>8} {:>8} {:>8} {:>8}\n", "seconds of the processor", "walk", "save", "judge",
             "add", "all/walk");
  for (const Case& one : cases) time_case(one, folder / "case.h5");
  std::filesystem::remove_all(folder);
}
