#include "draft.hpp"
#include "fluxwalk/visible_text.hpp"

#include <fmt/core.h>

namespace fluxwalk::input {

namespace {

std::vector<std::string> axes_of(const Draft& draft) {
  std::vector<std::string> names;
  for (int a = 0; a < draft.dimension(); ++a) names.emplace_back(1, axis_names[a]);
  return names;
}

}  // namespace

std::string Draft::axes_in_words() const {
  const std::vector<std::string> names = axes_of(*this);
  const char* lattices[] = {"chain", "square lattice", "cubic lattice"};
  return fmt::format("the {} has {} {}", lattices[dimension() - 1], names.size() == 1 ? "axis" : "axes",
                     listed(names));
}

// A range that depends on a wrong value is as wide as possible, and says so.
Range<std::int64_t> Draft::layer_range(int axis) const {
  const std::int64_t last = layers(axis) - 1;
  if (!has_lattice) return {0, last, "layers are numbered from 0, and no axis has more than 2^30"};
  return {0, last, fmt::format("the layers along {} are 0 to {}", axis_names[axis], last)};
}

Range<std::int64_t> Draft::plane_range(int axis) const {
  const std::int64_t last = layers(axis);
  if (!has_lattice) return {0, last, "planes are numbered from 0, and no axis has more than 2^30 layers"};
  return {0, last, fmt::format("the planes across {} are 0 to {}", axis_names[axis], last)};
}

Range<std::int64_t> Draft::time_range(const char* what, std::int64_t end) const {
  return {0, end,
          has_steps ? fmt::format("the {} are within 0 to {}", what, end)
                    : fmt::format("the {} begin at 0, and no run has more than 2^40 steps", what)};
}

std::optional<int> Draft::axis(const Value& value) const {
  const std::optional<std::string> name = value.text();
  if (!name) return {};
  const std::vector<std::string> names = axes_of(*this);
  for (std::size_t a = 0; a < names.size(); ++a) {
    if (names[a] == *name) return static_cast<int>(a);
  }
  value.complain(fmt::format("there is no axis {}", in_quotes(*name)), axes_in_words());
  return {};
}

std::vector<Value> Draft::per_axis(const Value& value) const {
  if (!value.exists()) return {};
  const std::size_t wanted = static_cast<std::size_t>(dimension());
  std::vector<Value> entries;
  if (value.is_list()) {
    entries = value.elements();
  } else {
    entries.push_back(value);
  }
  if (!has_kind && entries.size() > wanted) entries.resize(wanted, value);
  if (!has_kind || entries.size() == wanted) return entries;
  value.complain("has " + counted(entries.size(), "entry", "entries"), axes_in_words(),
                 fmt::format("give {}", wanted == 1 ? "one" : fmt::format("a list of {}", wanted)));
  return {};
}

}  // namespace fluxwalk::input
