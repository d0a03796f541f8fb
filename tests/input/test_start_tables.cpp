#include <doctest/doctest.h>

#include <fmt/core.h>

#include <filesystem>
#include <numeric>

#include "files/hdf5.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "input/in_folder.hpp"
#include "input/sample.hpp"
#include "store/folder.hpp"

using namespace fluxwalk;

namespace {

using Sites = std::vector<std::int64_t>;
using Numbers = std::vector<std::uint64_t>;

constexpr std::uint64_t full = std::uint64_t{1} << 40;

/// A lattice of 2 x 3 sites, in four batches unless the lines say more.
std::string experiment(const std::string& population, const std::string& run = "batches = 4\n",
                       const std::string& more = "") {
  return "[lattice]\nkind = \"square\"\nshape = [2, 3]\n[[population]]\nkind = \"table\"\n" + population +
         "[run]\nsteps = 5\n" + run + "[measure.profile]\nevery = 1\n" + more;
}

Population population(const Folder& folder, const std::string& text) {
  return parse_experiment(text, (folder / "f.toml").string()).system.populations.at(0);
}

const std::string file = "file = \"t.csv\"\n";

}  // namespace

TEST_CASE("a start table without walkers holds the numbers of walkers at the sites") {
  const Folder folder;
  folder.put("t.csv", "0,1,2\n30000000000,0,5\n");
  const std::string text = experiment(file);
  const Experiment read = parse_experiment(text, (folder / "f.toml").string());
  const Population& exact = read.system.populations.at(0);
  CHECK(exact.is_exact);
  CHECK(!exact.is_poisson);
  CHECK(exact.walkers == 30000000008);
  CHECK(exact.table.sites == Sites{1, 2, 3, 5});
  CHECK(exact.table.numbers == Numbers{1, 2, 30000000000, 5});

  // Later the results are enough.
  std::filesystem::remove(folder / "t.csv");
  const Population again =
      parse_stored_experiment(text, "f.toml", read.heading.attachments).system.populations.at(0);
  CHECK(again.table.numbers == exact.table.numbers);
  CHECK(again.walkers == exact.walkers);
}

