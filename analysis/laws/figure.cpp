#include "laws/figure.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace fluxwalk {

namespace {

bool has_a_point(const Figure& figure, const Series& series) {
  const std::vector<double>&x = figure.data.numbers(series.x), &y = figure.data.numbers(series.y);
  for (std::size_t i = 0; i < x.size(); ++i)
    if (std::isfinite(x[i]) && std::isfinite(y[i])) return true;
  return false;
}

/// What the points are compared with: the curve of their colour, or the only one.
const char* kind_of_curve(const Figure& figure, const Series& residual) {
  const Series* curve = nullptr;
  for (const Series& series : figure.series) {
    if (series.is_residual || series.mark == Mark::points) continue;
    if (curve == nullptr || (series.color == residual.color && curve->color != residual.color))
      curve = &series;
  }
  if (curve == nullptr) return "its expected value";
  switch (curve->mark) {
    case Mark::dashed_line:
      return "the dashed line";
    case Mark::steps:
      return figure.is_categorical ? "the short stroke beside it" : "the steps";
    case Mark::line:
    case Mark::points:
      break;
  }
  return "the solid line";
}

std::string physical_time(const RunView& view, double steps) {
  return fmt::format("{:.6g} {}", steps * view.scales.time, view.scales.time_unit);
}

}  // namespace

std::vector<std::size_t> spread_out(std::size_t count, std::size_t most) {
  std::vector<std::size_t> numbers;
  const std::size_t wanted = std::min(count, most);
  for (std::size_t i = 0; i < wanted; ++i) {
    numbers.push_back(wanted < 2 ? count - 1 : i * (count - 1) / (wanted - 1));
  }
  return numbers;
}

std::string number_text(double value) {
  return fmt::format("{:.4g}", value);
}

std::string with_unit(const std::string& name, const std::string& unit) {
  return unit == "1" || unit.empty() ? name : name + " (" + unit + ")";
}

std::string time_label(const RunView& view) {
  return with_unit("time", view.scales.time_unit.empty() ? "steps" : view.scales.time_unit);
}

std::string position_label(const RunView& view, int axis) {
  return with_unit(axis_name(axis), view.scales.length_unit.empty() ? "sites" : view.scales.length_unit);
}

std::string per_time(const RunView& view) {
  return "per " + (view.scales.time_unit.empty() ? "step" : view.scales.time_unit);
}

std::string rate_label(const RunView& view, const std::string& events) {
  return view.scales.time_unit.empty() ? events + " " + per_time(view)
                                       : with_unit(events, view.scales.unit(0, -1));
}

std::string moment_label(const RunView& view, std::int64_t step) {
  return "t = " + (view.scales.time_unit.empty() ? fmt::format("{} steps", step)
                                                 : physical_time(view, static_cast<double>(step)));
}

std::string moment_text(const RunView& view, std::int64_t step) {
  return view.scales.time_unit.empty()
             ? fmt::format("step {}", step)
             : fmt::format("t = {} (step {})", physical_time(view, static_cast<double>(step)), step);
}

std::string duration_text(const RunView& view, double steps) {
  steps = steps < 100 ? std::round(10 * steps) / 10 : std::round(steps);  // decay times need not be whole
  const std::string in_steps =
      steps < 1e6 ? fmt::format("{:.6g} steps", steps) : fmt::format("{:.0f} steps", steps);
  return view.scales.time_unit.empty() ? in_steps
                                       : fmt::format("{} ({})", physical_time(view, steps), in_steps);
}

void complete(Figure& figure) {
  std::erase_if(figure.series, [&](const Series& series) { return !has_a_point(figure, series); });
  const auto residual = std::find_if(figure.series.begin(), figure.series.end(),
                                     [](const Series& series) { return series.is_residual; });
  if (residual == figure.series.end()) return;
  figure.caption += fmt::format(
      " {} panel: the distance of each point from {}, in standard deviations; chance alone scatters them "
      "about zero.",
      figure.is_categorical ? "Right" : "Lower", kind_of_curve(figure, *residual));
}

std::vector<std::size_t> group_bins(std::size_t count, std::size_t most) {
  std::vector<std::size_t> first;
  const std::size_t groups = std::min(count, most);
  for (std::size_t g = 0; g <= groups && groups > 0; ++g) first.push_back(g * count / groups);
  return first;
}

}  // namespace fluxwalk
