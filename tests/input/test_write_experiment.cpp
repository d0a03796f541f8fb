#include "fluxwalk/write_experiment.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <limits>

#include "fluxwalk/error.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/run.hpp"
#include "kernels/open_experiment.hpp"
#include "store/folder.hpp"

using namespace fluxwalk;

namespace {

/// Leaves out the words for where walkers start and appear, and values that a program sets but no tally
/// depends on.
Experiment without_words(Experiment experiment) {
  experiment.heading = {};
  for (Population& population : experiment.system.populations) {
    population.kind.clear();
    if (population.has_table()) population.along = {};
    for (std::size_t a = static_cast<std::size_t>(experiment.system.lattice.dimension); a < max_dimension;
         ++a)
      population.along[a] = {};
  }
  for (Source& source : experiment.system.sources) source.kind.clear();
  return experiment;
}

void check_same(const Experiment& left, const Experiment& right) {
  const Experiment a = without_words(left), b = without_words(right);
  CHECK(a.system.lattice.dimension == b.system.lattice.dimension);
  CHECK(a.system.lattice.shape == b.system.lattice.shape);
  CHECK(a.system.lattice.spacing == b.system.lattice.spacing);
  CHECK(a.system.lattice.length_unit == b.system.lattice.length_unit);
  CHECK(a.system.lattice.step == b.system.lattice.step);
  CHECK(a.system.lattice.time_unit == b.system.lattice.time_unit);
  CHECK(a.system.hop_law.minus == b.system.hop_law.minus);
  CHECK(a.system.hop_law.plus == b.system.hop_law.plus);
  CHECK(a.system.hop_law.stay == b.system.hop_law.stay);
  CHECK(a.system.faces == b.system.faces);
  CHECK(a.system.medium == b.system.medium);
  CHECK(a.system.turnover == b.system.turnover);
  CHECK(a.system.sources == b.system.sources);
  CHECK(a.system.populations == b.system.populations);
  CHECK(a.system.steps == b.system.steps);
  CHECK(a.measure == b.measure);
  CHECK(a.sampling.num_batches == b.sampling.num_batches);
  CHECK(a.sampling.seed == b.sampling.seed);
  CHECK(a.sampling.kernel == b.sampling.kernel);
  CHECK(a.settings.threads == b.settings.threads);
  CHECK(a.settings.analysis.tolerance == b.settings.analysis.tolerance);
  CHECK(a.settings.analysis.confidence == b.settings.analysis.confidence);
  CHECK(a.settings.analysis.ladder_rungs == b.settings.analysis.ladder_rungs);
  CHECK(a.settings.analysis.continuum_tolerance == b.settings.analysis.continuum_tolerance);
}

Experiment read_again(const Experiment& experiment) {
  const ExperimentText made = to_toml(experiment);
  CAPTURE(made.text);
  return parse_stored_experiment(made.text, "again.toml", made.attachments);
}

/// In the form that a file can have: values without effect are at their defaults.
Experiment plain(Experiment experiment) {
  experiment.system.steps = std::max<std::int64_t>(1, experiment.system.steps);
  for (auto& faces : experiment.system.faces)
    for (Face& face : faces) {
      if (!face.is_drawn()) face.absorption = 1;
      if (!face.lets_in()) face.reservoir = {};
    }
  std::erase_if(experiment.system.sources, [](const Source& source) { return source.sites.empty(); });
  for (Source& source : experiment.system.sources) source.begin = std::min(source.begin, source.end - 1);
  Measurements& measure = experiment.measure;
  bool has_planes = false, has_profile = false;
  for (const auto& planes : measure.planes) has_planes = has_planes || !planes.empty();
  for (const bool axis : measure.has_profile) has_profile = has_profile || axis;
  if (!has_planes || measure.flux_edges.empty()) {
    measure.planes = {};
    measure.flux_edges.clear();
    measure.only_net = measure.has_residence = measure.has_turnover = false;
  }
  bool has_propagator = false;
  for (const bool axis : measure.has_propagator) has_propagator = has_propagator || axis;
  if (!has_propagator || measure.propagator_times.empty()) {
    measure.propagator_times.clear();
    measure.has_propagator = {};
    measure.propagator_range = 0;
  }
  bool has_extent = false;
  for (const bool axis : measure.has_extent) has_extent = has_extent || axis;
  if (!has_extent || measure.extent_times.empty()) {
    measure.extent_times.clear();
    measure.has_extent = {};
  }
  if (!has_profile || measure.profile_times.empty()) {
    measure.profile_times.clear();
    measure.has_profile = {};
  }
  if (measure.first_passage_targets.empty() || measure.first_passage_edges.empty()) {
    measure.first_passage_targets.clear();
    measure.first_passage_edges.clear();
  }
  for (FirstPassageTarget& target : measure.first_passage_targets)
    if (target.kind == TargetKind::own_start) target.from = target.to = {};
  return experiment;
}

}  // namespace

