#include "laws/flux/flux_regression.hpp"
#include "laws/laws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "judging/statistics.hpp"
#include "sample/linear_algebra.hpp"

namespace fluxwalk {

namespace {

/// Added to the variance of a bond in a bin, in hops: the inverse variance alone would leave the fit to the
/// rare walkers in the tails, whose noise is not normal.
constexpr double damping = 100;

using Regressors = Eigen::Vector3d;

Regressors regressors(double width, double left, double right) {
  return {width, (left + right) / 2, left - right};
}

}  // namespace

Bonds::Bonds(const Experiment& experiment, int axis) {
  const auto a = static_cast<std::size_t>(axis);
  const auto layers = static_cast<std::int32_t>(experiment.system.lattice.shape[a]);
  const auto& faces = experiment.system.faces[a];
  const bool is_ring = faces[low].wraps();
  const Ascending& planes = experiment.measure.planes[a];
  for (std::size_t column = 0; column < planes.size(); ++column) {
    const auto plane = static_cast<std::int32_t>(planes[column]);
    const bool is_face = plane == 0 || plane == layers;
    if (is_face && is_ring) {
      if (plane == layers && planes.front() == 0) continue;  // the same plane again
      list.push_back({column, plane, static_cast<std::size_t>(layers - 1), 0});
      continue;
    }
    if (is_face && !faces[plane == 0 ? low : high].is_sink()) continue;
    if (plane == 1 && faces[low].folds()) continue;
    if (plane == layers - 1 && faces[high].folds()) continue;
    list.push_back({column, plane, plane == 0 ? outside : static_cast<std::size_t>(plane - 1),
                    plane == layers ? outside : static_cast<std::size_t>(plane)});
  }
  std::vector<std::size_t> right_of(static_cast<std::size_t>(layers),
                                    list.size());  // the bond with this layer on its right
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].right != outside) right_of[list[i].right] = i;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::size_t other = list[i].left == outside ? list.size() : right_of[list[i].left];
    if (other < list.size()) couplings.push_back({other, i, list[i].left});
  }
}

FluxRegression::FluxRegression(const Sample& sample, int axis)
    : axis_(static_cast<std::size_t>(axis)),
      minus_(sample.experiment.system.hop_law.minus[axis_]),
      plus_(sample.experiment.system.hop_law.plus[axis_]),
      bonds_(sample.experiment, axis),
      start_(sample.start_layers(axis)) {
  const Schedule& edges = sample.measure.flux_edges;
  for (std::size_t k = 1; k < edges.size(); ++k)
    widths_.push_back(static_cast<double>(edges[k] - edges[k - 1]));
  if (widths_.empty() || sample.measure.planes[axis_].empty()) {
    why_not_ = "crossings were not counted along this axis";
  } else if (!sample.measure.has_residence) {
    why_not_ = "the residence in the layers was not counted: measure.flux.residence = true";
  } else if (bonds_.list.empty()) {
    why_not_ = "none of the watched planes lies between two ordinary layers";
  } else if (plus_ * (1 - plus_) + minus_ * (1 - minus_) <= 0) {
    why_not_ = "nothing is left to chance along this axis";
  } else if (sample.total.started <= 0) {
    why_not_ = "there are no walkers";
  }
}

double FluxRegression::net(const BatchTallies& sum, std::size_t bin, const Bonds::Bond& bond) const {
  return static_cast<double>(sum.net_crossings(axis_, bin, bond.column));
}

double FluxRegression::residence(const BatchTallies& sum, std::size_t bin, std::size_t layer) const {
  return layer == Bonds::outside ? 0.0 : static_cast<double>(sum.residence[axis_](bin, layer));
}

double FluxRegression::predicted(const BatchTallies& sum, std::size_t bin, std::size_t layer) const {
  if (layer == Bonds::outside) return 0.0;
  if (widths_[bin] == 1) return residence(sum, bin, layer);
  if (bin == 0) return start_[layer] * static_cast<double>(sum.started) * widths_[0];
  return residence(sum, bin - 1, layer) * widths_[bin] / widths_[bin - 1];
}

