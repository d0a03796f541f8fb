#include "laws/flux/flux_regression.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "laws/figure.hpp"
#include "sample/linear_algebra.hpp"

namespace fluxwalk {

namespace {

/// Added to the variance of a plane in a bin, in hops. With the inverse variance alone, the few walkers in
/// the tails would dominate the fit, and their noise is not normal.
constexpr double damping = 100;
constexpr double least_variance = 25;  ///< of a group: enough hops for the normal distribution

using Regressors = Eigen::Vector3d;

Regressors regressors(const WatchedPlanes::Plane& plane, double steps, double left, double right) {
  if (!plane.obeys_hop_law) return Regressors::Zero();
  return {steps, (left + right) / 2, left - right};
}

/// Net crossings that walkers on the two sides make on average.
double sent(const WatchedPlanes::Plane& plane, double steps, double left, double right) {
  return plane.up * left - plane.down * right + plane.entries * steps;
}

std::vector<double> widths_of(const RunView& view) {
  const Schedule& edges = view.measure.flux_edges;
  std::vector<double> widths;
  for (std::size_t k = 1; k < edges.size(); ++k)
    widths.push_back(static_cast<double>(edges[k] - edges[k - 1]));
  return widths;
}

}  // namespace

Foreknowledge::Foreknowledge(const RunView& view, int axis)
    : axis_(static_cast<std::size_t>(axis)), start_(view.start_layers(axis)), widths_(widths_of(view)) {}

Foreknowledge::Foreknowledge(const RunView& view, const AxisPath& path)
    : axis_(static_cast<std::size_t>(path.axis)),
      path_(&path),
      counts_exposure_(view.experiment.system.turnover.reproduction > 0),
      widths_(widths_of(view)) {}

double Foreknowledge::counted(const BatchTallies& sum, std::size_t bin, std::size_t layer) const {
  return layer == WatchedPlanes::outside ? 0.0 : static_cast<double>(sum.residence[axis_](bin, layer));
}

double Foreknowledge::residence(const BatchTallies& sum, std::size_t bin, std::size_t layer) const {
  if (layer == WatchedPlanes::outside) return 0.0;
  if (path_ != nullptr) return path_->residence[bin][layer];
  if (widths_[bin] == 1) return counted(sum, bin, layer);
  if (bin == 0) return start_[layer] * static_cast<double>(sum.started) * widths_[0];
  return counted(sum, bin - 1, layer) * widths_[bin] / widths_[bin - 1];
}

double Foreknowledge::exposure(const BatchTallies& sum, std::size_t bin, std::size_t layer) const {
  if (counts_exposure_ || layer == WatchedPlanes::outside) return counted(sum, bin, layer);
  return path_->residence[bin][layer];
}

double Foreknowledge::noise(const WatchedPlanes::Plane& plane, double left, double right,
                            double steps) const {
  if (is_exact()) return plane.up * left + plane.down * right + std::abs(plane.entries) * steps + damping;
  const double variance = plane.up * (1 - plane.up) * left + plane.down * (1 - plane.down) * right;
  return variance < 1 ? 0.0 : variance + damping;  // almost no walker was near
}

FluxRegression::FluxRegression(const RunView& view, int axis, WatchedPlanes planes, Foreknowledge known)
    : axis_(static_cast<std::size_t>(axis)),
      drift_(view.experiment.system.hop_law.drift(axis)),
      bond_diffusivity_(view.experiment.system.hop_law.bond_diffusivity(axis)),
      planes_(std::move(planes)),
      known_(std::move(known)),
      widths_(widths_of(view)) {}

FluxRegression::FluxRegression(const RunView& view, int axis)
    : FluxRegression(view, axis, WatchedPlanes::of_hop_law(view.experiment, axis),
                     Foreknowledge(view, axis)) {}

double FluxRegression::net(const BatchTallies& sum, std::size_t bin,
                           const WatchedPlanes::Plane& plane) const {
  return static_cast<double>(sum.net_crossings(axis_, bin, plane.column));
}

double FluxRegression::residence(const BatchTallies& sum, std::size_t bin, std::size_t layer) const {
  return layer == WatchedPlanes::outside ? 0.0 : static_cast<double>(sum.residence[axis_](bin, layer));
}

double FluxRegression::predicted(const BatchTallies& sum, std::size_t bin,
                                 const WatchedPlanes::Plane& plane) const {
  return sent(plane, widths_[bin], residence(sum, bin, plane.left), residence(sum, bin, plane.right));
}

double FluxRegression::variance(const BatchTallies& sum, std::size_t bin,
                                const WatchedPlanes::Plane& plane) const {
  return plane.up * (1 - plane.up) * known_.exposure(sum, bin, plane.left) +
         plane.down * (1 - plane.down) * known_.exposure(sum, bin, plane.right) +
         plane.entry_variance * widths_[bin];
}

double FluxRegression::covariance(const BatchTallies& sum, std::size_t bin,
                                  const WatchedPlanes::Coupling& planes) const {
  return planes.chance * known_.exposure(sum, bin, planes.layer);
}

FluxFit FluxRegression::fit(const BatchTallies& sum, const std::vector<FluxTerm>& terms) const {
  Eigen::Matrix3d normal = Eigen::Matrix3d::Zero(), spread = Eigen::Matrix3d::Zero();
  Regressors score = Regressors::Zero();
  std::vector<Regressors> weighted(planes_.list.size());
  for (std::size_t bin = 0; bin < widths_.size(); ++bin) {
    for (std::size_t i = 0; i < planes_.list.size(); ++i) {
      const WatchedPlanes::Plane& plane = planes_.list[i];
      const double left = known_.residence(sum, bin, plane.left),
                   right = known_.residence(sum, bin, plane.right);
      const double noise = known_.noise(plane, left, right, widths_[bin]);
      weighted[i].setZero();
      if (!(noise > 0)) continue;
      weighted[i] = regressors(plane, widths_[bin], left, right) / noise;
      normal += weighted[i] * regressors(plane, widths_[bin], residence(sum, bin, plane.left),
                                         residence(sum, bin, plane.right))
                                  .transpose();
      score += weighted[i] * net(sum, bin, plane);
      spread += variance(sum, bin, plane) * weighted[i] * weighted[i].transpose();
    }
    for (const WatchedPlanes::Coupling& coupling : planes_.couplings) {
      const Eigen::Matrix3d cross = weighted[coupling.below] * weighted[coupling.above].transpose();
      spread += covariance(sum, bin, coupling) * (cross + cross.transpose());
    }
  }

  Regressors given(0, drift_, bond_diffusivity_);
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
  // In units of their own errors the fit can separate the terms unless the matrix is singular (apart from
  // rounding).
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

FluxRegression::Factor FluxRegression::factor(const BatchTallies& sum) const {
  double design = 0, score = 0, spread = 0;
  std::vector<double> weighted(planes_.list.size());
  for (std::size_t bin = 0; bin < widths_.size(); ++bin) {
    for (std::size_t i = 0; i < planes_.list.size(); ++i) {
      const WatchedPlanes::Plane& plane = planes_.list[i];
      const double left = known_.residence(sum, bin, plane.left),
                   right = known_.residence(sum, bin, plane.right);
      const double noise = known_.noise(plane, left, right, widths_[bin]);
      weighted[i] = noise > 0 ? sent(plane, widths_[bin], left, right) / noise : 0.0;
      design += weighted[i] * predicted(sum, bin, plane);
      score += weighted[i] * net(sum, bin, plane);
      spread += variance(sum, bin, plane) * weighted[i] * weighted[i];
    }
    for (const WatchedPlanes::Coupling& coupling : planes_.couplings)
      spread += 2 * covariance(sum, bin, coupling) * weighted[coupling.below] * weighted[coupling.above];
  }
  if (design == 0) return {};
  return {score / design, std::sqrt(spread) / std::abs(design)};
}

double FluxRegression::signal(const BatchTallies& sum) const {
  double total = 0;
  for (std::size_t bin = 0; bin < widths_.size(); ++bin)
    for (const WatchedPlanes::Plane& plane : planes_.list) {
      const double left = known_.residence(sum, bin, plane.left),
                   right = known_.residence(sum, bin, plane.right);
      const double mean = sent(plane, widths_[bin], left, right);
      const double noise = known_.noise(plane, left, right, widths_[bin]);
      if (noise > 0) total += mean * mean / noise;
    }
  return total;
}

/// The group of each plane. If the noise is known beforehand each group has as many planes, and directions
/// with too few hops are left out afterwards. Else each group has about the same noise, and enough hops for
/// the normal distribution.
std::vector<Eigen::Index> FluxRegression::groups(const std::vector<double>& noise) const {
  constexpr std::size_t most_groups = 16;
  std::vector<Eigen::Index> member(noise.size(), 0);
  if (known_.is_exact()) {
    const std::vector<std::size_t> first = group_bins(noise.size(), most_groups);
    for (std::size_t g = 0; g + 1 < first.size(); ++g)
      for (std::size_t i = first[g]; i < first[g + 1]; ++i) member[i] = static_cast<Eigen::Index>(g);
    return member;
  }
  const double all_noise = std::accumulate(noise.begin(), noise.end(), 0.0);
  const double enough = std::max(least_variance, all_noise / static_cast<double>(most_groups));
  Eigen::Index complete = 0;
  double collected = 0;
  for (std::size_t i = 0; i < noise.size(); ++i) {
    member[i] = complete;
    collected += noise[i];
    if (!(collected >= enough * (1 - 1e-12))) continue;
    ++complete;
    collected = 0;
  }
  if (complete == 0) return {};
  for (Eigen::Index& group : member) group = std::min(group, complete - 1);  // the rest joins the last group
  return member;
}

FluxRegression::Residuals FluxRegression::residuals(const BatchTallies& sum) const {
  constexpr std::size_t time_groups = 16;
  const std::size_t num_planes = planes_.list.size();
  const std::vector<std::size_t> times = group_bins(widths_.size(), time_groups);
  Residuals total;
  for (std::size_t block = 0; block + 1 < times.size(); ++block) {
    std::vector<double> residual(num_planes, 0.0), noise(num_planes, 0.0), one_way(num_planes, 0.0);
    std::vector<double> shared(planes_.couplings.size(), 0.0);
    for (std::size_t bin = times[block]; bin < times[block + 1]; ++bin) {
      for (std::size_t i = 0; i < num_planes; ++i) {
        const WatchedPlanes::Plane& plane = planes_.list[i];
        residual[i] += net(sum, bin, plane) - predicted(sum, bin, plane);
        noise[i] += variance(sum, bin, plane);
        one_way[i] +=
            (plane.up * known_.exposure(sum, bin, plane.left) +
             plane.down * known_.exposure(sum, bin, plane.right) + std::abs(plane.entries) * widths_[bin]) /
            2;
      }
      for (std::size_t i = 0; i < shared.size(); ++i) shared[i] += covariance(sum, bin, planes_.couplings[i]);
    }
    const std::vector<Eigen::Index> member = groups(noise);
    if (member.empty()) continue;
    const Eigen::Index num_members = member.back() + 1;
    Eigen::VectorXd sums = Eigen::VectorXd::Zero(num_members), flux = sums;
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(num_members, num_members);
    for (std::size_t i = 0; i < num_planes; ++i) {
      sums(member[i]) += residual[i];
      flux(member[i]) += one_way[i];
      covariance(member[i], member[i]) += noise[i];
    }
    for (std::size_t i = 0; i < shared.size(); ++i) {
      const Eigen::Index below = member[planes_.couplings[i].below],
                         above = member[planes_.couplings[i].above];
      covariance(below, above) += shared[i];
      covariance(above, below) += shared[i];
    }
    // On a chain that never stays one combination of all its planes is certain; it is not a part of the
    // chi-square.
    const Eigen::VectorXd scale = known_.is_exact() ? Eigen::VectorXd::Ones(num_members).eval()
                                                    : covariance.diagonal().cwiseSqrt().cwiseInverse().eval();
    const SymmetricEigen eigen(scale.asDiagonal() * covariance * scale.asDiagonal());
    const double least =
        known_.is_exact() ? std::max(least_variance, 1e-9 * eigen.eigenvalues().maxCoeff()) : 1e-9;
    const Eigen::VectorXd turned = transposed_times(eigen.eigenvectors(), scale.cwiseProduct(sums)),
                          shift = transposed_times(eigen.eigenvectors(), scale.cwiseProduct(flux));
    for (Eigen::Index i = 0; i < num_members; ++i) {
      const double variance = eigen.eigenvalues()(i);
      if (variance < least) continue;
      total.chi_square += turned(i) * turned(i) / variance;
      total.dof += 1;
      total.one_way_information +=
          known_.is_exact() ? shift(i) * shift(i) / variance : flux(i) * flux(i) / covariance(i, i);
    }
  }
  return total;
}

double FluxRegression::one_way_flux(const BatchTallies& sum) const {
  double crossings = 0, steps = 0;
  for (std::size_t bin = 0; bin < widths_.size(); ++bin) {
    for (const WatchedPlanes::Plane& plane : planes_.list) {
      crossings +=
          (plane.up * residence(sum, bin, plane.left) + plane.down * residence(sum, bin, plane.right)) / 2;
      steps += widths_[bin];
    }
  }
  return steps > 0 ? crossings / steps : 0.0;
}

double FluxRegression::rms_flux(const BatchTallies& sum) const {
  double squares = 0, steps = 0;
  for (std::size_t bin = 0; bin < widths_.size(); ++bin) {
    for (const WatchedPlanes::Plane& plane : planes_.list) {
      const double flux = plane.up * known_.residence(sum, bin, plane.left) -
                          plane.down * known_.residence(sum, bin, plane.right);
      squares += flux * flux / widths_[bin];
      steps += widths_[bin];
    }
  }
  return steps > 0 ? std::sqrt(squares / steps) : 0.0;
}

}  // namespace fluxwalk
