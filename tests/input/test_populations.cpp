#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "fluxwalk/read_experiment.hpp"
#include "input/sample.hpp"
#include "input/weights.hpp"

using namespace fluxwalk;
using Weights = std::vector<std::uint64_t>;

namespace {

/// The first population of the sample, given these keys instead of its point.
Population population(const std::string& keys) {
  return parse_experiment(
             sample::with("kind = \"point\"\nwalkers = 1000\nat = [10, 5]", "walkers = 1000\n" + keys),
             "f.toml")
      .system.populations.front();
}

constexpr std::uint64_t full = std::uint64_t{1} << 40;

}  // namespace

TEST_CASE("boxes and uniform populations have equal weights") {
  const Population box = population("kind = \"box\"\nfrom = [3, 9]\nto = [5, 9]");
  CHECK(box.along[0].first == 3);
  CHECK(box.along[0].weights == Weights(3, 1));
  CHECK(box.along[1].first == 9);
  CHECK(box.along[1].weights == Weights{1});
  const Population uniform = population("kind = \"uniform\"");
  CHECK(uniform.along[0].weights == Weights(20, 1));
  CHECK(uniform.along[1].weights == Weights(10, 1));
}

TEST_CASE("a Gaussian is rounded to multiples of 2^-40 of its peak") {
  const Population gaussian = population("kind = \"gaussian\"\ncenter = [10, \"4.5 nm\"]\nwidth = [1, 2.5]");
  const LayerWeights& x = gaussian.along[0];
  REQUIRE(x.first == 3);  // 7 widths off it is 25 of 2^40, 8 widths off 0.01
  CHECK(x.weights.size() == 15);
  CHECK(x.weights[7] == full);
  CHECK(x.weights[8] == 666887512957);  // 2^40 exp(-1/2) = 666887512956.69
  CHECK(x.weights[6] == x.weights[8]);
  CHECK(x.weights.front() == 25);  // 2^40 exp(-49/2) = 25.17...
  const LayerWeights& y = gaussian.along[1];
  CHECK(y.first == 0);
  CHECK(y.weights.size() == 10);
  CHECK(y.weights.front() == y.weights.back());
  CHECK(y.weights[4] == static_cast<std::uint64_t>(std::llround(0x1p40 * std::exp(-0.02))));
}

TEST_CASE("a profile is scaled to 2^40") {
  const Population profile =
      population("kind = \"profile\"\naxis = \"y\"\nweights = [0, 1, 2, 3, 6.0, 0.25, 1e-30, 0, 0, 6]");
  CHECK(profile.along[1].first == 0);
  CHECK(profile.along[1].weights ==
        Weights{0, (full + 3) / 6, (full + 1) / 3, full / 2, full, (full + 12) / 24, 0, 0, 0, full});
  CHECK(profile.along[0].weights == Weights(20, 1));
}

TEST_CASE("sums of weights stay below 2^63 on the longest axis") {
  CHECK(input::largest_weight(1) == 0x1p40);
  CHECK(input::largest_weight(1 << 22) == 0x1p40);
  CHECK(input::largest_weight((1 << 22) + 1) == 0x1p39);
  CHECK(input::largest_weight(1 << 30) == 0x1p32);
  const LayerWeights wide = input::gaussian_weights(1 << 23, 4e6, 1e9);
  const double sum = std::accumulate(wide.weights.begin(), wide.weights.end(), 0.0);
  CHECK(sum < 0x1p62);
  CHECK(sum > 0x1p61);
}

TEST_CASE("one walker in one batch is an experiment, and so is less than one a batch on average") {
  std::string text = sample::with("walkers = 1000", "walkers = 1");
  CHECK(sample::complaints_about(text.replace(text.find("batches = 10"), 12, "batches = 1")) == "");
  CHECK(sample::complaints_about(sample::with("walkers = 1000", "walkers = 1\nnumber = \"poisson\"")) == "");
}
