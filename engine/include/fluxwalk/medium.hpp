#pragma once
/// \file
/// What the sites and bonds of the box are like.

#include <array>
#include <cstdint>
#include <vector>

#include "fluxwalk/lattice.hpp"

namespace fluxwalk {

/// The chance that a hop from U_i to U_j is accepted, dU = U_j - U_i in kT. All keep detailed balance.
enum class Acceptance {
  metropolis,   ///< min(1, e^-dU)
  glauber,      ///< 1 / (1 + e^dU): a half where the potential is flat, which halves D
  exponential,  ///< e^(-dU/2), which may exceed 1; a hop of probability above 1 is refused
};
inline constexpr std::array acceptances = {Acceptance::metropolis, Acceptance::glauber,
                                           Acceptance::exponential};

/// What the sites and bonds of the box are like. An empty list: all are alike (no obstacle, U = 0, factor 1).
struct Medium {
  std::vector<double> hop;  ///< [site] factor of all hop probabilities from the site, 0 to 1
  /// [site] factor of the bonds of the site, 0 to 1: Fick's D(x) over D. Between sites with a and b a bond
  /// has their harmonic mean 2ab/(a+b), as halves in series; a bond to a face or a reservoir has the factor
  /// of its site.
  std::vector<double> mobility;
  std::vector<std::uint8_t> obstacles;  ///< [site] 1: no walker can be there; hops to it are rejected
  std::vector<double> potential;        ///< [site] U in kT
  Acceptance acceptance = Acceptance::metropolis;
  /// Chance that an attempt to cross a bond succeeds, either way; else the walker stays. [axis][bond], the
  /// bonds of an axis being those of Lattice::bond. Bonds of a face count too.
  PerAxis<std::vector<double>> transmission;

  /// All sites are alike, and every attempt inside the box succeeds: glauber alone rejects half of them.
  bool is_uniform() const noexcept;
  bool operator==(const Medium&) const = default;
};

const char* to_string(Acceptance acceptance) noexcept;

}  // namespace fluxwalk