TEST_CASE("random experiments are the same after they were written and read") {
  RandomExperiment closed(11);
  for (int trial = 0; trial < 200; ++trial) {
    CAPTURE(trial);
    const Experiment experiment = plain(closed());
    check_same(experiment, read_again(experiment));
  }
  OpenExperiment open(12);
  for (int trial = 0; trial < 200; ++trial) {
    CAPTURE(trial);
    const Experiment experiment = plain(open());
    check_same(experiment, read_again(experiment));
  }
}

TEST_CASE("the shipped examples are the same after they were written and read") {
  int num_read = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(FLUXWALK_SOURCE_DIR) / "examples")) {
    if (entry.path().extension() != ".toml") continue;
    CAPTURE(entry.path().string());
    const Experiment experiment = load_experiment(entry.path());
    check_same(experiment, read_again(experiment));
    CHECK(read_again(experiment).heading.title == experiment.heading.title);
    CHECK(read_again(experiment).heading.question == experiment.heading.question);
    ++num_read;
  }
  CHECK(num_read >= 15);
}

TEST_CASE("tables of starts, extreme numbers and odd texts survive") {
  RandomExperiment draw(13);
  Experiment experiment = plain(draw());
  experiment.system.lattice.dimension = 2;
  experiment.system.lattice.shape = {3, 4, 1};
  experiment.system.lattice.spacing = 0.1;
  experiment.system.lattice.length_unit = "nm";
  experiment.system.lattice.step = 1.0 / 3;
  experiment.system.lattice.time_unit = "ps";
  experiment.system.hop_law = HopLaw::unbiased(2, 0.1);
  experiment.system.faces = {};
  experiment.measure = {};
  experiment.measure.survivor_times = {0};
  experiment.system.steps = 1;
  experiment.heading.title = "\"quoted\" \\ \t ∂ \x01";
  experiment.sampling.seed = std::numeric_limits<std::uint64_t>::max();
  experiment.sampling.num_batches = 2;
  Population weights;
  weights.walkers = (std::int64_t{1} << 61) + 1;
  weights.table = {{0, 5, 11}, {1, 3, std::uint64_t{1} << 53}};
  Population exact;
  exact.table = {{1, 2}, {7, 9}};
  exact.walkers = 16;
  exact.is_exact = true;
  Population mean;
  mean.is_poisson = true;
  mean.walkers = 3;
  mean.fraction = 0.1 + 3 - 3;
  mean.along[0] = {1, {std::uint64_t{1} << 60, 0, 5}};
  mean.along[0].weights.resize(2);
  mean.along[1] = {0, {1, 1, 1, 1}};
  experiment.system.populations = {weights, exact, mean};
  check_same(experiment, read_again(experiment));
  CHECK(read_again(experiment).heading.title == experiment.heading.title);

  experiment.system.populations[0].table.numbers[0] = (std::uint64_t{1} << 53) + 1;
  CHECK_THROWS_AS(to_toml(experiment), InputError);
  experiment.system.populations.erase(experiment.system.populations.begin());
  experiment.system.lattice.length_unit.clear();
  CHECK_THROWS_AS(to_toml(experiment), InputError);
}

TEST_CASE("an experiment is saved with its tables beside it, and counts the same") {
  const Folder folder;
  OpenExperiment draw(14);
  int num_tables = 0;
  for (int trial = 0; trial < 20; ++trial) {
    CAPTURE(trial);
    Experiment experiment = plain(draw());
    experiment.sampling.num_batches = 1;
    if (experiment.system.populations.empty()) continue;
    save_experiment(experiment, folder / "box.toml");
    const Experiment again = load_experiment(folder / "box.toml");
    check_same(experiment, again);
    num_tables += static_cast<int>(again.heading.attachments.size());
    CHECK(run(again).batches == run(experiment).batches);
  }
  CHECK(num_tables > 20);
  CHECK(to_toml(load_experiment(folder / "box.toml"), "box-").text ==
        load_experiment(folder / "box.toml").heading.text);
}
