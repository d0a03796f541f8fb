#pragma once
/// \file
/// The experiment while it is being read; each section has one reader. Readers run in the order below: later
/// ones use what earlier ones found.

#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "fluxwalk/experiment.hpp"
#include "plan/memory.hpp"
#include "value.hpp"

namespace fluxwalk::input {

struct Draft {
  explicit Draft(Complaints& sink) : complaints(sink) {}

  Complaints& complaints;
  double memory = std::numeric_limits<double>::infinity();  ///< bytes available
  std::filesystem::path folder;                             ///< of the files that it names
  const std::vector<Attachment>* stored = nullptr;          ///< their content, where it is known already
  Experiment experiment;
  Scale length = {"length", "sites", "m", "lattice.spacing", "", 1.0, true};
  Scale time = {"time", "steps", "s", "lattice.step", "", 1.0, true};
  bool has_kind = false;      ///< of lattice; else the dimension is 3
  bool has_lattice = false;   ///< kind and shape are known; else the box has the largest size
  bool has_steps = false;     ///< else their number is the largest possible
  ListSizes sizes;            ///< of the lists below
  std::int64_t replicas = 1;  ///< factor of amounts: the number of batches if they are given per batch
  /// What a limit of amounts adds if they are given for each batch.
  std::string over_all() const { return replicas > 1 ? ", all batches together" : ""; }
  bool has_supply = false;   ///< reservoirs or sources bring walkers: the run may start without any
  double num_appearing = 0;  ///< largest mean number of walkers that sources bring in the whole run
  /// Where in the file the populations and sources of the experiment are.
  std::vector<Value> population_tables, source_tables;
  /// Makes the lists that may be long, once the file is known to fit into memory: first those of the medium,
  /// sources and populations, so that more can be checked; the others once the whole file is correct.
  std::vector<std::function<void(Experiment&)>> places, lists;

  int dimension() const noexcept { return experiment.system.lattice.dimension; }
  std::int32_t layers(int axis) const noexcept { return experiment.system.lattice.shape[axis]; }
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
  /// One value per axis: a list of as many as the lattice has axes (a single value is enough for a chain).
  /// Complains about any other number of values.
  std::vector<Value> per_axis(const Value& value) const;
};

inline constexpr std::int64_t max_layers = std::int64_t{1} << 30;
inline constexpr std::int64_t max_sites = std::int64_t{1} << 40;
inline constexpr std::int64_t max_steps = std::int64_t{1} << 40;

inline const Range<double> probability = {0, 1, "a probability is from 0 to 1"};
/// Energies in kT.
inline const Range<double> potential_range = {-1e6, 1e6, "a potential is from -1e6 to 1e6 kT"};
/// Walkers that a reservoir or a source may bring to a site.
inline constexpr double most_walkers_at_a_site = 1e18;

void read_lattice(const Value& file, Draft& draft);
void read_hop(const Value& file, Draft& draft);
void read_run(const Value& file, Draft& draft);
void read_faces(const Value& file, Draft& draft);
void read_medium(const Value& file, Draft& draft);
void read_turnover(const Value& file, Draft& draft);
void read_populations(const Value& file, Draft& draft);
void read_measurements(const Value& file, Draft& draft);
void read_analysis(const Value& file, Draft& draft);

/// Checks that quantities that follow from spacing and step, such as ℓ^2/τ, can be computed with.
void check_scales(const Value& lattice, const Draft& draft);

/// Checks that a kernel can do the experiment.
void check_kernel(const Value& file, const Draft& draft);

/// Whether everything fits into memory.
bool check_memory(const Value& file, const Draft& draft);

/// Checks that no count can overflow. `is_made`: the lattice and medium are correct, and their lists are
/// made.
void check_overflow(const Value& file, const Draft& draft, bool is_made);

/// Checks that need the lists of the medium, the sources and the populations. `is_place_right`: the lattice,
/// the hops, the faces and the medium are correct.
void check_places(const Value& file, const Draft& draft, bool is_place_right);

}  // namespace fluxwalk::input
