#include "plan/kernel_choice.hpp"
#include "tallies/catalogue.hpp"

#include <doctest/doctest.h>

#include <map>

#include "fluxwalk/error.hpp"
#include "fluxwalk/plan.hpp"
#include "fluxwalk/run.hpp"
#include "kernels/kernel.hpp"

using namespace fluxwalk;

namespace {

/// One of a grid of experiments: each digit of `number` changes something that decides the kernel.
Experiment experiment_of(int number) {
  const auto digit = [&](int base) {
    const int value = number % base;
    number /= base;
    return value;
  };
  Experiment made;
  made.system.lattice.shape[0] = 40;
  made.system.hop_law = HopLaw::unbiased(1, 0.5);
  made.system.faces[0] = {Face{FaceKind::reflecting}, Face{FaceKind::reflecting}};
  made.sampling.num_batches = 2;
  made.system.steps = 3;
  made.sampling.kernel = std::array{KernelKind::automatic, KernelKind::reference, KernelKind::walkers,
                                    KernelKind::occupation}[static_cast<std::size_t>(digit(4))];
  // Walkers per site and batch: around 1 and 512/40, above which splitting numbers is faster if each walker
  // is followed, around the former value 3, and around 3000.
  const double per_site =
      std::array{0.5, 1.5, 2.5, 5.0, 12.0, 13.0, 2900.0, 3100.0}[static_cast<std::size_t>(digit(8))];
  Population population;
  population.walkers = static_cast<std::int64_t>(per_site * 40 * 2);
  made.system.populations = {population};
  made.measure.flux_edges = {0, 3};
  const int planes = std::array{0, 32, 33}[static_cast<std::size_t>(digit(3))];
  for (int plane = 0; plane < planes; ++plane) made.measure.planes[0].push_back(plane);
  made.measure.has_residence = digit(2) == 1;
  made.measure.only_net = digit(2) == 1;
  switch (digit(4)) {
    case 1:
      made.system.medium.hop.assign(40, 0.5);
      break;
    case 2:
      made.system.medium.acceptance = Acceptance::glauber;
      break;
    case 3:
      made.system.turnover.decay = 0.1;
      break;
    default:
      break;
  }
  switch (digit(3)) {
    case 1:
      made.measure.moment_times = {3};
      break;
    case 2:
      made.measure.first_passage_targets = {{0, 5}};
      made.measure.first_passage_edges = {0, 1, 2, 3};
      break;
    default:
      break;
  }
  return made;
}
constexpr int num_experiments = 4 * 8 * 3 * 2 * 2 * 4 * 3;

KernelKind kind_of(const std::string& name) {
  if (name.starts_with("occupation")) return KernelKind::occupation;
  return name.starts_with("walkers") ? KernelKind::walkers : KernelKind::reference;
}

Experiment in_medium(KernelKind kernel) {
  Experiment made = experiment_of(0);
  made.sampling.kernel = kernel;
  made.system.medium.hop.assign(40, 0.5);
  return made;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("memory is charged for the kernel that is made, whatever the experiment") {
  std::map<KernelKind, int> made;
  for (int number = 0; number < num_experiments; ++number) {
    const Experiment experiment = experiment_of(number);
    const Sizes sizes(experiment, 1);
    CAPTURE(number);
    try {
      const KernelKind kind = kind_of(make_kernel(experiment)->name());
      CHECK(kind == chosen_kernel(sizes));
      CHECK_FALSE(why_not(kind, sizes));
      ++made[kind];
      // The memory of the sites is that of the occupation kernel exactly where this kernel runs, unless exact
      // answers take more: in a medium, and where displacements are measured between walls.
      Experiment other = experiment;
      other.sampling.kernel = KernelKind::occupation;
      const bool is_charged =
          memory_needs(sizes).front().bytes >= memory_needs(Sizes(other, 1)).front().bytes;
      if (kind == KernelKind::occupation || (!sizes.has_medium() && experiment.measure.moment_times.empty()))
        CHECK(is_charged == (kind == KernelKind::occupation));
    } catch (const InputError&) {  // a kernel that cannot do it
      CHECK((experiment.sampling.kernel != KernelKind::automatic ||
             (experiment.system.has_turnover() && follows_walkers(experiment))));
    }
  }
  CHECK(made[KernelKind::occupation] > 500);
  CHECK(made[KernelKind::reference] > 500);
  CHECK(made[KernelKind::walkers] > 200);
}

TEST_CASE("a kernel that is asked for runs, or is refused with the reason") {
  for (const KernelKind kernel : {KernelKind::automatic, KernelKind::reference, KernelKind::occupation}) {
    const Plan made = plan(in_medium(kernel));
    CHECK((kernel == KernelKind::automatic || made.kernel == kernel));
    CHECK(made.is_asked == (kernel != KernelKind::automatic));
    CHECK(made.automatic == KernelKind::occupation);
    CHECK_FALSE(made.why.empty());
    CHECK(made.notes.empty());
    REQUIRE(made.refused.size() == 1);
    CHECK(made.refused[0].kernel == KernelKind::walkers);
    CHECK(contains(made.refused[0].why, "knows no medium"));
  }
  CHECK_THROWS_AS(plan(in_medium(KernelKind::walkers)), InputError);
  Experiment moments = in_medium(KernelKind::automatic);
  moments.measure.moment_times = {3};
  const Plan slow = plan(moments);
  CHECK(slow.kernel == KernelKind::reference);
  REQUIRE(slow.notes.size() == 1);
  CHECK(contains(slow.notes[0], "measure.moments"));
  CHECK(contains(slow.notes[0], "ten million hops per second"));
  moments.system.medium = {};
  CHECK(plan(moments).notes.empty());
  CHECK(plan(moments).kernel == KernelKind::walkers);
  moments.sampling.kernel = KernelKind::occupation;
  CHECK_THROWS_AS(plan(moments), InputError);
}

TEST_CASE("fewer threads than asked for are said before the run") {
  const Experiment experiment = experiment_of(0);
  CHECK(plan(experiment).notes.empty());  // the default number of threads needs no note
  CHECK(plan(experiment, 2).notes.empty());
  REQUIRE(plan(experiment, 3).notes.size() == 1);
  CHECK(contains(plan(experiment, 3).notes[0], "3 threads are asked for and 2 used"));
  CHECK(contains(plan(experiment, 2, 1).notes[0], "2 threads are asked for and 1 used"));
  RunOptions options;
  options.threads = 3;
  CHECK(run(experiment, options).provenance.threads == 2);
}

TEST_CASE("the time of a run is told from its first steps") {
  Experiment experiment = experiment_of(0);
  experiment.measure = {};
  experiment.measure.profile_times = {0, 1000};
  experiment.measure.has_profile[0] = true;
  for (const std::int64_t steps : {0, 1, 1000}) {
    experiment.system.steps = steps;
    const double seconds = expected_seconds(experiment, 1, 2);
    CHECK(seconds > 0);
    CHECK(seconds < 60);
  }
  // The estimate does not wait for a batch that would last for ever.
  experiment.system.populations[0].walkers = 1'000'000'000'000'000;
  experiment.system.steps = 2'000'000'000;
  experiment.sampling.kernel = KernelKind::walkers;
  CHECK(expected_seconds(experiment, 1, 2) > 1e9);
}
