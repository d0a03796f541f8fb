#include <cstdio>

#include <fluxwalk/analysis.hpp>
#include <fluxwalk/results_file.hpp>
#include <fluxwalk/run.hpp>
#include <fluxwalk/write_experiment.hpp>

int main() {
  using namespace fluxwalk;
  // A chain of 20 sites between a reservoir and a sink, empty at the start.
  Experiment experiment;
  experiment.heading.name = "made.toml";
  experiment.heading.title = "From a reservoir to a sink";
  LatticeWalk& walk = experiment.system;
  walk.lattice.dimension = 1;
  walk.lattice.shape = {20, 1, 1};
  walk.hop_law = HopLaw::unbiased(1);
  walk.faces[0][low].kind = FaceKind::reservoir;
  walk.faces[0][low].reservoir.concentration = 1000;
  walk.faces[0][high].kind = FaceKind::absorbing;
  walk.steps = 2000;
  experiment.measure.planes[0] = {10};
  experiment.measure.flux_edges = {0, 1000, 2000};
  experiment.measure.survivor_times = {2000};

  // The results hold the experiment as a file, so they can be analysed and resumed later.
  const Results results = run(experiment);
  write_results(results, to_tables(analyse(results)), "made.h5");
  const Results read = read_results("made.h5");
  RunOptions options;
  options.previous = &read;  // all its batches are there: nothing is left to run
  const Results resumed = run(read.experiment, options);

  // The same file for the command line: fluxwalk run made.toml
  save_experiment(experiment, "made.toml");
  std::printf("the same: %s\n", resumed.batches == results.batches ? "yes" : "no");
}
