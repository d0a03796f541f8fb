/// \file
/// [lattice], [hop] and [faces].

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "draft.hpp"
#include "fluxwalk/units.hpp"
#include "fluxwalk/visible_text.hpp"

namespace fluxwalk::input {

namespace {

std::size_t at(int axis) {
  return static_cast<std::size_t>(axis);
}
std::string name_of(int axis) {
  return std::string(1, axis_names[at(axis)]);
}

/// spacing or step: a quantity, or the number 1.
void read_scale(const Value& value, Scale& scale) {
  if (!value.exists()) return;
  scale.is_known = false;
  if (!value.is_text()) {
    const std::optional<double> number = value.number();
    if (!number) return;
    scale.is_known = *number == 1;
    if (scale.is_known) return;
    value.complain(
        "has no unit", fmt::format("a number alone can only be 1, in {}", scale.units),
        scale.like == "m" ? "write a length, such as \"0.5 nm\"" : "write a time, such as \"0.5 ps\"");
    return;
  }
  // A scale of 1 metre (second) reads any length (time).
  Scale si = scale;
  si.unit = scale.like;
  si.units = scale.like == "m" ? "metres" : "seconds";
  si.is_known = true;
  if (!value.measured(si)) return;
  const Quantity quantity = parse_quantity(*value.text());
  if (!(quantity.value > 0)) {
    value.complain(fmt::format("{} is not positive", in_quotes(*value.text())),
                   scale.like == "m" ? "the spacing is the distance of neighbouring sites"
                                     : "the step is the time between two hops");
    return;
  }
  scale.unit = quantity.unit;
  scale.size = quantity.value;
  scale.is_known = true;
}

void read_shape(const Value& shape, Draft& draft) {
  if (!shape.expect()) return;
  Lattice& lattice = draft.experiment.system.lattice;
  const std::vector<Value> entries = draft.per_axis(shape);
  draft.has_lattice = draft.has_kind && !entries.empty();
  double sites = 1;
  for (std::size_t a = 0; a < entries.size(); ++a) {
    const auto length = entries[a].whole(draft.length, {1, max_layers, "an axis has from 1 to 2^30 sites"});
    if (length) {
      lattice.shape[a] = static_cast<std::int32_t>(*length);
    } else {
      draft.has_lattice = false;
    }
    sites *= lattice.shape[a];
  }
  if (draft.has_lattice && sites > static_cast<double>(max_sites)) {
    shape.complain(fmt::format("{:.4g} sites are too many", sites), "a lattice has at most 2^40 sites");
    draft.has_lattice = false;
  }
}

/// Complains about members x, y, z of a section that the lattice does not have.
void refuse_other_axes(const Value& section, const Draft& draft) {
  for (int a = draft.dimension(); a < max_dimension; ++a) {
    const Value extra = section[name_of(a)];
    if (extra.exists()) extra.complain(fmt::format("there is no axis {}", name_of(a)), draft.axes_in_words());
  }
}

/// A key that only faces of one kind have.
struct FaceKey {
  const char* name;
  FaceKind owner;
};
constexpr std::array face_keys = {FaceKey{"absorption", FaceKind::partial},
                                  FaceKey{"concentration", FaceKind::reservoir},
                                  FaceKey{"bath", FaceKind::reservoir}, FaceKey{"wall", FaceKind::reservoir},
                                  FaceKey{"potential", FaceKind::reservoir}};

void refuse_foreign_keys(const Value& face, FaceKind kind) {
  for (const FaceKey& key : face_keys) {
    if (key.owner == kind || !face[key.name].exists()) continue;
    face[key.name].complain("has no meaning here",
                            fmt::format("{} {} face has no {}", kind == FaceKind::absorbing ? "an" : "a",
                                        to_string(kind), key.name),
                            fmt::format("use kind = \"{}\", or leave it out", to_string(key.owner)));
  }
}

/// The key that a kind of face needs.
std::optional<double> read_required(const Value& face, const char* key, const Range<double>& range,
                                    const char* reason, const char* suggestion) {
  if (face[key].exists()) return face[key].number(range);
  face.complain(fmt::format("{} is missing", key), reason, suggestion);
  return {};
}

std::optional<Reservoir> read_reservoir(const Value& face, const Draft& draft) {
  Reservoir reservoir;
  const auto concentration =
      read_required(face, "concentration",
                    {0, most_walkers_at_a_site / static_cast<double>(draft.replicas),
                     "a ghost site holds from 0 to 1e18 walkers" + draft.over_all()},
                    "that many walkers stand at each ghost site beyond a reservoir face",
                    "write { kind = \"reservoir\", concentration = 1000 }");
  const auto bath = face["bath"].choice<bool>({{"poisson", false}, {"fixed", true}});
  const auto wall = face["wall"].choice<bool>({{"ghost", false}, {"half-cell", true}});
  const auto potential = face["potential"].number(potential_range);
  if (!concentration || (face["bath"].exists() && !bath) || (face["wall"].exists() && !wall) ||
      (face["potential"].exists() && !potential))
    return {};
  reservoir.concentration = *concentration * static_cast<double>(draft.replicas);
  reservoir.is_deterministic = bath.value_or(false);
  reservoir.is_half_cell = wall.value_or(false);
  reservoir.potential = potential;
  if (!reservoir.is_deterministic || *concentration == 0) return reservoir;
  const std::int64_t batches = draft.experiment.sampling.num_batches;
  if (*concentration != std::floor(*concentration)) {
    face["concentration"].complain(
        fmt::format("{} is not a whole number", *concentration), "a fixed bath is a number of walkers",
        fmt::format("write {:.0f}, or bath = \"poisson\"",
                    std::max(std::ceil(*concentration), static_cast<double>(batches))));
  } else if (draft.stored == nullptr && reservoir.concentration < static_cast<double>(batches)) {
    face["concentration"].complain(
        fmt::format("{0} batches need at least {0} walkers at each ghost site", batches),
        fmt::format("there are {}; errors come from the scatter of batches, and some would have none",
                    *concentration),
        fmt::format("use a larger concentration, bath = \"poisson\", run.per_batch = true, or "
                    "run.batches = {}",
                    *concentration));
  }
  return reservoir;
}

std::optional<Face> read_face(const Value& value, Draft& draft) {
  Face face;
  const Value kind_value = value.is_table() ? value["kind"] : value;
  if (!kind_value.expect()) return {};
  if (!kind_value.is_text()) {
    kind_value.complain("must be the kind of a face",
                        "a word, a table { kind = ... }, or a list [low, high] of these",
                        "such as \"reflecting\"");
    return {};
  }
  const auto kind = kind_value.kind(face_kinds);
  if (!kind) return {};
  face.kind = *kind;
  refuse_foreign_keys(value, face.kind);
  if (face.is_drawn()) {
    const auto chance = read_required(value, "absorption", probability,
                                      "a partial face lets an attempt through with this probability",
                                      "write { kind = \"partial\", absorption = 0.3 }");
    if (!chance) return {};
    face.absorption = *chance;
  } else if (face.lets_in()) {
    const auto reservoir = read_reservoir(value, draft);
    draft.has_supply = draft.has_supply || !reservoir || reservoir->concentration > 0;
    if (!reservoir) return {};
    face.reservoir = *reservoir;
  }
  return face;
}

void read_faces_of_axis(const Value& value, int axis, Draft& draft) {
  std::vector<Value> sides = value.is_list() ? value.elements() : std::vector<Value>{value, value};
  if (sides.size() != 2) {
    value.complain("has " + counted(sides.size(), "entry", "entries"), "an axis has two faces",
                   "give one word for both, or a list [low, high]");
    return;
  }
  const std::optional<Face> first = read_face(sides[0], draft);
  const std::optional<Face> second = value.is_list() ? read_face(sides[1], draft) : first;
  if (!first || !second) return;
  if (first->wraps() != second->wraps()) {
    value.complain("is periodic on one side only",
                   "a walker that leaves through one face comes in through the other",
                   "make both faces periodic, or none");
    return;
  }
  const bool has_mirror = first->folds() || second->folds();
  if (has_mirror && draft.layers(axis) < 2) {
    value.complain(
        "a mirror needs at least 2 layers",
        fmt::format("the lattice has 1 layer along {}, and a mirror moves a walker one layer inwards",
                    name_of(axis)),
        "use \"reflecting\"");
    return;
  }
  draft.experiment.system.faces[at(axis)] = {*first, *second};
}

}  // namespace

void read_lattice(const Value& file, Draft& draft) {
  const Value section = file["lattice"];
  // Until it is known: the largest lattice, so that nothing else is called out of range.
  draft.experiment.system.lattice.dimension = max_dimension;
  draft.experiment.system.lattice.shape.fill(static_cast<std::int32_t>(max_layers));
  if (!section.exists()) {
    section.expect();
    return;
  }
  if (!section.expect_table()) return;
  Lattice& lattice = draft.experiment.system.lattice;
  read_scale(section["spacing"], draft.length);
  read_scale(section["step"], draft.time);
  lattice.spacing = draft.length.size;
  lattice.length_unit = draft.length.unit;
  lattice.step = draft.time.size;
  lattice.time_unit = draft.time.unit;

  section["kind"].expect();
  const auto dimension = section["kind"].choice<int>({{"chain", 1}, {"square", 2}, {"cubic", 3}});
  if (dimension) {
    lattice.dimension = *dimension;
    std::fill(lattice.shape.begin() + *dimension, lattice.shape.end(), 1);
  }
  draft.has_kind = dimension.has_value();
  check_scales(section, draft);
  read_shape(section["shape"], draft);
}

void read_hop(const Value& file, Draft& draft) {
  constexpr double slack = 1e-12;
  const int d = draft.dimension();
  const Value section = file["hop"];
  HopLaw& law = draft.experiment.system.hop_law;
  law = HopLaw::unbiased(d);
  if (!section.exists() || !section.expect_table()) return;
  const std::optional<double> stay = section["stay"].number(probability);
  if (section["stay"].exists() && !stay) return;
  refuse_other_axes(section, draft);

  std::vector<std::string> given, missing;
  HopLaw read;
  double sum = 0;
  bool is_whole = true;  // every entry could be read
  for (int a = 0; a < d; ++a) {
    const Value value = section[name_of(a)];
    (value.exists() ? given : missing).push_back(name_of(a));
    if (!value.exists()) continue;
    const std::vector<Value> pair = value.elements();
    if (value.is_list() && pair.size() != 2) {
      value.complain("has " + counted(pair.size(), "entry", "entries"), "an axis has two directions",
                     "give [minus, plus]");
    }
    if (pair.size() != 2) {
      is_whole = false;
      continue;
    }
    const auto minus = pair[0].number(probability), plus = pair[1].number(probability);
    is_whole = is_whole && minus && plus;
    read.minus[at(a)] = minus.value_or(0);
    read.plus[at(a)] = plus.value_or(0);
    sum += read.minus[at(a)] + read.plus[at(a)];
  }
  if (given.empty()) {
    law = HopLaw::unbiased(d, stay.value_or(0));
    return;
  }
  if (!missing.empty() && draft.has_kind) {
    section.complain(fmt::format("gives {} but not {}", listed(given), listed(missing)),
                     "the probabilities of all axes are needed, or of none",
                     fmt::format("add {} = [..., ...]; [0, 0] forbids the axis", missing.front()));
    return;
  }
  if (!is_whole || !missing.empty()) return;
  const double total = sum + stay.value_or(0);
  if (std::abs(total - 1) > slack && (stay || total > 1)) {
    section.complain(fmt::format("the probabilities add up to {:.15g}", total),
                     fmt::format("all hops{} must add up to 1", stay ? " and stay" : ""),
                     stay && sum <= 1 ? fmt::format("write stay = {:.15g}, or leave stay out", 1 - sum) : "");
    return;
  }
  law = read;
  law.stay = stay.value_or(1 - sum > slack ? 1 - sum : 0.0);
}

void read_faces(const Value& file, Draft& draft) {
  const Value section = file["faces"];
  if (!section.exists() || !section.expect_table()) return;
  refuse_other_axes(section, draft);
  for (int a = 0; a < draft.dimension(); ++a) {
    const Value value = section[name_of(a)];
    if (value.exists()) read_faces_of_axis(value, a, draft);
  }
}

}  // namespace fluxwalk::input
