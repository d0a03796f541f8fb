#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>

#include "files/hdf5.hpp"
#include "fluxwalk/error.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/results_file.hpp"
#include "fluxwalk/write_experiment.hpp"
#include "store/folder.hpp"
#include "store/sample.hpp"
#include "tallies/dimensions.hpp"

using namespace fluxwalk;

namespace {

/// The result of parsing the experiment's text, without the parts that the file stores separately.
ExperimentParser parser_of(Experiment experiment) {
  return [experiment](const std::string& text, const std::string& name,
                      const std::vector<Attachment>& attachments) mutable {
    CHECK(text == experiment.heading.text);
    CHECK(attachments == experiment.heading.attachments);
    CHECK(name == experiment.heading.name);
    experiment.sampling.seed = 1;
    experiment.sampling.num_batches = 32;
    experiment.sampling.kernel = KernelKind::automatic;
    return experiment;
  };
}

void check_round_trip(const Results& results) {
  const Folder folder;
  write_results(results, sample::findings(), folder / "a.h5");
  const Results read = read_results(folder / "a.h5", parser_of(results.experiment));
  CHECK(read.batch_numbers == results.batch_numbers);
  CHECK(read.batches == results.batches);
  CHECK(read.histogram == results.histogram);
  CHECK(read.is_complete() == results.is_complete());
  CHECK(read.experiment.heading.text == results.experiment.heading.text);
  CHECK(read.experiment.heading.name == results.experiment.heading.name);
  CHECK(read.experiment.sampling.seed == results.experiment.sampling.seed);
  CHECK(read.experiment.sampling.num_batches == results.experiment.sampling.num_batches);
  CHECK(read.experiment.sampling.kernel == results.experiment.sampling.kernel);
  CHECK(read.provenance.created == results.provenance.created);
  CHECK(read.provenance.version == results.provenance.version);
  CHECK(read.provenance.revision == results.provenance.revision);
  CHECK(read.provenance.compiler == results.provenance.compiler);
  CHECK(read.provenance.build_type == results.provenance.build_type);
  CHECK(read.provenance.cpu == results.provenance.cpu);
  CHECK(read.provenance.host_os == results.provenance.host_os);
  CHECK(read.provenance.kernel == results.provenance.kernel);
  CHECK(read.provenance.random_contract == results.provenance.random_contract);
  CHECK(read.provenance.random_use == results.provenance.random_use);
  CHECK(read.provenance.threads == results.provenance.threads);
  CHECK(read.provenance.wall_seconds == results.provenance.wall_seconds);
}

}  // namespace

TEST_CASE("targets of the first passage are labelled by what they are") {
  Experiment experiment = sample::experiment(2);
  experiment.measure.first_passage_targets = {{1, 4},
                                              {0, 0, TargetKind::box, {3, 4, 0}, {3, 4, 0}},
                                              {0, 0, TargetKind::box, {1, 1, 0}, {3, 4, 0}},
                                              {0, 0, TargetKind::own_start}};
  const auto variables = coordinates_of("target", experiment, {});
  REQUIRE(variables.size() == 3);
  using Texts = std::vector<std::string>;
  CHECK(std::get<Texts>(variables[0].values) == Texts{"y=4", "x=3,y=4", "x=1..3,y=1..4", "own start"});
  CHECK(std::get<Texts>(variables[1].values) == Texts{"y", "none", "none", "none"});
  CHECK(std::get<std::vector<std::int64_t>>(variables[2].values) == std::vector<std::int64_t>{4, -1, -1, -1});
}

TEST_CASE("results come back as they were, in 1, 2 and 3 dimensions") {
  for (const int dimension : {1, 2, 3}) {
    CAPTURE(dimension);
    check_round_trip(sample::results(sample::experiment(dimension), {0, 1, 2, 3, 4, 5}));
  }
}

TEST_CASE("turnover and the tables of files come back as they were") {
  for (const int dimension : {1, 2, 3})
    check_round_trip(sample::results(sample::fed_experiment(dimension), {0, 3}));
  Experiment experiment = sample::experiment(1);
  experiment.sampling.kernel = KernelKind::occupation;
  check_round_trip(sample::results(experiment, {0}));
}

TEST_CASE("an interrupted run comes back as it was, with few batches or none") {
  check_round_trip(sample::results(sample::experiment(2, false), {1, 4}));
  check_round_trip(sample::results(sample::experiment(3), {}));
}

TEST_CASE("an experiment that measures nothing has its walkers and hops all the same") {
  Experiment bare = sample::experiment(2);
  bare.measure = {};
  check_round_trip(sample::results(bare, {0, 1, 2, 3, 4, 5}));
}

TEST_CASE("tables of every size come back: in one piece, in one chunk, in many") {
  Experiment large = sample::experiment(2);
  large.system.lattice.shape = {257, 300, 1};
  check_round_trip(sample::results(large, {0, 2}));
}