TEST_CASE("a start table may be a dataset, and may have one entry a layer") {
  const Folder folder;
  {
    const files::Handle handle(H5Fcreate((folder / "t.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
                               H5Fclose, "create");
    files::write_dataset<std::int64_t>(handle, "n", {2, 3}, {7, 0, 0, 0, 8, 0});
  }
  const Population sites = population(folder, experiment("file = \"t.h5\"\ndataset = \"n\"\n"));
  CHECK(sites.table.sites == Sites{0, 4});
  CHECK(sites.table.numbers == Numbers{7, 8});
  const Population layers = population(folder, experiment("axis = \"y\"\nvalues = [2, 0, 1]\n"));
  CHECK(layers.is_exact);
  CHECK(layers.walkers == 6);  // each site of a layer has the entry of the layer
  CHECK(layers.table.sites == Sites{0, 2, 3, 5});
  CHECK(layers.table.numbers == Numbers{2, 1, 2, 1});
}

TEST_CASE("with walkers the entries are weights, and with Poisson numbers they may be means") {
  const Folder folder;
  folder.put("t.csv", "0,0.5,0.25\n0,0,0.5\n");
  const Population weights = population(folder, experiment("walkers = 1000\n" + file));
  CHECK(!weights.is_exact);
  CHECK(weights.walkers == 1000);
  CHECK(weights.table.sites == Sites{1, 2, 5});
  CHECK(weights.table.numbers == Numbers{full, full / 2, full});
  const Population both = population(folder, experiment("number = \"poisson\"\nwalkers = 0.5\n" + file));
  CHECK(both.is_poisson);
  CHECK(both.mean() == 0.5);
  const Population means = population(folder, experiment("number = \"poisson\"\n" + file));
  CHECK(!means.is_exact);
  CHECK(means.mean() == 1.25);
  CHECK(means.table.numbers == weights.table.numbers);
}

TEST_CASE("a mean number of walkers need not be whole") {
  const auto mean = [](const std::string& walkers) {
    return parse_experiment(sample::with("walkers = 1000", "number = \"poisson\"\nwalkers = " + walkers),
                            "f.toml")
        .system.populations.at(0)
        .mean();
  };
  for (const double number : {0.5, 2.5e3, 1e-3, 1000.0, 1e15, 0x1p50 + 0.5})
    CHECK(mean(fmt::format("{:.17g}", number)) == number);
  CHECK(mean("1_000_000_000_000_001") == 1e15 + 1);
  CHECK(sample::complaints_about(sample::with("walkers = 1000", "number = \"poisson\"\nwalkers = 0")) ==
        "f.toml:14:11: population.walkers: 0 is out of range (a mean is above 0 and at most 2^62 walkers)");
}

TEST_CASE("what a start table cannot hold is refused, with the site") {
  const Folder folder;
  const auto told = [&](const std::string& table, const std::string& keys, const std::string& more = "") {
    folder.put("t.csv", table);
    return complaints(folder, experiment(keys, "batches = 4\n", more));
  };
  CHECK(told("1 2 3\n4 0.5 6", file) ==
        "f.toml:6:8: population.file: 0.5 at site [1, 1] is not a whole number (without the key walkers each "
        "entry is the exact number of walkers that start at a site) write whole numbers, add walkers = N to "
        "make the entries weights, or number = \"poisson\" to make them means");
  CHECK(told("1", "axis = \"x\"\nvalues = [3, 1.5]\n").find("values: 1.5 at layer 1 is not a whole number") !=
        std::string::npos);
  CHECK(told("1 2 3\n4 -5 6", file) ==
        "f.toml:6:8: population.file: \"t.csv\" holds -5 (number 5 of it; numbers of walkers are from 0 to "
        "2^53, beyond which they need not be exact)");
  CHECK(told("0 0 0\n0 0 0", file) ==
        "f.toml:6:8: population.file: all entries are 0 (the walkers must start somewhere)");
  CHECK(
      told("1 0 0\n0 0 2", file) ==
      "f.toml:4:1: population: 4 batches need at least 4 walkers (there are 3; errors come from the scatter "
      "of batches, and some would have no walker) use more walkers, number = \"poisson\", run.per_batch = "
      "true, or run.batches = 3");
  CHECK(told("1 2 3", file) ==
        "f.toml:6:8: population.file: \"t.csv\" has 1 row of 3 numbers (one number for each of the 2 x 3 "
        "sites is needed)");
  CHECK(told("1", "") ==
        "f.toml:4:1: population: has no numbers (neither file nor values is given) add file = \"table.csv\", "
        "or values = [...] with one number a layer");
  CHECK(told("9 9 9\n9 9 9", "weights = [1, 2]\n" + file).find("population.weights: has no meaning here") !=
        std::string::npos);
  const std::string obstacle = "[[medium.region]]\nfrom = [1, 1]\nto = [1, 1]\nobstacle = true\n";
  CHECK(told("5 6 7\n8 0 6", file, obstacle) == "");
  for (const std::string keys : {"", "walkers = 100\n"})
    CHECK(told("5 6 7\n8 1 6", keys + file, obstacle) ==
          "f.toml:4:1: population: walkers would start at site [1, 1], an obstacle (no walker can be there) "
          "let the table have 0 there, or move the obstacles");
}

TEST_CASE("the batches share the numbers of a table to the last walker, as evenly as can be") {
  Experiment made;
  made.sampling.num_batches = 7;
  Population population;
  std::uint64_t number = 1;
  for (std::int64_t site = 0; site < 40; ++site) {
    population.table.sites.push_back(site);
    population.table.numbers.push_back(number = number * 31 % 101);
    population.walkers += static_cast<std::int64_t>(number);
  }
  std::vector<std::int64_t> sum(40, 0);
  for (std::int64_t batch = 0; batch < 7; ++batch) {
    const auto here = made.numbers_at_start(population, {batch});
    CHECK(std::accumulate(here.begin(), here.end(), std::int64_t{0}) ==
          made.sampling.fixed_share(population.walkers, batch));
    for (std::size_t i = 0; i < here.size(); ++i) {
      const auto share = static_cast<std::int64_t>(population.table.numbers[i]) / 7;
      CHECK((here[i] == share || here[i] == share + 1));
      sum[i] += here[i];
    }
    if (batch == 4) CHECK(made.numbers_at_start(population, {3, 0, 4, 2, 1}) == sum);
  }
  for (std::size_t i = 0; i < sum.size(); ++i)
    CHECK(sum[i] == static_cast<std::int64_t>(population.table.numbers[i]));
}

TEST_CASE("amounts of each batch are those of all, divided by their number") {
  const Folder folder;
  folder.put("t.csv", "1 0 0\n0 2 0");
  const std::string each = "batches = 4\nper_batch = true\n";
  const Population table = population(folder, experiment(file, each));
  CHECK(table.table.numbers == Numbers{4, 8});
  CHECK(table.walkers == 12);
  Experiment four;
  four.sampling.num_batches = 4;
  for (std::int64_t batch = 0; batch < 4; ++batch)
    CHECK(four.numbers_at_start(table, {batch}) == std::vector<std::int64_t>{1, 2});
  CHECK(population(folder, experiment("walkers = 1\n" + file, each)).walkers == 4);
  CHECK(population(folder, experiment("walkers = 0.625\nnumber = \"poisson\"\n" + file, each)).mean() == 2.5);

  std::string fed = sample::fed;
  fed.replace(fed.find("steps = 100"), 11, "steps = 100\nbatches = 16\nper_batch = true");
  const Experiment all = parse_experiment(sample::fed, "f.toml"), one = parse_experiment(fed, "f.toml");
  CHECK(one.system.populations[0].walkers == 16 * all.system.populations[0].walkers);
  for (const Side side : {low, high})
    CHECK(one.system.faces[0][side].reservoir.concentration ==
          16 * all.system.faces[0][side].reservoir.concentration);
  for (std::size_t i = 0; i < all.system.sources.size(); ++i)
    for (std::size_t k = 0; k < all.system.sources[i].rates.size(); ++k)
      CHECK(one.system.sources[i].rates[k] == 16 * all.system.sources[i].rates[k]);
}

TEST_CASE("limits hold for all batches together") {
  const auto told = [](const std::string& from, const std::string& to) {
    std::string text = sample::with(from, to);
    return sample::complaints_about(
        text.replace(text.find("batches = 10"), 12, "batches = 10\nper_batch = true"));
  };
  CHECK(told("walkers = 1000", "walkers = 1") == "");  // one in each
  CHECK(told("walkers = 1000", "walkers = 1_000_000_000_000_000_000") ==
        "f.toml:13:11: population.walkers: 1000000000000000000 is out of range (a population has from 1 to "
        "2^62 walkers, all batches together)");
  CHECK(told("walkers = 1000", "walkers = 10_000_000_000_000_000")
            .find("1e+17 walkers times 100 steps are too many") != std::string::npos);
  CHECK(told("y = \"reflecting\"", "y = { kind = \"reservoir\", concentration = 5, bath = \"fixed\" }") ==
        "");
  CHECK(
      told("y = \"reflecting\"", "y = { kind = \"reservoir\", concentration = 2e17 }")
          .find("2e+17 is out of range (a ghost site holds from 0 to 1e18 walkers, all batches together)") !=
      std::string::npos);
}
