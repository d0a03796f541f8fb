/// \file
/// Moving walkers one by one and splitting their numbers give one joint law: of all tallies, of their squares
/// and of their products one or two steps apart.

#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>

#include "kernels/kernel.hpp"
#include "narrow_experiment.hpp"

using namespace fluxwalk;

namespace {

using Samples = Eigen::MatrixXd;  // [batch][feature]

/// All counts of each batch, and which of them are the same quantity one step or two later.
struct Tallies {
  Samples counts;
  std::vector<std::pair<Eigen::Index, Eigen::Index>> later;
};

Tallies simulate(Experiment experiment, KernelKind kernel, std::int64_t batches) {
  experiment.sampling.kernel = kernel;
  const auto simulator = make_kernel(experiment);
  Tallies made;
  for (std::int64_t batch = 0; batch < batches; ++batch) {
    std::vector<double> all;
    BatchTallies tallies = simulator->simulate(batch);
    for_each_table(tallies, [&](const std::string& name, Counts& counts) {
      if (name == "displacement" || name == "displacement_product" || name == "first_passage") return;
      const auto first = static_cast<Eigen::Index>(all.size());
      all.insert(all.end(), counts.data().begin(), counts.data().end());
      if (batch > 0) return;
      const auto columns = static_cast<Eigen::Index>(counts.columns());
      for (const Eigen::Index lag : {columns, 2 * columns})
        for (Eigen::Index k = first; k + lag < static_cast<Eigen::Index>(all.size()); ++k)
          made.later.emplace_back(k, k + lag);
    });
    if (batch == 0) made.counts.resize(batches, static_cast<Eigen::Index>(all.size()));
    made.counts.row(batch) = Eigen::Map<Eigen::RowVectorXd>(all.data(), made.counts.cols());
  }
  return made;
}

/// p of equal means of all features at once: Hotelling's T^2 of two samples, as F. Directions in which
/// neither varies must be equal: else p = 0. Features that hardly ever vary are left out.
double p_of_equal_means(Samples left, Samples right) {
  const Eigen::RowVectorXd centre = (left.colwise().mean() + right.colwise().mean()) / 2;
  left.rowwise() -= centre;
  right.rowwise() -= centre;
  std::vector<Eigen::Index> kept;
  for (Eigen::Index k = 0; k < left.cols(); ++k) {
    const auto moves = [](const auto& column) { return (column.array().abs() > 0.5).count(); };
    if (moves(left.col(k)) + moves(right.col(k)) > 60) kept.push_back(k);
  }
  left = left(Eigen::all, kept).eval();
  right = right(Eigen::all, kept).eval();
  const Eigen::RowVectorXd mean_left = left.colwise().mean(), mean_right = right.colwise().mean();
  Samples both(left.rows() + right.rows(), left.cols());
  both << left.rowwise() - mean_left, right.rowwise() - mean_right;
  const Eigen::RowVectorXd scale =
      (both.colwise().squaredNorm() / static_cast<double>(both.rows())).cwiseSqrt().cwiseMax(1e-12);
  both.array().rowwise() /= scale.array();
  const Eigen::VectorXd difference = ((mean_left - mean_right).array() / scale.array()).matrix().transpose();
  const auto degrees = static_cast<double>(both.rows()) - 2;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> modes(both.transpose() * both / degrees);
  constexpr double nothing = 1e-9;
  double square = 0, rank = 0;
  for (Eigen::Index k = 0; k < difference.size(); ++k) {
    const double along = modes.eigenvectors().col(k).dot(difference), variance = modes.eigenvalues()(k);
    if (variance < nothing) {
      if (std::abs(along) > 1e-6) return 0;
      continue;
    }
    square += along * along / variance;
    ++rank;
  }
  square /= 1 / static_cast<double>(left.rows()) + 1 / static_cast<double>(right.rows());
  const boost::math::fisher_f law(rank, degrees + 1 - rank);
  CHECK(rank > 40);
  return cdf(complement(law, square * (degrees + 1 - rank) / (degrees * rank)));
}

struct Agreement {
  double means, squares, products;  // p
};

/// Of two kernels, or of two experiments.
Agreement compare(const Experiment& left, KernelKind left_kernel, const Experiment& right,
                  KernelKind right_kernel, std::int64_t batches) {
  const Tallies a = simulate(left, left_kernel, batches), b = simulate(right, right_kernel, batches);
  const Eigen::RowVectorXd centre = (a.counts.colwise().mean() + b.counts.colwise().mean()) / 2;
  const auto squares = [&](const Tallies& from) -> Samples {
    return (from.counts.rowwise() - centre).array().square();
  };
  const auto products = [&](const Tallies& from) {
    Samples made(from.counts.rows(), static_cast<Eigen::Index>(from.later.size()));
    Eigen::Index k = 0;
    for (const auto& [now, then] : from.later)
      made.col(k++) =
          (from.counts.col(now).array() - centre(now)) * (from.counts.col(then).array() - centre(then));
    return made;
  };
  return {p_of_equal_means(a.counts, b.counts), p_of_equal_means(squares(a), squares(b)),
          p_of_equal_means(products(a), products(b))};
}

/// Regions with a law of their own; slices split the walkers of some of them, and leave others.
Experiment patched() {
  Experiment made = narrow(false);
  made.system.medium.hop.assign(34, 1);
  made.system.medium.obstacles.assign(34, 0);
  for (std::size_t site = 0; site < 17; ++site) made.system.medium.hop[site] = 0.5;
  made.system.medium.obstacles[20] = made.system.medium.obstacles[5] = 1;
  return made;
}

constexpr double alpha = 1e-6;
constexpr std::int64_t batches = 8000;

void check_one_law(const Experiment& experiment) {
  const auto dealt = KernelKind::occupation,
             moved = experiment.system.is_plain() ? KernelKind::walkers : KernelKind::reference;
  const Agreement same = compare(experiment, dealt, experiment, moved, batches);
  MESSAGE("p of means, squares, products: " << same.means << ", " << same.squares << ", " << same.products);
  CHECK(same.means > alpha);
  CHECK(same.squares > alpha);
  CHECK(same.products > alpha);
  Experiment other = experiment;  // one direction too likely by 0.03
  other.system.hop_law.plus[0] += 0.03;
  other.system.hop_law.stay -= 0.03;
  CHECK(compare(other, dealt, experiment, moved, batches).means < alpha);
  other = experiment;  // the same means, another noise
  other.system.populations[0].is_poisson = true;
  const Agreement noisy = compare(other, dealt, experiment, moved, batches);
  CHECK(noisy.squares < alpha);
  CHECK(noisy.products < alpha);
}

}  // namespace

TEST_CASE("one law where few walkers a site are dealt by slices") {
  check_one_law(narrow(false));
}

TEST_CASE("one law where sites of several laws are dealt by slices, and others one by one") {
  check_one_law(patched());
}

TEST_CASE("one law where every site of a medium has a law of its own") {
  check_one_law(narrow(true));
}

TEST_CASE("both kernels reject every other attempt where acceptance is glauber and nothing else is given") {
  Experiment experiment = narrow(false);
  experiment.system.medium.acceptance = Acceptance::glauber;
  CHECK(compare(experiment, KernelKind::occupation, experiment, KernelKind::reference, 4000).means > alpha);
  Experiment halved = narrow(false);
  halved.system.medium.hop.assign(34, 0.5);
  halved.sampling.seed = 2;  // the same random numbers would give other results
  CHECK(compare(experiment, KernelKind::occupation, halved, KernelKind::occupation, 4000).means > alpha);
}
