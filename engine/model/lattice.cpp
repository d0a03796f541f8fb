#include "fluxwalk/lattice.hpp"

namespace fluxwalk {

std::int64_t Lattice::num_sites() const noexcept {
  return std::int64_t{1} * shape[0] * shape[1] * shape[2];
}

std::int64_t Lattice::site(const PerAxis<std::int32_t>& position) const noexcept {
  return (std::int64_t{position[0]} * shape[1] + position[1]) * shape[2] + position[2];
}

PerAxis<std::int32_t> Lattice::position(std::int64_t site) const noexcept {
  PerAxis<std::int32_t> position{};
  for (int a = max_dimension - 1; a >= 0; --a) {
    position[a] = static_cast<std::int32_t>(site % shape[a]);
    site /= shape[a];
  }
  return position;
}

std::int64_t Lattice::bond(int axis, const PerAxis<std::int32_t>& position) const noexcept {
  Lattice planes = *this;
  ++planes.shape[axis];
  return planes.site(position);
}

std::int64_t Lattice::num_bonds(int axis) const noexcept {
  return num_sites() / shape[axis] * (shape[axis] + 1);
}

HopLaw HopLaw::unbiased(int dimension, double stay) {
  HopLaw law;
  law.stay = stay;
  for (int a = 0; a < dimension; ++a) law.minus[a] = law.plus[a] = (1.0 - stay) / (2 * dimension);
  return law;
}

std::vector<double> HopLaw::chances(int dimension) const {
  std::vector<double> list(minus.begin(), minus.begin() + dimension);
  list.insert(list.end(), plus.begin(), plus.begin() + dimension);
  list.push_back(stay);
  return list;
}

double HopLaw::drift(int axis) const noexcept {
  return plus[axis] - minus[axis];
}

double HopLaw::bond_diffusivity(int axis) const noexcept {
  return (plus[axis] + minus[axis]) / 2;
}

double HopLaw::dispersion(int axis_a, int axis_b) const noexcept {
  const double diagonal = axis_a == axis_b ? bond_diffusivity(axis_a) : 0.0;
  return diagonal - drift(axis_a) * drift(axis_b) / 2;
}

}  // namespace fluxwalk
