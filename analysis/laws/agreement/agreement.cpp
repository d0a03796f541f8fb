#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "judging/check.hpp"
#include "judging/statistics.hpp"
#include "laws/findings.hpp"
#include "laws/laws.hpp"
#include "sample/linear_algebra.hpp"

namespace fluxwalk {

namespace {

Eigen::VectorXd column_of(const Measured& method) {
  return Eigen::Map<const Eigen::VectorXd>(method.pseudo_values.data(),
                                           static_cast<Eigen::Index>(method.pseudo_values.size()));
}

/// The method's place in the joint test: it must have batch errors, and must not be exact.
bool takes_part(const Measured& method) {
  const Estimate& estimate = method.estimate;
  return estimate.has_value() && !method.pseudo_values.empty() && column_of(method).allFinite() &&
         estimate.standard_error > 1e-6 * estimate.error() &&
         std::abs(estimate.error()) > 1e-8 * std::abs(estimate.expected);
}

/// Methods that are not (apart from rounding) combinations of earlier ones.
std::vector<const Measured*> independent(const std::vector<const Measured*>& methods) {
  std::vector<const Measured*> chosen;
  Eigen::MatrixXd basis;
  for (const Measured* method : methods) {
    Eigen::VectorXd rest = column_of(*method);
    rest.array() -= rest.mean();
    const double length = rest.norm();
    if (basis.cols() > 0) rest -= basis * (basis.transpose() * rest);
    if (rest.norm() < 1e-4 * length) continue;
    basis.conservativeResize(rest.size(), basis.cols() + 1);
    basis.col(basis.cols() - 1) = rest / rest.norm();
    chosen.push_back(method);
  }
  return chosen;
}

void joint_test(const RunView& view, Findings& findings, int axis) {
  std::vector<const Measured*> methods;
  for (const Measured& method : findings.diffusivities[axis]) {
    if (takes_part(method)) methods.push_back(&method);
  }
  constexpr std::int64_t least_walkers = 100;  // in a batch, for its estimates to be near to normal
  const bool is_thin = std::any_of(view.results.batches.begin(), view.results.batches.end(),
                                   [](const BatchTallies& batch) { return batch.started < least_walkers; });
  if (methods.size() < 2) return;
  const std::string a = axis_name(axis);
  const auto statement_of = [&](std::size_t number) {
    return fmt::format("D_{0}{0} by {1} method{2} on the same walkers", a, number, number == 1 ? "" : "s");
  };
  const auto skip = [&](const char* why) {
    findings.skip({"diffusivities_agree_" + a, "One D by all methods", statement_of(methods.size()), ""},
                  why);
  };
  if (is_thin) return skip("fewer than 100 walkers in a batch: its estimates are not near to normal");
  const auto batches = static_cast<double>(view.results.batches.size());
  methods = independent(methods);
  const auto m = static_cast<double>(methods.size());
  if (methods.size() < 2) return skip("the methods are one and the same here");
  if (batches < 2 * m + 2) return skip("too few batches for the covariance of this many methods");
  const auto n = static_cast<Eigen::Index>(methods.size());
  Eigen::MatrixXd pseudo(static_cast<Eigen::Index>(batches), n);
  Eigen::VectorXd difference(n), whole(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Measured& method = *methods[static_cast<std::size_t>(i)];
    const double error = method.estimate.standard_error;
    pseudo.col(i) = column_of(method) / error;
    difference(i) = (method.estimate.value - method.estimate.expected) / error;
    whole(i) = method.estimate.expected / error;
  }
  const Eigen::MatrixXd covariance = covariance_of_mean(pseudo);
  const double t_square = difference.dot(solve(covariance, difference));
  const double information = whole.dot(solve(covariance, whole));
  const double to_f = (batches - m) / (m * (batches - 1));

  Verdict verdict =
      goodness_of_fit(view,
                      {"diffusivities_agree_" + a, "One D by all methods", statement_of(methods.size()),
                       "Every method must find the D of the hop law. The methods read the same "
                       "walkers, so their errors are correlated: the covariance comes from the "
                       "batches (Hotelling's T²)."},
                      t_square, m, information);
  verdict.statistic = Statistic::f;
  verdict.statistic_value = t_square * to_f;
  verdict.degrees_of_freedom = m;
  verdict.denominator_degrees_of_freedom = batches - m;
  verdict.p_value = statistics::fisher_p(verdict.statistic_value, m, batches - m);
  verdict.resolution = std::sqrt(statistics::fisher_noncentrality(m, batches - m, view.alpha) / information);
  verdict.explanation +=
      fmt::format(" T² = {:.4g} for m = {:.0f} methods and B = {:.0f} batches; F = T² (B - m)/(m (B - 1)).",
                  t_square, m, batches);
  findings.add(verdict);
}

void diffusivities_figure(const RunView& view, Findings& findings) {
  Figure figure;
  std::vector<double> number, value, error, expected;
  double lowest = 0, highest = 0;
  for (int axis = 0; axis < view.dimension; ++axis) {
    for (const Measured& method : findings.diffusivities[axis]) {
      const Estimate& estimate = method.estimate;
      if (!estimate.has_value()) continue;
      number.push_back(static_cast<double>(number.size()) + 1);
      value.push_back(estimate.value);
      error.push_back(estimate.error());
      expected.push_back(estimate.expected);
      std::string label = estimate.name.substr(std::string("diffusivity_from_").size());
      std::replace(label.begin(), label.end(), '_', ' ');
      figure.categories.push_back(label);
      lowest = number.size() == 1 ? estimate.expected : std::min(lowest, estimate.expected);
      highest = number.size() == 1 ? estimate.expected : std::max(highest, estimate.expected);
    }
  }
  if (number.empty()) return;
  const std::string unit = view.scales.unit(2, -1);
  figure.id = "diffusivities";
  figure.title = "D by all methods";
  figure.caption =
      "D by different methods on the same walkers, each with an error bar of one standard deviation: the "
      "errors are correlated.";
  figure.x_label = "method and axis";
  figure.y_label = unit == "1" ? "D (ℓ²/τ)" : "D (" + unit + ")";
  figure.is_categorical = true;
  figure.data.name = "diffusivities";
  figure.data.long_name = "diffusion coefficient by method";
  figure.data.add("number", "1", "number of the method", number)
      .add("method", "method and axis", figure.categories)
      .add("diffusivity", unit, "diffusion coefficient", value)
      .add("sigma", unit, "standard deviation", error)
      .add("expected", unit, "the hop law's", expected);
  figure.series = {{"measured", "number", "diffusivity", "sigma", Mark::points, false, 0}};
  if (highest - lowest <= 1e-12 * highest) {
    figure.reference = highest;
    figure.reference_label = "hop law";
    figure.caption += " Dashed line: the D of the hop law, an input.";
  } else {
    figure.series.push_back({"hop law", "number", "expected", "", Mark::steps, false, 1});
    figure.caption += " Short strokes: the D of the hop law along that axis, an input.";
  }
  findings.add(figure);
}

}  // namespace

Applies agreement_applies(const Experiment& experiment) {
  // There is no one D to agree on.
  if (const char* why = why_no_single_walk(experiment); why != nullptr) return not_here(why);
  const Measurements& measure = experiment.measure;
  const auto is_later = [](const Schedule& times) { return !times.empty() && times.back() > 0; };
  const bool has_second = is_later(measure.moment_times) ||
                          (has_profiles(experiment) && measure.profile_times.size() > 1) ||
                          (watches_planes(experiment) && measure.has_residence) ||
                          !measure.first_passage_targets.empty() || !experiment.system.is_closed();
  if (!has_second) return lacks("add [measure.moments], or [measure.flux] with residence = true");
  constexpr std::int64_t fewest_batches = 6;  // for two methods: joint_test
  return unless(experiment.sampling.num_batches < fewest_batches
                    ? "too few batches for the covariance of two methods"
                    : nullptr);
}

void agreement(const Run& run, Findings& findings) {
  const RunView& view = run.view;
  for (int axis = 0; axis < view.dimension; ++axis) joint_test(view, findings, axis);
  diffusivities_figure(view, findings);
}

}  // namespace fluxwalk
