#include "places.hpp"
#include "fluxwalk/visible_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace fluxwalk::input {

double Box::num_sites() const {
  double product = 1;
  for (std::size_t a = 0; a < from.size(); ++a) product *= to[a] - from[a] + 1.0;
  return product;
}

std::string site_in_words(const Lattice& lattice, std::int64_t site) {
  const PerAxis<std::int32_t> position = lattice.position(site);
  return fmt::format("[{}]", fmt::join(position.begin(), position.begin() + lattice.dimension, ", "));
}

Box whole_box(const Draft& draft) {
  Box box;
  for (int a = 0; a < draft.dimension(); ++a) box.to[a] = draft.layers(a) - 1;
  return box;
}

std::optional<PerAxis<std::int32_t>> read_site(const Value& value, const Draft& draft) {
  if (!value.expect()) return {};
  PerAxis<std::int32_t> site{};
  const std::vector<Value> entries = draft.per_axis(value);
  bool is_right = !entries.empty();
  for (std::size_t a = 0; a < entries.size(); ++a) {
    const auto layer = entries[a].whole(draft.length, draft.layer_range(static_cast<int>(a)));
    is_right = is_right && layer;
    if (layer) site[a] = static_cast<std::int32_t>(*layer);
  }
  return is_right ? std::optional(site) : std::nullopt;
}

std::optional<Box> read_box(const Value& table, const Draft& draft) {
  return read_box(table, draft, {});
}

std::optional<Box> read_box(const Value& table, const Draft& draft, std::optional<int> ignored) {
  const auto from = read_site(table["from"], draft), to = read_site(table["to"], draft);
  if (!from || !to) return {};
  for (std::size_t a = 0; a < from->size(); ++a) {
    if ((*from)[a] <= (*to)[a] || static_cast<int>(a) == ignored) continue;
    table["to"].complain(fmt::format("{} along {} comes before {}", (*to)[a], axis_names[a], (*from)[a]),
                         "a box goes from its first site to its last");
    return {};
  }
  return Box{*from, *to};
}

std::optional<Layer> read_layer(const Value& table, const Draft& draft) {
  const bool has_layer = table["layer"].expect();
  const auto axis = table["axis"].expect() ? draft.axis(table["axis"]) : std::nullopt;
  if (!axis || !has_layer) return {};
  const auto layer = table["layer"].whole(draft.length, draft.layer_range(*axis));
  if (!layer) return {};
  return Layer{*axis, static_cast<std::int32_t>(*layer)};
}

void refuse_other_keys(const Value& table, const std::string& kind, const std::vector<std::string>& own,
                       const std::vector<std::string>& all) {
  for (const std::string& name : all) {
    if (!table[name].exists() || std::find(own.begin(), own.end(), name) != own.end()) continue;
    table[name].complain("has no meaning here", own.empty()
                                                    ? fmt::format("kind \"{}\" has no further keys", kind)
                                                    : fmt::format("kind \"{}\" has {}", kind, listed(own)));
  }
}

}  // namespace fluxwalk::input
