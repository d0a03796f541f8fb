#pragma once
/// \file
/// Sites and boxes of sites, as populations, sources, regions and membranes give them.

#include <optional>
#include <string>
#include <vector>

#include "draft.hpp"

namespace fluxwalk::input {

/// All sites from one corner to another, corners included; layer 0 of axes that the lattice does not have.
struct Box {
  PerAxis<std::int32_t> from = {0, 0, 0}, to = {0, 0, 0};

  double num_sites() const;
};

/// "[3, 4]".
std::string site_in_words(const Lattice& lattice, std::int64_t site);

/// The whole lattice.
Box whole_box(const Draft& draft);

/// A site from a list of layers, one per axis. Complains if it is missing or wrong.
std::optional<PerAxis<std::int32_t>> read_site(const Value& value, const Draft& draft);

/// The box of the keys `from` and `to`. Complains if one is missing or wrong, or if they are in the wrong
/// order (which is allowed along an `ignored` axis).
std::optional<Box> read_box(const Value& table, const Draft& draft);
std::optional<Box> read_box(const Value& table, const Draft& draft, std::optional<int> ignored);

/// The layer of the keys `axis` and `layer`. Complains if one is missing or wrong.
struct Layer {
  int axis = 0;
  std::int32_t number = 0;
};
std::optional<Layer> read_layer(const Value& table, const Draft& draft);

/// Calls visit(position) for each site of a box, in the order of their numbers.
template <class Visit>
void for_each_position(const Box& box, Visit&& visit) {
  PerAxis<std::int32_t> at{};
  for (at[0] = box.from[0]; at[0] <= box.to[0]; ++at[0]) {
    for (at[1] = box.from[1]; at[1] <= box.to[1]; ++at[1]) {
      for (at[2] = box.from[2]; at[2] <= box.to[2]; ++at[2]) visit(at);
    }
  }
}

/// Complains about those of `all` keys that a table of this kind has and that are not its `own`.
void refuse_other_keys(const Value& table, const std::string& kind, const std::vector<std::string>& own,
                       const std::vector<std::string>& all);

}  // namespace fluxwalk::input
