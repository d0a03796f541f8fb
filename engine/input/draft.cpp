#include "draft.hpp"

#include <fmt/format.h>

namespace fluxwalk::input {

namespace {

std::vector<std::string> axes_of(const Draft& draft) {
  std::vector<std::string> names;
  for (int a = 0; a < draft.dimension(); ++a) names.emplace_back(1, axis_names[static_cast<std::size_t>(a)]);
  return names;
}

}  // namespace

std::string Draft::axes_in_words() const {
  const std::vector<std::string> names = axes_of(*this);
  const char* lattices[] = {"chain", "square lattice", "cubic lattice"};
  return fmt::format("the {} has {} {}", lattices[dimension() - 1], names.size() == 1 ? "axis" : "axes",
                     listed(names));
}

Range<std::int64_t> Draft::layer_range(int axis) const {
  const std::int64_t last = layers(axis) - 1;
  return {0, last,
          fmt::format("the layers along {} are 0 to {}", axis_names[static_cast<std::size_t>(axis)], last)};
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
  if (entries.size() == wanted || !has_lattice)
    return entries.size() == wanted ? entries : std::vector<Value>();
  value.complain(fmt::format("has {} {}", entries.size(), entries.size() == 1 ? "entry" : "entries"),
                 axes_in_words(),
                 fmt::format("give {}", wanted == 1 ? "one" : fmt::format("a list of {}", wanted)));
  return {};
}

}  // namespace fluxwalk::input
