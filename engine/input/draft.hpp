#pragma once
/// \file
/// The experiment while it is being read, one reader a section. Readers run in the order below: later ones
/// look at what earlier ones found.

#include <functional>
#include <string>
#include <vector>

#include "fluxwalk/experiment.hpp"
#include "model/memory.hpp"
#include "value.hpp"

namespace fluxwalk::input {

struct Draft {
  explicit Draft(Complaints& sink) : complaints(sink) {}

  Complaints& complaints;
  Experiment experiment;
  Scale length = {"length", "sites", "m", "lattice.spacing", "", 1.0, true};
  Scale time = {"time", "steps", "s", "lattice.step", "", 1.0, true};
  bool has_kind = false;     ///< of lattice; else the dimension is 3
  bool has_lattice = false;  ///< kind and shape are known; else the box is as large as any
  bool has_steps = false;    ///< else they are as many as any
  Sizes sizes;               ///< of the lists below
  std::int64_t last_moment = 0;
  /// Makes the lists that may be too long, once all of the file is known to be right and to fit.
  std::vector<std::function<void(Experiment&)>> lists;

  int dimension() const noexcept { return experiment.lattice.dimension; }
  std::int32_t layers(int axis) const noexcept {
    return experiment.lattice.shape[static_cast<std::size_t>(axis)];
  }
  /// "the chain has axis x".
  std::string axes_in_words() const;
  /// 0 ... layers-1 along an axis.
  Range<std::int64_t> layer_range(int axis) const;
  /// 0 ... layers.
  Range<std::int64_t> plane_range(int axis) const;
  /// 0 ... end; `what` is "times" or "edges".
  Range<std::int64_t> time_range(const char* what, std::int64_t end) const;
  /// Axis number of a text "x", "y" or "z" that the lattice has; complains otherwise.
  std::optional<int> axis(const Value& value) const;
  /// One value an axis: a list of as many as the lattice has axes (a bare value is enough for a chain).
  /// Complains about any other number of values.
  std::vector<Value> per_axis(const Value& value) const;
};

inline constexpr std::int64_t max_layers = std::int64_t{1} << 30;
inline constexpr std::int64_t max_sites = std::int64_t{1} << 40;
inline constexpr std::int64_t max_steps = std::int64_t{1} << 40;

void read_lattice(const Value& file, Draft& draft);
void read_hop(const Value& file, Draft& draft);
void read_faces(const Value& file, Draft& draft);
void read_run(const Value& file, Draft& draft);
void read_populations(const Value& file, Draft& draft);
void read_measurements(const Value& file, Draft& draft);
void read_analysis(const Value& file, Draft& draft);

/// What only the whole experiment can tell: counts that could overflow, and what cannot fit into `memory`
/// bytes.
void check_limits(const Value& file, const Draft& draft, double memory);

}  // namespace fluxwalk::input
