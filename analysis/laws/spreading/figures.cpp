/// \file
/// <r²> and D as functions of time.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "laws/figure.hpp"
#include "laws/laws.hpp"
#include "laws/spreading/displacement.hpp"

namespace fluxwalk {

namespace {

/// One number at each of the times shown, for each axis.
struct Curves {
  std::vector<double> time;                                        ///< in units of the experiment
  std::vector<std::vector<double>> value, error, exact, residual;  ///< [axis][time]
};

Figure figure_of(const RunView& view, const Curves& curves, std::string id, std::string title,
                 const std::string& symbol, const std::string& name, const std::string& unit) {
  Figure figure;
  figure.id = std::move(id);
  figure.title = std::move(title);
  figure.x_label = time_label(view);
  figure.residual_label = "deviation / σ";
  figure.y_label = with_unit(symbol, unit);
  figure.data.name = figure.id;
  figure.data.long_name = name + " against time";
  figure.data.add("time", view.scales.unit(0, 1), "time", curves.time);
  for (int axis = 0; axis < view.dimension; ++axis) {
    const auto a = static_cast<std::size_t>(axis);
    const std::string x = axis_name(axis), along = name + " along " + x;
    figure.data.add("value_" + x, unit, along, curves.value[a])
        .add("error_" + x, unit, along + ", standard deviation", curves.error[a])
        .add("exact_" + x, unit, along + ", exact", curves.exact[a])
        .add("residual_" + x, "1", along + ", standardised residual", curves.residual[a]);
    figure.series.push_back(
        {x + ", measured", "time", "value_" + x, "error_" + x, Mark::points, false, axis});
    if (std::isnan(curves.exact[a].back())) continue;
    figure.series.push_back({x + ", exact", "time", "exact_" + x, "", Mark::line, false, axis});
    figure.series.push_back({x, "time", "residual_" + x, "", Mark::points, true, axis});
  }
  return figure;
}

/// Value, error and exact value of one row and axis, in lattice units.
struct Point {
  double value, error, exact;
};

template <class PointAt>
Curves curves_of(const RunView& view, double factor, PointAt point_at) {
  Curves curves;
  curves.value.resize(static_cast<std::size_t>(view.dimension));
  curves.error = curves.exact = curves.residual = curves.value;
  for (const std::size_t row : spread_out(view.measure.moment_times.size(), 200)) {
    const std::int64_t t = view.measure.moment_times[row];
    if (t < 1) continue;  // no walker has moved
    curves.time.push_back(static_cast<double>(t) * view.scales.time);
    for (int axis = 0; axis < view.dimension; ++axis) {
      const auto a = static_cast<std::size_t>(axis);
      const Point point = point_at(row, axis);
      curves.value[a].push_back(point.value * factor);
      curves.error[a].push_back(point.error * factor);
      curves.exact[a].push_back(point.exact * factor);
      curves.residual[a].push_back(point.error > 1e-12 * std::abs(point.value)
                                       ? (point.value - point.exact) / point.error
                                       : not_a_number);
    }
  }
  return curves;
}

}  // namespace

void displacement_figures(const Run& run, Findings& findings, const ExactMoments* exact) {
  const RunView& view = run.view;
  const int d = view.dimension;
  const double walkers = view.walkers;
  const bool is_closed = view.experiment.system.is_closed();
  const bool has_errors = exact != nullptr && exact->has_errors();
  if (view.measure.moment_times.back() < 1 || walkers < 1) return;
  const auto mean = [&](std::size_t row, const Powers& powers) {
    return exact != nullptr ? exact->mean(row, powers) : not_a_number;
  };
  const Curves squares = curves_of(view, view.scales.factor(2, 0), [&](std::size_t row, int axis) {
    const auto square = [&](const BatchTallies& sum) { return sum_of(sum, d, row, axis, axis); };
    const double error =
        has_errors ? std::sqrt(std::max(0.0, exact->covariance(row, power(axis, 2), power(axis, 2))))
                   : error_of_sum(run.view.results.batches, square);
    return Point{square(view.total) / walkers, error / walkers, mean(row, power(axis, 2)) / walkers};
  });
  const char* error_words =
      has_errors ? "Errors are exact standard deviations" : "Errors come from the scatter of the batches";
  Figure msd = figure_of(view, squares, "msd", "Mean squared displacement", "<r_a²>",
                         "mean squared displacement", view.scales.unit(2, 0));
  msd.caption = fmt::format(
      "The mean of r_a² along each axis a, unwrapped over periodic faces{}. {}; neighbouring times "
      "are the same walkers and move together.",
      is_closed ? "" : "; walkers that have left the box count as 0", error_words);
  findings.add(std::move(msd));
  if (!is_closed || walkers < 2) return;

  const Curves diffusion = curves_of(view, view.scales.factor(2, -1), [&](std::size_t row, int axis) {
    const double time = 2 * static_cast<double>(view.measure.moment_times[row]);
    const auto variance = [&](double square, double sum) {
      return (square / walkers - sum / walkers * (sum / walkers)) / time;
    };
    const auto square = [&](const BatchTallies& sum) { return sum_of(sum, d, row, axis, axis); };
    const auto moved = [&](const BatchTallies& sum) { return sum_of(sum, row, axis); };
    // the variance to first order in the deviations of the sums
    const double slope = -2 * moved(view.total) / walkers;
    double error = error_of_sum(run.view.results.batches, [&](const BatchTallies& sum) {
      return square(sum) + slope * moved(sum) -
             static_cast<double>(sum.started) / walkers * (square(view.total) + slope * moved(view.total));
    });
    if (has_errors) {
      const Powers one = power(axis), two = power(axis, 2);
      const double exact_slope = -2 * mean(row, one) / walkers;
      error = std::sqrt(std::max(0.0, exact->covariance(row, two, two) +
                                          2 * exact_slope * exact->covariance(row, one, two) +
                                          exact_slope * exact_slope * exact->covariance(row, one, one)));
    }
    return Point{variance(square(view.total), moved(view.total)), error / walkers / time,
                 variance(mean(row, power(axis, 2)), mean(row, power(axis)))};
  });
  Figure figure = figure_of(view, diffusion, "diffusion", "D(t)", "D(t)",
                            "half the variance of the displacement over time", view.scales.unit(2, -1));
  figure.caption = fmt::format(
      "Half the variance of the displacement along each axis, over time. It begins with the D of single hops "
      "and "
      "changes where walkers come to feel the medium; where it levels off, that is the D of the medium "
      "(between walls it falls to zero). {}; neighbouring times are the same walkers and move together.",
      error_words);
  findings.add(std::move(figure));
}

}  // namespace fluxwalk
