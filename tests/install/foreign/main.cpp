#include <cstdio>

#include <fluxwalk/analysis.hpp>
#include <fluxwalk/run.hpp>
#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/results_file.hpp"

int main() {
  const fluxwalk::Experiment experiment = fluxwalk::parse_experiment(R"(
    title = "A small box"
    [lattice]
    kind = "chain"
    shape = 32
    spacing = "1 nm"
    [[population]]
    kind = "uniform"
    walkers = 1000
    [run]
    steps = 100
    batches = 4
    [measure.survivors]
    at = [0, 100]
  )",
                                                                     "small.toml");
  const fluxwalk::Results results = fluxwalk::run(experiment);
  fluxwalk::write_results(results, to_tables(fluxwalk::analyse(results)), "small.h5");
  const fluxwalk::Results read = fluxwalk::read_results("small.h5");
  std::printf("survivors %lld\n", static_cast<long long>(read.total().survivors(1, 0)));
}
