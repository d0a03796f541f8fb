/// \file
/// Tables of many chunks; most chunks may hold only zeros.

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "fluxwalk/output_file.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/results_file.hpp"
#include "fluxwalk/written_tallies.hpp"
#include "store/edit.hpp"
#include "store/fnv.hpp"
#include "store/folder.hpp"
#include "store/sample.hpp"

using namespace fluxwalk;

namespace {

/// A chain with enough layers that a profile is cut, with walkers in a few layers of some batches.
Results sparse_results() {
  Experiment experiment = parse_experiment(R"(
    [lattice]
    kind = "chain"
    shape = 70_001
    [[population]]
    kind = "uniform"
    walkers = 30
    [run]
    steps = 10
    batches = 3
    [measure.profile]
    every = 5
    [measure.flux]
    x = "all"
    every = 5
    net = true
  )",
                                           "sparse.toml");
  Results results;
  results.experiment = experiment;
  for (std::int64_t batch = 0; batch < 3; ++batch) {
    results.batch_numbers.push_back(batch);
    BatchTallies& tallies = results.batches.emplace_back(BatchTallies::zero(experiment));
    tallies.started = 10;
    tallies.histogram = Counts();
  }
  results.batches[0].profile[0](0, 35'000) = 10;
  results.batches[1].profile[0](2, 70'000) = 3;  // in the chunk that the end cuts off
  results.batches[2].profile[0](0, 0) = 1;
  results.batches[1].net[0](1, 70'001) = -4;
  results.batches[2].net[0](1, 20'000) = 5;
  return results;
}

}  // namespace

TEST_CASE("numbers are hashed together as byte by byte, whatever their size and sign") {
  std::mt19937_64 random(1);
  std::vector<std::int64_t> numbers(9, 0);
  for (const std::int64_t number : {1, 255, 256, 65535, 65536, -1, -255, -256, -257, 0})
    numbers.insert(numbers.end(), {number, -number, 0});
  numbers.insert(numbers.end(), 24, 0);
  numbers.push_back(std::numeric_limits<std::int64_t>::min());
  numbers.push_back(std::numeric_limits<std::int64_t>::max());
  for (int bits = 1; bits < 64; ++bits)
    for (int i = 0; i < 20; ++i) {
      const auto size = static_cast<std::int64_t>(random() >> bits);
      numbers.insert(numbers.end(), {size, -size});
    }
  for (std::size_t begin = 0; begin < 40; ++begin) {
    store::Fnv together, apart;
    const std::span<const std::int64_t> some = std::span<const std::int64_t>(numbers).subspan(begin);
    together.add(some);
    for (const std::int64_t number : some) apart.add(number);
    CHECK(together.value() == apart.value());
  }
}

TEST_CASE("tables that are mostly empty come back, and their empty chunks are stored as the others") {
  const Folder folder;
  const Results results = sparse_results();
  write_results(results, {}, folder / "a.h5");
  const Results read = read_results(folder / "a.h5");
  CHECK((read.batches == results.batches));
  CHECK(read.provenance.integrity == Integrity::checked);
  edit_file(folder / "a.h5", [](hid_t file) {
    const auto group = store::open_group(file, "tallies");
    const auto dataset = store::open_dataset(group, "profile_x");
    const auto space = H5Dget_space(dataset);
    hsize_t stored = 0;
    H5Dget_num_chunks(dataset, space, &stored);
    H5Sclose(space);
    CHECK(stored == store::chunks_of(store::shape_of(dataset)).size());
  });
}

TEST_CASE("what has been written once is the same file when it is written again, with findings or without") {
  const Folder folder;
  Results results = sparse_results();
  OutputFile output(folder / "a.h5");
  WrittenTallies written;
  write_results(results, {}, output, Additions::keep, written);
  const std::string before = folder.bytes("a.h5");
  write_results(results, sample::findings(), output, Additions::keep, written);
  write_results(results, sample::findings(), folder / "fresh.h5");
  CHECK(folder.bytes("a.h5") == folder.bytes("fresh.h5"));
  write_results(results, {}, output, Additions::keep, written);
  CHECK(folder.bytes("a.h5") == before);

  // Other batches are other tallies.
  results.batch_numbers.pop_back();
  results.batches.pop_back();
  results.batches[0].profile[0](0, 35'000) = 9;
  results.batches[0].profile[0](0, 35'001) = 1;
  write_results(results, {}, output, Additions::keep, written);
  CHECK((read_results(folder / "a.h5").batches == results.batches));
}
