#pragma once
/// \file
/// The lattice and the hop law, in lattice units (sites, steps). Physical units are kept as two scale factors
/// (Lattice::spacing and Lattice::step) that the engine never uses.
///
/// Conventions (docs/concepts.md):
/// - layers of sites along an axis of length L are numbered 0 ... L-1;
/// - plane b, 0 <= b <= L, is the bond layer between layers b-1 and b; planes 0 and L are the faces of the
///   box (with periodic faces they are one and the same plane, and both show the same counts);
/// - n(t) is the occupancy after t whole steps; n(t) produces the crossings of step t -> t+1.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fluxwalk {

inline constexpr int max_dimension = 3;

/// One value per axis; entries beyond the dimension are unused. The index is an axis number of any of the two
/// usual types.
template <class T>
struct PerAxis : std::array<T, max_dimension> {
  using std::array<T, max_dimension>::operator[];
  constexpr T& operator[](int axis) noexcept { return (*this)[static_cast<std::size_t>(axis)]; }
  constexpr const T& operator[](int axis) const noexcept { return (*this)[static_cast<std::size_t>(axis)]; }
};

inline constexpr PerAxis<char> axis_names = {'x', 'y', 'z'};

/// A box of sites on the chain, the square or the simple cubic lattice.
struct Lattice {
  int dimension = 1;                        ///< 1, 2 or 3
  PerAxis<std::int32_t> shape = {1, 1, 1};  ///< sites along each axis; 1 beyond the dimension
  double spacing = 1.0;                     ///< ℓ, in length_unit
  std::string length_unit;                  ///< UDUNITS name such as "nm"; empty: lengths are in sites
  double step = 1.0;                        ///< τ, in time_unit
  std::string time_unit;                    ///< UDUNITS name such as "ps"; empty: times are in steps

  std::int64_t num_sites() const noexcept;
  /// Site number of a position: x varies slowest, as in a C array [x][y][z].
  std::int64_t site(const PerAxis<std::int32_t>& position) const noexcept;
  PerAxis<std::int32_t> position(std::int64_t site) const noexcept;
  /// Number of the bond along an axis that lies before a site, on plane position[axis]; position[axis] = L
  /// gives the bond beyond the last site. Bonds are numbered as the sites of a lattice with one more layer
  /// along that axis.
  std::int64_t bond(int axis, const PerAxis<std::int32_t>& position) const noexcept;
  std::int64_t num_bonds(int axis) const noexcept;
};

enum Side { low = 0, high = 1 };

/// A hop along an axis. A list with one number per hop has the order -x, -y, -z, +x, +y, +z (those of d
/// axes); after them comes the number for a walker that stays.
struct Direction {
  int axis = 0;
  Side side = low;

  constexpr int index(int dimension) const noexcept { return axis + (side == high ? dimension : 0); }
  static constexpr Direction of(int index, int dimension) noexcept {
    return {index % dimension, index < dimension ? low : high};
  }
};
constexpr int stay_index(int dimension) noexcept {
  return 2 * dimension;
}

/// Probability of each hop in one step. minus + plus + stay over all axes is 1 (to 1e-12; input checks it).
struct HopLaw {
  PerAxis<double> minus = {0, 0, 0};
  PerAxis<double> plus = {0, 0, 0};
  double stay = 0;

  /// Equal probability of the 2d directions; the walker stays with probability `stay`.
  static HopLaw unbiased(int dimension, double stay = 0.0);

  std::vector<double> chances(int dimension) const;  ///< [Direction::index, stay_index]

  /// Drift velocity v = p+ - p- along an axis, in ℓ/τ.
  double drift(int axis) const noexcept;
  /// Coefficient of the gradient in the bond law J = v c̄ - D_b ∂c: (p+ + p-)/2, in ℓ²/τ.
  double bond_diffusivity(int axis) const noexcept;
  /// Second cumulant of the displacement per step over 2: δ_ab (p+ + p-)/2 - v_a v_b / 2, in ℓ²/τ.
  double dispersion(int axis_a, int axis_b) const noexcept;
};

}  // namespace fluxwalk