TEST_CASE("findings come back as they were") {
  const Folder folder;
  const std::vector<Table> written = sample::findings();
  write_results(sample::results(sample::experiment(1), {0}), written, folder / "a.h5");
  const std::vector<Table> read = read_findings(folder / "a.h5");
  REQUIRE(read.size() == written.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    CHECK(read[i].name == written[i].name);
    CHECK(read[i].long_name == written[i].long_name);
    CHECK(read[i].rows() == written[i].rows());
    CHECK(to_csv(read[i]) == to_csv(written[i]));  // names, units, order and all 17 digits
    for (std::size_t k = 0; k < read[i].columns.size(); ++k) {
      CHECK(read[i].columns[k].long_name == written[i].columns[k].long_name);
    }
  }
  CHECK(std::isnan(read[0].numbers("value")[1]));
  write_results(sample::results(sample::experiment(1), {0}), {}, folder / "a.h5");
  CHECK(read_findings(folder / "a.h5").empty());
}

TEST_CASE("equal results give equal files, and only the provenance may tell two runs apart") {
  const Folder folder;
  const auto write = [&](const Results& results, const char* name) {
    write_results(results, sample::findings(), folder / name);
    return folder.bytes(name);
  };
  Results results = sample::results(sample::experiment(3), {0, 1, 2, 3, 4, 5});
  const std::string first = write(results, "a.h5");
  CHECK(first == write(results, "b.h5"));

  results.provenance.created = "2030-12-31T00:00:01Z";
  results.provenance.threads = 64;
  results.provenance.wall_seconds = 1e6;
  const std::string second = write(results, "c.h5");
  REQUIRE(first.size() == second.size());
  std::size_t num_different = 0;
  for (std::size_t i = 0; i < first.size(); ++i) num_different += first[i] != second[i];
  CHECK(num_different > 0);
  CHECK(num_different < 64);  // the three values and checksums of what holds them

  ++results.batches[3].exits(1, 1);
  CHECK(write(results, "d.h5") != second);
}

TEST_CASE("nothing in a file carries a time stamp") {
  const Folder folder;
  write_results(sample::results(sample::experiment(3), {0, 1}), sample::findings(), folder / "a.h5");
  const files::Handle file(H5Fopen((folder / "a.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open");
  int num_objects = 0;
  const auto look = [](hid_t, const char* name, const auto* info, void* number) -> herr_t {
    CAPTURE(name);
    CHECK(info->mtime == 0);
    ++*static_cast<int*>(number);
    return 0;
  };
  H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, look, &num_objects, H5O_INFO_BASIC | H5O_INFO_TIME);
  CHECK(num_objects > 60);
}

TEST_CASE("tallies of a shape that the experiment does not ask for are a bug of ours") {
  const Folder folder;
  Results results = sample::results(sample::experiment(1), {0, 1});
  results.batches[1].exits = Counts(1, 2);
  CHECK_THROWS_AS(write_results(results, {}, folder / "a.h5"), InternalError);
  results = sample::results(sample::experiment(1), {0, 1});
  results.batch_numbers.pop_back();
  CHECK_THROWS_AS(write_results(results, {}, folder / "a.h5"), InternalError);
  CHECK(folder.is_empty());
}

TEST_CASE("a file stays readable where the experiment would not fit into memory") {
  const Folder folder;
  Results results;
  results.experiment = parse_stored_experiment(R"(
    [lattice]
    kind = "chain"
    shape = 10
    [[population]]
    kind = "uniform"
    walkers = 1e10
    [run]
    steps = 10
    batches = 1_000_000_000
    [measure.profile]
    every = 5
  )",
                                               "large.toml");
  CHECK_THROWS_AS(parse_experiment(results.experiment.heading.text, "large.toml"),
                  InputError);  // 4 TB of batches
  write_results(results, {}, folder / "large.h5");
  CHECK(read_results(folder / "large.h5").experiment.sampling.num_batches == 1'000'000'000);
}

TEST_CASE("results of an experiment that was made in a program hold it as a file") {
  const Folder folder;
  Results results = sample::results(sample::fed_experiment(2), {0, 1});
  results.experiment.heading.text.clear();
  write_results(results, {}, folder / "a.h5");
  std::string stored;
  std::vector<Attachment> tables;
  read_results(folder / "a.h5", [&](const std::string& text, const std::string&, const auto& attachments) {
    stored = text;
    tables = attachments;
    return results.experiment;
  });
  const ExperimentText expected = to_toml(results.experiment);
  CHECK(stored == expected.text);
  CHECK(tables == expected.attachments);
  // No file can express a spacing without a unit: the counts are kept all the same.
  results.experiment.system.lattice.spacing = 2;
  results.experiment.system.lattice.length_unit.clear();
  write_results(results, {}, folder / "b.h5");
  const auto parse = [&](const std::string& text, const std::string&, const auto&) {
    CHECK(text.empty());
    return results.experiment;
  };
  CHECK(read_results(folder / "b.h5", parse).batches == results.batches);
}
