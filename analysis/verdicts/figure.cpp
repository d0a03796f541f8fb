#include "verdicts/figure.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fluxwalk {

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

std::string time_label(const Sample& sample) {
  return with_unit("time", sample.scales.time_unit.empty() ? "steps" : sample.scales.time_unit);
}

std::string position_label(const Sample& sample, int axis) {
  return with_unit(axis_name(axis), sample.scales.length_unit.empty() ? "sites" : sample.scales.length_unit);
}

std::vector<std::size_t> group_bins(std::size_t count, std::size_t most) {
  std::vector<std::size_t> first;
  const std::size_t groups = std::min(count, most);
  for (std::size_t g = 0; g <= groups && groups > 0; ++g) first.push_back(g * count / groups);
  return first;
}

}  // namespace fluxwalk
