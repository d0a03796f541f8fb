#include "fluxwalk/experiment.hpp"

namespace fluxwalk {

namespace {
std::size_t at(int axis) {
  return static_cast<std::size_t>(axis);
}
}  // namespace

std::int64_t Lattice::num_sites() const noexcept {
  return std::int64_t{1} * shape[0] * shape[1] * shape[2];
}

std::int64_t Lattice::site(const PerAxis<std::int32_t>& position) const noexcept {
  return (std::int64_t{position[0]} * shape[1] + position[1]) * shape[2] + position[2];
}

HopLaw HopLaw::unbiased(int dimension, double stay) {
  HopLaw law;
  law.stay = stay;
  for (int a = 0; a < dimension; ++a) law.minus[at(a)] = law.plus[at(a)] = (1.0 - stay) / (2 * dimension);
  return law;
}

double HopLaw::drift(int axis) const noexcept {
  return plus[at(axis)] - minus[at(axis)];
}

double HopLaw::bond_diffusivity(int axis) const noexcept {
  return (plus[at(axis)] + minus[at(axis)]) / 2;
}

double HopLaw::dispersion(int axis_a, int axis_b) const noexcept {
  const double diagonal = axis_a == axis_b ? bond_diffusivity(axis_a) : 0.0;
  return diagonal - drift(axis_a) * drift(axis_b) / 2;
}

std::int64_t Experiment::mean_walkers() const noexcept {
  std::int64_t sum = 0;
  for (const Population& population : populations) sum += population.walkers;
  return sum;
}

std::int64_t Experiment::fixed_share(const Population& population, std::int64_t batch) const noexcept {
  return population.walkers / num_batches + (batch < population.walkers % num_batches ? 1 : 0);
}

bool Experiment::is_closed() const noexcept {
  for (int a = 0; a < lattice.dimension; ++a) {
    for (const Face& face : faces[at(a)]) {
      if (face.kind == FaceKind::absorbing || face.kind == FaceKind::partial) return false;
    }
  }
  return true;
}

const char* to_string(FaceKind kind) noexcept {
  switch (kind) {
    case FaceKind::periodic:
      return "periodic";
    case FaceKind::reflecting:
      return "reflecting";
    case FaceKind::mirror:
      return "mirror";
    case FaceKind::absorbing:
      return "absorbing";
    case FaceKind::partial:
      return "partial";
  }
  return "?";
}

const char* to_string(KernelKind kind) noexcept {
  switch (kind) {
    case KernelKind::automatic:
      return "auto";
    case KernelKind::reference:
      return "reference";
    case KernelKind::walkers:
      return "walkers";
  }
  return "?";
}

}  // namespace fluxwalk