FluxFit FluxRegression::fit(const BatchTallies& sum, const std::vector<FluxTerm>& terms) const {
  Eigen::Matrix3d normal = Eigen::Matrix3d::Zero(), spread = Eigen::Matrix3d::Zero();
  Eigen::Vector3d score = Eigen::Vector3d::Zero();
  std::vector<Regressors> weighted(bonds_.list.size());
  for (std::size_t bin = 0; bin < widths_.size(); ++bin) {
    for (std::size_t i = 0; i < bonds_.list.size(); ++i) {
      const Bonds::Bond& bond = bonds_.list[i];
      const double left = predicted(sum, bin, bond.left), right = predicted(sum, bin, bond.right);
      const double expected_variance = variance(left, right);
      weighted[i].setZero();
      if (expected_variance < 1) continue;  // hardly anybody was near
      weighted[i] = regressors(widths_[bin], left, right) / (expected_variance + damping);
      const double true_left = residence(sum, bin, bond.left), true_right = residence(sum, bin, bond.right);
      normal += weighted[i] * regressors(widths_[bin], true_left, true_right).transpose();
      score += weighted[i] * net(sum, bin, bond);
      spread += variance(true_left, true_right) * weighted[i] * weighted[i].transpose();
    }
    for (const Bonds::Coupling& coupling : bonds_.couplings) {
      const Eigen::Matrix3d cross = weighted[coupling.first] * weighted[coupling.second].transpose();
      spread += plus_ * minus_ * residence(sum, bin, coupling.layer) * (cross + cross.transpose());
    }
  }

  Eigen::Vector3d given(0, plus_ - minus_, (plus_ + minus_) / 2);
  for (const FluxTerm term : terms) given(term) = 0;
  score -= normal * given;
  const auto num_terms = static_cast<Eigen::Index>(terms.size());
  Eigen::MatrixXd a(num_terms, num_terms), v(num_terms, num_terms);
  Eigen::VectorXd s(num_terms), scale(num_terms);
  for (Eigen::Index i = 0; i < num_terms; ++i) {
    const auto row = static_cast<Eigen::Index>(terms[static_cast<std::size_t>(i)]);
    s(i) = score(row);
    scale(i) = spread(row, row) > 0 ? 1 / std::sqrt(spread(row, row)) : 0.0;
    for (Eigen::Index j = 0; j < num_terms; ++j) {
      const auto column = static_cast<Eigen::Index>(terms[static_cast<std::size_t>(j)]);
      a(i, j) = normal(row, column);
      v(i, j) = spread(row, column);
    }
  }
  FluxFit result{Eigen::VectorXd::Constant(num_terms, not_a_number),
                 Eigen::MatrixXd::Constant(num_terms, num_terms, not_a_number), false};
  // In units of their own errors the terms can be told apart unless the matrix is singular to rounding.
  const Eigen::MatrixXd scaled = scale.asDiagonal() * a * scale.asDiagonal();
  if (!scaled.allFinite() || (scale.array() == 0).any()) return result;
  const Eigen::VectorXd singular = singular_values(scaled);
  if (!(singular(num_terms - 1) > 1e-9 * singular(0))) return result;
  const Eigen::MatrixXd inverted = scale.asDiagonal() * inverse(scaled) * scale.asDiagonal();
  result.value = times(inverted, s);
  result.covariance = propagated(inverted, v);
  result.is_determined = result.value.allFinite() && result.covariance.allFinite() &&
                         (result.covariance.diagonal().array() > 0).all();
  return result;
}

