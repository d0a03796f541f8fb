/// \file
/// D of a medium, read off the displacements: at late times, and as a function of time.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "laws/figure.hpp"
#include "laws/laws.hpp"
#include "laws/spreading/moments_in_medium.hpp"

namespace fluxwalk {

namespace {

using Powers = FieldMoments::Powers;

double covariance_of(double walkers, double products, double first_a, double first_b) {
  return products / walkers - first_a / walkers * (first_b / walkers);
}

/// The moment times between which the late growth is measured: the last, and the last one up to half of it
/// (row -1: the start, where nobody has moved).
struct Late {
  std::ptrdiff_t begin_row = -1, end_row = 0;
  double begin = 0, end = 0;
};

Late late_times(const Schedule& times) {
  Late late;
  late.end_row = static_cast<std::ptrdiff_t>(times.size()) - 1;
  late.end = static_cast<double>(times.back());
  for (std::size_t k = 0; k < times.size(); ++k) {
    if (times[k] > times.back() / 2) break;
    late.begin_row = static_cast<std::ptrdiff_t>(k);
    late.begin = static_cast<double>(times[k]);
  }
  return late;
}

/// Why the displacement along these axes does not tell D; empty if it does.
std::string why_no_late_d(const Sample& sample, int a, int b) {
  if (!sample.experiment.system.is_closed()) return "walkers leave the box: those that stay are a selection";
  if (!sample.is_ring(a) || !sample.is_ring(b))
    return "walls along the axis: the displacement cannot grow for ever";
  if (sample.walkers < 2) return "it takes two walkers to have a variance";
  if (sample.measure.moment_times.back() < 1) return "displacements were measured at the start only";
  return "";
}

void late_diffusivity(const Sample& sample, Findings& findings, const ExactDisplacements& exact, int a,
                      int b) {
  const Late late = late_times(sample.measure.moment_times);
  const int d = sample.dimension;
  const std::string pair = axis_name(a) + axis_name(b);
  Quality quality =
      diffusivity("diffusivity_from_msd_" + (a == b ? axis_name(a) : pair), "D_" + pair,
                  fmt::format("half the growth of the {} from step {:.0f} to step {:.0f}, per step",
                              a == b ? "variance of the displacement" : "covariance of the displacements",
                              late.begin, late.end));
  if (const std::string why = why_no_late_d(sample, a, b); !why.empty())
    return findings.add(not_applicable(sample, std::move(quality), why).estimate);
  const auto d_of = [&](auto s, auto r, double walkers) {
    const auto at = [&](std::ptrdiff_t row) { return covariance_of(walkers, s(row), r(row, a), r(row, b)); };
    return (at(late.end_row) - at(late.begin_row)) / (2 * (late.end - late.begin));
  };
  const auto estimator = [&](const BatchTallies& sum) -> std::vector<double> {
    const auto walkers = static_cast<double>(sum.started);
    if (walkers < 2) return {not_a_number};
    return {walkers / (walkers - 1) *
            d_of([&](std::ptrdiff_t row) { return second(sum, d, row, a, b); },
                 [&](std::ptrdiff_t row, int axis) { return first(sum, row, axis); }, walkers)};
  };
  const double expected =
      !exact.moments
          ? not_a_number
          : d_of(
                [&](std::ptrdiff_t row) {
                  return row < 0 ? 0.0 : exact.moments->mean(static_cast<std::size_t>(row), product(a, b));
                },
                [&](std::ptrdiff_t row, int axis) {
                  return row < 0 ? 0.0 : exact.moments->mean(static_cast<std::size_t>(row), power(axis));
                },
                sample.walkers);
  findings.add(measured(sample, std::move(quality),
                        jackknife(sample.results.batches, sample.total, estimator, Reads::no_layers()), 0,
                        not_a_number, without_rounding(expected, 1))
                   .estimate);
}

void late_drift(const Sample& sample, Findings& findings, const ExactDisplacements& exact, int axis) {
  const Late late = late_times(sample.measure.moment_times);
  Quality quality{"drift_from_displacement_" + axis_name(axis), "v_" + axis_name(axis),
                  fmt::format("growth of the mean displacement from step {:.0f} to step {:.0f}, per step",
                              late.begin, late.end),
                  1, -1};
  if (const std::string why = why_no_late_d(sample, axis, axis); !why.empty())
    return findings.add(not_applicable(sample, std::move(quality), why).estimate);
  const auto estimator = [&](const BatchTallies& sum) -> std::vector<double> {
    if (sum.started < 1) return {not_a_number};
    return {(first(sum, late.end_row, axis) - first(sum, late.begin_row, axis)) /
            (static_cast<double>(sum.started) * (late.end - late.begin))};
  };
  double expected = not_a_number;
  if (exact.moments) {
    expected = exact.moments->mean(static_cast<std::size_t>(late.end_row), power(axis));
    if (late.begin_row >= 0)
      expected -= exact.moments->mean(static_cast<std::size_t>(late.begin_row), power(axis));
    expected /= sample.walkers * (late.end - late.begin);
  }
  findings.add(measured(sample, std::move(quality),
                        jackknife(sample.results.batches, sample.total, estimator, Reads::no_layers()), 0,
                        not_a_number, without_rounding(expected, 1))
                   .estimate);
}

/// One number at each of the times shown, for each axis.
struct Curves {
  std::vector<double> time;                                        ///< in units of the experiment
  std::vector<std::vector<double>> value, error, exact, residual;  ///< [axis][time]
};

Figure figure_of(const Sample& sample, const Curves& curves, std::string id, std::string title,
                 const std::string& symbol, const std::string& name, const std::string& unit) {
  Figure figure;
  figure.id = std::move(id);
  figure.title = std::move(title);
  figure.x_label = time_label(sample);
  figure.residual_label = "deviation / σ";
  figure.y_label = with_unit(symbol, unit);
  figure.data.name = figure.id;
  figure.data.long_name = name + " against time";
  figure.data.add("time", sample.scales.unit(0, 1), "time", curves.time);
  for (int axis = 0; axis < sample.dimension; ++axis) {
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
Curves curves_of(const Sample& sample, double factor, PointAt point_at) {
  Curves curves;
  curves.value.resize(static_cast<std::size_t>(sample.dimension));
  curves.error = curves.exact = curves.residual = curves.value;
  for (const std::size_t row : spread_out(sample.measure.moment_times.size(), 200)) {
    const std::int64_t t = sample.measure.moment_times[row];
    if (t < 1) continue;  // nobody has moved
    curves.time.push_back(static_cast<double>(t) * sample.scales.time);
    for (int axis = 0; axis < sample.dimension; ++axis) {
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

void late_diffusion(const Sample& sample, Findings& findings, const ExactDisplacements& exact) {
  for (int a = 0; a < sample.dimension; ++a) {
    late_drift(sample, findings, exact, a);
    for (int b = a; b < sample.dimension; ++b) late_diffusivity(sample, findings, exact, a, b);
  }
}

void displacement_figures(const Run& run, Findings& findings, const ExactDisplacements& exact) {
  const Sample& sample = run.sample;
  const int d = sample.dimension;
  const double walkers = sample.walkers;
  const bool is_closed = sample.experiment.system.is_closed();
  if (sample.measure.moment_times.back() < 1 || walkers < 1) return;
  const auto mean = [&](std::size_t row, const Powers& powers) {
    return exact.moments ? exact.moments->mean(row, powers) : not_a_number;
  };
  const Curves squares = curves_of(sample, sample.scales.factor(2, 0), [&](std::size_t row, int axis) {
    const auto square = [&](const BatchTallies& sum) {
      return second(sum, d, static_cast<std::ptrdiff_t>(row), axis, axis);
    };
    const double error =
        exact.has_errors
            ? std::sqrt(std::max(0.0, exact.moments->covariance(row, power(axis, 2), power(axis, 2))))
            : run.batch_error(square);
    return Point{square(sample.total) / walkers, error / walkers, mean(row, power(axis, 2)) / walkers};
  });
  const char* error_words = exact.has_errors ? "Errors are exact standard deviations"
                                             : "Errors are read off the scatter of the batches";
  Figure msd = figure_of(sample, squares, "msd", "Mean squared displacement", "<r_a²>",
                         "mean squared displacement", sample.scales.unit(2, 0));
  msd.caption = fmt::format(
      "The mean of r_a² along each axis a, unwrapped over periodic faces{}. {}; neighbouring times "
      "are the same walkers and move together.",
      is_closed ? "" : "; walkers that have left the box count as 0", error_words);
  findings.add(std::move(msd));
  if (!is_closed || walkers < 2) return;

  const Curves diffusion = curves_of(sample, sample.scales.factor(2, -1), [&](std::size_t row, int axis) {
    const double time = 2 * static_cast<double>(sample.measure.moment_times[row]);
    const auto variance = [&](double square, double sum) {
      return (square / walkers - sum / walkers * (sum / walkers)) / time;
    };
    const auto square = [&](const BatchTallies& sum) {
      return second(sum, d, static_cast<std::ptrdiff_t>(row), axis, axis);
    };
    const auto moved = [&](const BatchTallies& sum) {
      return first(sum, static_cast<std::ptrdiff_t>(row), axis);
    };
    // the variance to first order in what the sums deviate by
    const double slope = -2 * moved(sample.total) / walkers;
    double error = run.batch_error([&](const BatchTallies& sum) {
      return square(sum) + slope * moved(sum) -
             static_cast<double>(sum.started) / walkers *
                 (square(sample.total) + slope * moved(sample.total));
    });
    if (exact.has_errors) {
      const Powers one = power(axis), two = power(axis, 2);
      const double exact_slope = -2 * mean(row, one) / walkers;
      error =
          std::sqrt(std::max(0.0, exact.moments->covariance(row, two, two) +
                                      2 * exact_slope * exact.moments->covariance(row, one, two) +
                                      exact_slope * exact_slope * exact.moments->covariance(row, one, one)));
    }
    return Point{variance(square(sample.total), moved(sample.total)), error / walkers / time,
                 variance(mean(row, power(axis, 2)), mean(row, power(axis)))};
  });
  Figure figure = figure_of(sample, diffusion, "diffusion", "D(t)", "D(t)",
                            "half the variance of the displacement over time", sample.scales.unit(2, -1));
  figure.caption = fmt::format(
      "Half the variance of the displacement along each axis, over time. It begins with the D of single hops "
      "and "
      "changes where walkers come to feel the medium; where it levels off, that is the D of the medium "
      "(between walls it falls to zero). {}; neighbouring times are the same walkers and move together.",
      error_words);
  findings.add(std::move(figure));
}

}  // namespace fluxwalk
