/// \file
/// The figure of flux against its driving force.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "laws/figure.hpp"
#include "laws/flux/flux_law.hpp"
#include "laws/laws.hpp"
#include "laws/occupancy_laws.hpp"

namespace fluxwalk {

namespace {

/// A plane over some flux bins, and the driving force there per step, as known beforehand.
struct PlaneTime {
  std::size_t block, plane;
  double driving, steps;
};

/// Sums over the planes and times of a point.
struct Sums {
  double driving = 0, flux = 0, variance = 0, steps = 0;
};

class Points {
 public:
  Points(const RunView& view, const FluxRegression& regression, int axis, bool is_by_gradient)
      : view_(view),
        regression_(regression),
        times_(group_bins(regression.num_bins(), 64)),
        drift_(is_by_gradient ? view.experiment.system.hop_law.drift(axis) : 0.0),
        is_by_gradient_(is_by_gradient) {}

  /// Planes and times sorted by the driving force known beforehand. They must not be sorted by measured
  /// values: the concentrations of a bin contain a part of the noise of its crossings.
  std::vector<Sums> points() {
    gather();
    std::vector<Sums> points(num_points_);
    for (std::size_t block = 0; block + 1 < times_.size(); ++block)
      for (std::size_t bin = times_[block]; bin < times_[block + 1]; ++bin)
        add(bin, point_of_[block], points);
    std::erase_if(points, [](const Sums& point) { return !(point.steps > 0); });
    return points;
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  bool is_drawn(const WatchedPlanes::Plane& plane) const { return !is_by_gradient_ || plane.obeys_hop_law; }

  double driving(double left, double right, const WatchedPlanes::Plane& plane, double steps) const {
    return is_by_gradient_ ? right - left : plane.up * left - plane.down * right + plane.entries * steps;
  }

  void gather() {
    const std::vector<WatchedPlanes::Plane>& planes = regression_.planes().list;
    std::vector<PlaneTime> all;
    double share = 0, one_way = 0, all_steps = 0;
    for (std::size_t block = 0; block + 1 < times_.size(); ++block)
      for (std::size_t i = 0; i < planes.size(); ++i) {
        if (!is_drawn(planes[i])) continue;
        PlaneTime one{block, i, 0, 0};
        for (std::size_t bin = times_[block]; bin < times_[block + 1]; ++bin) {
          const double left = regression_.known().residence(view_.total, bin, planes[i].left),
                       right = regression_.known().residence(view_.total, bin, planes[i].right);
          one.driving += driving(left, right, planes[i], regression_.width(bin));
          one.steps += regression_.width(bin);
          one_way += left + right;
        }
        share += std::abs(one.driving);
        all_steps += one.steps;
        one.driving /= one.steps;
        all.push_back(one);
      }
    std::sort(all.begin(), all.end(),
              [](const PlaneTime& x, const PlaneTime& y) { return x.driving < y.driving; });
    constexpr double most_points = 40;
    const double even = 1e-6 * one_way / std::max(all_steps, 1.0);
    point_of_.assign(times_.size(), std::vector<std::size_t>(planes.size(), none));
    double passed = 0, first = 0;
    bool is_empty = true;
    for (const PlaneTime& one : all) {
      const bool is_like = is_empty || one.driving - first <= std::max(0.01 * std::abs(first), even);
      // Points with similar shares of Σ |driving|: the few steep places are drawn separately from the many
      // nearly flat ones.
      if (!is_like && passed >= share * static_cast<double>(num_points_) / most_points) {
        ++num_points_;
        is_empty = true;
      }
      if (is_empty) first = one.driving;
      is_empty = false;
      point_of_[one.block][one.plane] = num_points_ - 1;
      passed += std::abs(one.driving) * one.steps;
    }
  }

  void add(std::size_t bin, const std::vector<std::size_t>& point_of, std::vector<Sums>& points) const {
    const std::vector<WatchedPlanes::Plane>& planes = regression_.planes().list;
    const BatchTallies& total = view_.total;
    for (std::size_t i = 0; i < planes.size(); ++i) {
      if (point_of[i] == none) continue;
      Sums& point = points[point_of[i]];
      const double left = regression_.residence(total, bin, planes[i].left),
                   right = regression_.residence(total, bin, planes[i].right);
      point.driving += driving(left, right, planes[i], regression_.width(bin));
      point.flux += regression_.net(total, bin, planes[i]) - drift_ * (left + right) / 2;
      point.variance += regression_.variance(total, bin, planes[i]);
      point.steps += regression_.width(bin);
    }
    for (const WatchedPlanes::Coupling& coupling : regression_.planes().couplings)
      if (point_of[coupling.below] != none && point_of[coupling.below] == point_of[coupling.above])
        points[point_of[coupling.below]].variance += 2 * regression_.covariance(total, bin, coupling);
  }

  const RunView& view_;
  const FluxRegression& regression_;
  const std::vector<std::size_t> times_;  ///< first bin of each block
  const double drift_;                    ///< subtracted from the flux, with the concentration
  const bool is_by_gradient_;
  std::vector<std::vector<std::size_t>> point_of_;  ///< [block][plane]
  std::size_t num_points_ = 1;
};

/// Gradients beyond this are outliers (such as a point source in its first steps) that would squeeze all
/// other points together: three times the 80th percentile.
double farthest_drawn(const std::vector<Sums>& points) {
  std::vector<double> sizes;
  for (const Sums& point : points) sizes.push_back(std::abs(point.driving / point.steps));
  const auto place = sizes.begin() + static_cast<std::ptrdiff_t>(4 * (sizes.size() - 1) / 5);
  std::nth_element(sizes.begin(), place, sizes.end());
  return *place > 0 ? 3 * *place : *std::max_element(sizes.begin(), sizes.end());
}

/// Columns and labels of the figure, by the driving force that is drawn.
struct Axes {
  std::string title, column, column_words, x_label, x_unit, y_label;
  double to_x;
};

Axes axes_of(const RunView& view, int axis, const FluxWords& words) {
  const std::string& a = words.axis();
  const std::string flux_unit = view.scales.unit(1 - view.dimension, -1);
  if (!words.is_by_gradient())
    return {"Flux against what drives it, along " + a,
            "predicted",
            "flux predicted from the concentrations on both sides",
            with_unit("flux predicted from the concentrations", flux_unit),
            flux_unit,
            with_unit("flux J", flux_unit),
            flux_factor(view, axis)};
  const std::string unit = view.scales.unit(-view.dimension - 1, 0);
  return {"Flux against gradient along " + a,
          "gradient",
          "gradient of the concentration",
          with_unit("gradient ∂c/∂" + a, unit),
          unit,
          with_unit(words.drifts() ? "flux J - v c" : "flux J", flux_unit),
          view.scales.factor(-view.dimension - 1, 0) / view.area(axis)};
}

std::string caption_of(const FluxWords& words, const FluxLine& line, std::size_t left_out) {
  const bool is_fitted = !std::isnan(line.slope);
  std::string caption;
  if (words.is_by_gradient()) {
    const std::string d = words.drifts() ? "D_b" : "D";
    caption = "Each point gathers planes and times of similar gradient" +
              std::string(words.drifts() ? "; the flux of the drift, v c, is subtracted." : ".") +
              " Dashed line: slope -" + d + " with the " + d + " of the hop law" +
              (words.drifts() ? " (not the D of spreading)." : ".");
    if (is_fitted) caption += " Solid line: fitted to all planes and times; its slope is -" + d + ".";
  } else {
    caption =
        "Each point gathers planes and times of similar exact mean flux: the measured net flux, against "
        "the flux predicted from the walkers counted on the two sides, " +
        words.formula() + ". Dashed line: the two are equal.";
    if (is_fitted) caption += " Solid line: fitted to all planes and times.";
  }
  if (!is_fitted && !line.why_not.empty()) caption += " No line is fitted: " + line.why_not + ".";
  if (left_out > 0)
    caption += fmt::format(" {} point(s) at far steeper gradients are not drawn{}.", left_out,
                           is_fitted ? ", but take part in the fit" : "");
  return caption;
}

}  // namespace

void flux_figure(const RunView& view, Findings& findings, const FluxRegression& regression, int axis,
                 const FluxWords& words, const FluxLine& line) {
  std::vector<Sums> points = Points(view, regression, axis, words.is_by_gradient()).points();
  if (points.empty()) return;
  const double farthest = farthest_drawn(points);
  const auto left_out = std::erase_if(
      points, [&](const Sums& point) { return std::abs(point.driving / point.steps) > farthest; });
  const Axes axes = axes_of(view, axis, words);
  const double to_flux = flux_factor(view, axis), sign = words.is_by_gradient() ? -1 : 1;
  const double law = words.is_by_gradient() ? -view.experiment.system.hop_law.bond_diffusivity(axis) : 1.0;
  std::vector<double> driving, flux, sigma, fitted, expected, residual;
  for (const Sums& point : points) {
    const double x = point.driving / point.steps, y = point.flux / point.steps,
                 error = std::sqrt(std::max(point.variance, 0.0)) / point.steps;
    driving.push_back(x * axes.to_x);
    flux.push_back(y * to_flux);
    sigma.push_back(error * to_flux);
    fitted.push_back((line.offset + sign * line.slope * x) * to_flux);
    expected.push_back(law * x * to_flux);
    residual.push_back(error > 0 ? (y - law * x) / error : not_a_number);
  }
  const std::string flux_unit = view.scales.unit(1 - view.dimension, -1);
  Figure figure;
  figure.id = "flux_vs_driving_" + words.axis();
  figure.title = axes.title;
  figure.caption = caption_of(words, line, left_out);
  figure.x_label = axes.x_label;
  figure.y_label = axes.y_label;
  figure.residual_label = "deviation / σ";
  figure.data.name = figure.id;
  figure.data.long_name = "flux against what drives it along " + words.axis();
  figure.data.add(axes.column, axes.x_unit, axes.column_words, driving)
      .add("flux", flux_unit, "net flux, crossings an area and time", flux)
      .add("sigma", flux_unit, "exact standard deviation of the flux, given the concentrations", sigma)
      .add("fitted", flux_unit, "fitted line", fitted)
      .add("expected", flux_unit, "the law's line", expected)
      .add("residual", "1", "standardised deviation from the law", residual);
  figure.series = {{"measured", axes.column, "flux", "sigma", Mark::points, false, 0},
                   {"law", axes.column, "expected", "", Mark::dashed_line, false, 1},
                   {"fit", axes.column, "fitted", "", Mark::line, false, 0},
                   {"residual", axes.column, "residual", "", Mark::points, true, 1}};
  findings.add(figure);
}

}  // namespace fluxwalk
