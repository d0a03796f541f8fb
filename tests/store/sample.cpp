#include "store/sample.hpp"

#include <limits>

namespace fluxwalk::sample {

Experiment experiment(int dimension, bool has_units) {
  Experiment made;
  made.heading.name = "sample";
  made.heading.title = "A sample with a ℓ in its title";
  made.heading.text = "title = \"A sample with a ℓ in its title\"\n# and a second line\n";
  made.system.lattice.dimension = dimension;
  for (int a = 0; a < dimension; ++a) made.system.lattice.shape[a] = 5 + a;
  if (has_units) {
    made.system.lattice.spacing = 0.5;
    made.system.lattice.length_unit = "nm";
    made.system.lattice.step = 0.25;
    made.system.lattice.time_unit = "ps";
  }
  made.system.hop_law = HopLaw::unbiased(dimension);
  made.system.populations = {{.kind = "uniform", .walkers = 6'000'000, .is_poisson = true, .along = {}}};
  made.system.steps = 8;
  made.measure.flux_edges = {0, 2, 3, 8};
  made.measure.has_residence = true;
  for (int a = 0; a < dimension; ++a) {
    made.measure.planes[a] = {0, 2, 5};
    made.measure.has_profile[a] = made.measure.has_propagator[a] = made.measure.has_extent[a] = true;
  }
  made.measure.profile_times = {0, 4, 8};
  made.measure.histogram_times = {0, 8};
  made.measure.moment_times = {1, 2, 8};
  made.measure.extent_times = {0, 5};
  made.measure.propagator_times = {2, 8};
  made.measure.propagator_range = 3;
  made.measure.survivor_times = {0, 3, 8};
  made.measure.exit_edges = {0, 1, 7, 8};
  made.measure.first_passage_targets = {{0, 3}, {dimension - 1, 1}};
  made.measure.first_passage_edges = {0, 1, 2, 8};
  made.sampling.num_batches = 6;
  made.sampling.seed = std::numeric_limits<std::uint64_t>::max();
  made.sampling.kernel = KernelKind::reference;
  return made;
}

Experiment fed_experiment(int dimension) {
  Experiment made = experiment(dimension);
  made.system.faces[0].fill({FaceKind::reservoir, 1.0, {7, false, false, {}}});
  made.system.turnover = {0.25, 0.125};
  made.measure.has_turnover = true;
  made.heading.attachments = {{"mobility.csv", {2, 3}, {0, 1, 0.1, -1e-300, 1e300, 5}},
                              {"pores.h5:group/solid", {3, 1, 2}, {1, 0, 0, 1, 1, 0}}};
  return made;
}

Results results(const Experiment& experiment, const std::vector<std::int64_t>& batch_numbers) {
  std::int64_t next = 1;
  const auto fill = [&next](Counts& counts) {
    for (std::int64_t& number : counts.data()) number = next++ % 1000;
  };
  Results made;
  made.experiment = experiment;
  made.batch_numbers = batch_numbers;
  made.histogram = BatchTallies::zero(experiment).histogram;
  fill(made.histogram);
  for (const std::int64_t batch : batch_numbers) {
    BatchTallies tallies = BatchTallies::zero(experiment);
    tallies.histogram = Counts();
    tallies.started = 1'000'000 + batch;
    for_each_table(tallies, [&](const std::string&, Counts& counts) { fill(counts); });
    for (int a = 0; a < experiment.system.lattice.dimension; ++a)
      for (std::size_t row = 0; row < tallies.extent_low[a].rows(); ++row) {
        tallies.extent_low[a](row, 0) = 0;
        tallies.extent_high[a](row, 0) = experiment.system.lattice.shape[a] - 1;
      }
    // The last batch has no walker at the last time.
    if (batch == experiment.sampling.num_batches - 1)
      for (auto* ends : {&tallies.extent_low, &tallies.extent_high})
        for (Counts& end : *ends)
          if (!end.empty()) end(end.rows() - 1, 0) = nothing_of(end.combine());
    if (!tallies.balance.empty()) {
      Counts& balance = tallies.balance;
      balance(0, 5) =
          tallies.started + balance(0, 0) + balance(0, 1) + balance(0, 2) - balance(0, 3) - balance(0, 4);
    }
    made.batches.push_back(std::move(tallies));
  }
  if (!made.batches.empty() && !made.batches.front().displacement.empty()) {
    made.batches.front().displacement(0, 0) = std::numeric_limits<std::int64_t>::min() / 2;
  }
  made.provenance = {.created = "2024-02-29T12:00:00Z",
                     .version = "0.1.0",
                     .revision = "unknown",
                     .compiler = "GNU 12.2.0",
                     .build_type = "Release",
                     .cpu = "",
                     .host_os = "Linux",
                     .kernel = "reference",
                     .random_use = "walkers",
                     .random_contract = "2",
                     .threads = 2,
                     .wall_seconds = 0.125};
  return made;
}

std::vector<Table> findings() {
  Table estimates{"estimates", "measured numbers", {}};
  estimates.add("name", "name of the estimate", {"diffusivity_x", "entropy", ""})
      .add("value", "nm2 ps-1", "measured value", {0.25, std::numeric_limits<double>::quiet_NaN(), -1e-300})
      .add("error", "2", "one standard deviation", {0.0, 0.1, 0.2})
      .add("symbol", "as printed", {"D_xx", "ℓ²/τ", "two\nlines"});
  Table verdicts{"verdicts", "what holds", {}};
  verdicts.add("law", "name of the law", std::vector<std::string>{})
      .add("p_value", "2", "p-value", std::vector<double>{});
  return {estimates, verdicts};
}

}  // namespace fluxwalk::sample