FluxRegression::Residuals FluxRegression::residuals(const BatchTallies& sum) const {
  constexpr std::size_t time_groups = 16, bond_groups = 16;
  constexpr double least_variance = 25;  // enough hops for the normal distribution
  const std::size_t num_bonds = bonds_.list.size();
  const std::size_t groups = std::min(time_groups, widths_.size());
  Residuals total;
  for (std::size_t g = 0; g < groups; ++g) {
    std::vector<double> residual(num_bonds, 0.0), noise(num_bonds, 0.0), one_way(num_bonds, 0.0);
    std::vector<double> shared(bonds_.couplings.size(), 0.0);
    for (std::size_t bin = g * widths_.size() / groups; bin < (g + 1) * widths_.size() / groups; ++bin) {
      for (std::size_t i = 0; i < num_bonds; ++i) {
        const Bonds::Bond& bond = bonds_.list[i];
        const double left = residence(sum, bin, bond.left), right = residence(sum, bin, bond.right);
        residual[i] += net(sum, bin, bond) - plus_ * left + minus_ * right;
        noise[i] += variance(left, right);
        one_way[i] += (plus_ * left + minus_ * right) / 2;
      }
      for (std::size_t i = 0; i < shared.size(); ++i) {
        shared[i] += plus_ * minus_ * residence(sum, bin, bonds_.couplings[i].layer);
      }
    }
    double all_noise = 0;
    for (const double part : noise) all_noise += part;
    const double enough = std::max(least_variance, all_noise / static_cast<double>(bond_groups));
    std::vector<Eigen::Index> member(num_bonds, 0);
    Eigen::Index num_members = 0;
    double collected = 0;
    for (std::size_t i = 0; i < num_bonds; ++i) {
      member[i] = num_members;
      collected += noise[i];
      if (collected >= enough * (1 - 1e-12)) {
        ++num_members;
        collected = 0;
      }
    }
    if (num_members == 0) continue;
    Eigen::VectorXd sums = Eigen::VectorXd::Zero(num_members), flux = sums;
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(num_members, num_members);
    for (std::size_t i = 0; i < num_bonds; ++i) {
      member[i] = std::min(member[i], num_members - 1);  // the rest joins the last group
      sums(member[i]) += residual[i];
      flux(member[i]) += one_way[i];
      covariance(member[i], member[i]) += noise[i];
    }
    for (std::size_t i = 0; i < shared.size(); ++i) {
      const Eigen::Index first = member[bonds_.couplings[i].first],
                         second = member[bonds_.couplings[i].second];
      covariance(first, second) += shared[i];
      covariance(second, first) += shared[i];
    }
    // A chain that never stays has one combination of all its planes that is certain; it is no part of the
    // chi-square.
    const Eigen::VectorXd scale = covariance.diagonal().cwiseSqrt().cwiseInverse();
    const SymmetricEigen eigen(scale.asDiagonal() * covariance * scale.asDiagonal());
    const Eigen::VectorXd turned = transposed_times(eigen.eigenvectors(), scale.cwiseProduct(sums));
    for (Eigen::Index i = 0; i < num_members; ++i) {
      if (eigen.eigenvalues()(i) < 1e-9) continue;
      total.chi_square += turned(i) * turned(i) / eigen.eigenvalues()(i);
      total.dof += 1;
      total.one_way_information += flux(i) * flux(i) / covariance(i, i);
    }
  }
  return total;
}

double FluxRegression::one_way_flux(const BatchTallies& sum) const {
  double crossings = 0, steps = 0;
  for (std::size_t bin = 0; bin < widths_.size(); ++bin) {
    for (const Bonds::Bond& bond : bonds_.list) {
      crossings += (plus_ * residence(sum, bin, bond.left) + minus_ * residence(sum, bin, bond.right)) / 2;
      steps += widths_[bin];
    }
  }
  return steps > 0 ? crossings / steps : 0.0;
}

double FluxRegression::rms_flux(const BatchTallies& sum) const {
  double squares = 0, steps = 0;
  for (std::size_t bin = 0; bin < widths_.size(); ++bin) {
    for (const Bonds::Bond& bond : bonds_.list) {
      const double flux = plus_ * predicted(sum, bin, bond.left) - minus_ * predicted(sum, bin, bond.right);
      squares += flux * flux / widths_[bin];
      steps += widths_[bin];
    }
  }
  return steps > 0 ? std::sqrt(squares / steps) : 0.0;
}

namespace {

constexpr double largest_error = 0.1;  ///< relative, of a slope that is shown

/// `error`: that of the slope, relative; not a number where there is no slope at all.
std::string why_no_slope(const Sample& sample, int axis, double error) {
  if (sample.starts_even(axis))
    return "the walkers start evenly along the axis and stay so: there is no gradient";
  if (!(error > 0)) return "no gradient was counted along the axis";
  constexpr double hopeless = 1000;  // times the error of a slope that is shown
  if (error > hopeless * largest_error)
    return "the concentration hardly varies along the axis: a gradient is needed to measure the slope of the "
           "flux";
  const double ratio =
      statistics::normal_resolution(error, sample.alpha) / sample.experiment.settings.analysis.tolerance;
  return fmt::format("too few walkers: the slope of the flux would have an error of {:.2g} %; {}",
                     100 * error, walkers_that_would_do(error, std::min(largest_error, error / ratio)));
}

}  // namespace

