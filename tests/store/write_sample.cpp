/// \file
/// Writes the results files that check_results_file.py reads: FOLDER/1d.h5, 2d.h5, 3d.h5, lattice_units.h5,
/// net.h5, fed.h5, no_batch.h5, large.h5; and scaled.h5, a single table.

#include <filesystem>

#include "fluxwalk/results_file.hpp"
#include "store/sample.hpp"
#include "store/scaled.hpp"
#include "store/variable.hpp"

int main(int argc, char** argv) {
  using namespace fluxwalk;
  if (argc != 2) return 2;
  const std::filesystem::path folder = argv[1];
  for (const int dimension : {1, 2, 3}) {
    write_results(sample::results(sample::experiment(dimension), {0, 1, 2, 3, 4, 5}), sample::findings(),
                  folder / (std::to_string(dimension) + "d.h5"));
  }
  write_results(sample::results(sample::experiment(2, false), {1, 4}), {}, folder / "lattice_units.h5");
  Experiment net = sample::experiment(3, true);
  net.measure.only_net = true;
  write_results(sample::results(net, {0}), {}, folder / "net.h5");
  write_results(sample::results(sample::fed_experiment(3), {0, 1}), {}, folder / "fed.h5");
  write_results(sample::results(sample::experiment(1), {}), {}, folder / "no_batch.h5");

  Experiment large = sample::experiment(2);
  large.system.lattice.shape = {300, 301, 1};
  large.system.lattice.time_unit = "seconds";
  write_results(sample::results(large, {0, 1, 2}), {}, folder / "large.h5");

  const std::string scaled = folder / "scaled.h5";
  const files::Handle file(H5Fcreate(scaled.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose,
                           scaled);
  store::VariableWriter writer(file, "tallies");
  writer.write(sample::batches());
  writer.write(sample::scaled());
}
