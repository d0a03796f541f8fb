#pragma once
/// \file
/// An experiment as plain values in lattice units: its heading, its system, how it is sampled, and what is
/// measured; and apart from these the settings that never change a tally.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fluxwalk/lattice_walk.hpp"
#include "fluxwalk/measurements.hpp"

namespace fluxwalk {

/// The content of a file that the experiment names: a table of numbers in rows (the last dimension varies
/// fastest). Kept with the results, so that they can be read without the file.
struct Attachment {
  std::string name;  ///< as the experiment file has it
  std::vector<std::int64_t> shape;
  std::vector<double> values;
  bool operator==(const Attachment&) const = default;
};

/// Names and texts.
struct Heading {
  std::string name;  ///< file name without folder, for messages and figures
  std::string title;
  std::string question;
  std::string text;                     ///< the file as read, stored with the results
  std::vector<Attachment> attachments;  ///< the files that it names
};

enum class KernelKind { automatic, reference, walkers, occupation };
inline constexpr std::array kernel_kinds = {KernelKind::automatic, KernelKind::reference, KernelKind::walkers,
                                            KernelKind::occupation};

const char* to_string(KernelKind kind) noexcept;  ///< as files and the command line have it
/// The kernel with this name; nothing if none has it.
std::optional<KernelKind> kernel_named(std::string_view name) noexcept;
std::vector<std::string> kernel_names();

/// How the system is sampled: walkers do not interact, so they are divided among independent batches.
struct Sampling {
  std::int64_t num_batches = 32;
  std::uint64_t seed = 1;
  KernelKind kernel = KernelKind::automatic;

  /// A batch's share of a whole number of walkers: number / num_batches; each of the first batches takes one
  /// more if there is a remainder.
  std::int64_t fixed_share(std::int64_t number, std::int64_t batch) const noexcept;
};

struct AnalysisSettings {
  double tolerance =
      0.01;  ///< relative deviation that matters: a check that could not have seen it is inconclusive
  double confidence =
      0.999;             ///< 1 - the chance that a true law is called inconsistent, over all checks together
  int ladder_rungs = 4;  ///< lattices of spacing ℓ, ℓ/3, ℓ/5, ... in the emergence of the continuum; 0: none
  /// Relative difference between lattice and continuum law beyond which the lattice is too coarse. Absent:
  /// the difference is reported, and no verdict depends on it.
  std::optional<double> continuum_tolerance;
};

/// What never changes a tally.
struct Settings {
  int threads = 0;      ///< 0: as many as the machine offers
  std::string vectors;  ///< one of vector_widths(); empty: the widest
  AnalysisSettings analysis;
};

/// The tallies of a batch are a pure function of the system, the sampling, the measurements and the batch
/// number.
struct Experiment {
  Heading heading;
  LatticeWalk system;
  Sampling sampling;
  Measurements measure;
  Settings settings;

  /// Walkers that start at each site of the table of an exact population in these batches together. Each
  /// batch has the share of each site, rounded down; the remainder goes to the batches in turn, site after
  /// site, so that a batch has fixed_share(walkers, batch) of them in all.
  std::vector<std::int64_t> numbers_at_start(const Population& population,
                                             std::vector<std::int64_t> batches) const;
};

}  // namespace fluxwalk