FluxEstimates flux_estimates(const Sample& sample, const FluxRegression& regression, int axis) {
  const std::string a = axis_name(axis);
  const HopLaw& law = sample.experiment.system.hop_law;
  const bool drifts = std::abs(law.drift(axis)) > 1e-12;
  Quality bond = diffusivity("bond_diffusivity_from_flux_" + a, "D_b," + a,
                             "slope of the flux against the gradient, over all planes and times");
  Quality dispersion = diffusivity("diffusivity_from_flux_" + a, "D_" + a + a,
                                   drifts ? "D_b - v²/2 from the slope of the flux and the fitted drift"
                                          : "flux against gradient, over all planes and times");
  Quality zero{"flux_intercept_" + a, "J_0," + a,
               "net crossings per plane and time where there is no gradient: intercept of the fit", 0, -1};
  Quality wind{"drift_from_flux_" + a, "v_" + a, "flux against concentration, over all planes and times", 1,
               -1};
  // The intercept counts walkers: it is scaled to all of them where a batch is left out.
  const auto intercept_scale = [&](FluxTerm term, const BatchTallies& sum) {
    return term == FluxTerm::intercept ? sample.walkers / static_cast<double>(sum.started) : 1.0;
  };
  FluxEstimates result;
  if (!regression.why_not().empty()) {
    result.bond_diffusivity = not_applicable(sample, bond, regression.why_not());
    result.diffusivity = not_applicable(sample, dispersion, regression.why_not());
    result.second = not_applicable(sample, drifts ? wind : zero, regression.why_not());
    result.third = not_applicable(sample, drifts ? zero : wind, regression.why_not());
    return result;
  }

  const std::vector<FluxTerm> pair = {drifts ? FluxTerm::drift : FluxTerm::intercept, FluxTerm::slope};
  const FluxFit main = regression.fit(sample.total, pair);
  const double expected_slope = law.bond_diffusivity(axis);
  const double slope_error = main.is_determined ? std::sqrt(main.covariance(1, 1)) : not_a_number;
  // The limit is far below the error at which to choose by what was measured would bias what is told.
  if (sample.starts_even(axis) || !(slope_error > 0 && slope_error < expected_slope * largest_error)) {
    const std::string why = why_no_slope(sample, axis, slope_error / expected_slope);
    result.bond_diffusivity = not_applicable(sample, bond, why);
    result.diffusivity = not_applicable(sample, dispersion, why);
    const FluxTerm alone = pair.front();
    const FluxFit mean = regression.fit(sample.total, {alone});
    if (!mean.is_determined) {
      result.second = not_applicable(sample, drifts ? wind : zero, why);
    } else {
      const Jackknife errors = jackknife(
          sample.results.batches, sample.total,
          [&](const BatchTallies& sum) {
            return std::vector<double>{regression.fit(sum, {alone}).value(0) * intercept_scale(alone, sum)};
          },
          Reads::layers_of(axis));
      result.second = measured(sample, drifts ? wind : zero, errors, 0, std::sqrt(mean.covariance(0, 0)),
                               drifts ? law.drift(axis) : 0.0);
    }
    result.third = not_applicable(sample, drifts ? zero : wind, why);
    return result;
  }

  const Jackknife errors = jackknife(
      sample.results.batches, sample.total,
      [&](const BatchTallies& sum) {
        const FluxFit part = regression.fit(sum, pair);
        const double v = drifts ? part.value(0) : 0.0;
        return std::vector<double>{part.value(0) * intercept_scale(pair.front(), sum), part.value(1),
                                   part.value(1) - v * v / 2};
      },
      Reads::layers_of(axis));
  const double v = drifts ? main.value(0) : 0.0;
  const double dispersion_variance =
      main.covariance(1, 1) - 2 * v * main.covariance(0, 1) + v * v * main.covariance(0, 0);
  result.bond_diffusivity = measured(sample, bond, errors, 1, slope_error, expected_slope);
  result.diffusivity =
      measured(sample, dispersion, errors, 2, std::sqrt(dispersion_variance), law.dispersion(axis, axis));
  result.second = measured(sample, drifts ? wind : zero, errors, 0, std::sqrt(main.covariance(0, 0)),
                           drifts ? law.drift(axis) : 0.0);

  const std::vector<FluxTerm> all = {FluxTerm::intercept, FluxTerm::drift, FluxTerm::slope};
  const FluxFit full = regression.fit(sample.total, all);
  const Eigen::Index other = drifts ? FluxTerm::intercept : FluxTerm::drift;
  if (!full.is_determined) {
    result.third =
        not_applicable(sample, drifts ? zero : wind, "the concentration is the same at every plane");
    return result;
  }
  const Jackknife full_errors = jackknife(
      sample.results.batches, sample.total,
      [&](const BatchTallies& sum) {
        return std::vector<double>{regression.fit(sum, all).value(other) *
                                   intercept_scale(static_cast<FluxTerm>(other), sum)};
      },
      Reads::layers_of(axis));
  result.third =
      measured(sample, drifts ? zero : wind, full_errors, 0, std::sqrt(full.covariance(other, other)), 0.0);
  return result;
}

}  // namespace fluxwalk
