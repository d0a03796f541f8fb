#include "fluxwalk/transitions.hpp"

#include <algorithm>
#include <cmath>

namespace fluxwalk {

namespace {

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

/// The difference may be a rounding error instead of 0.
double without_rounding(double stay) {
  constexpr double rounding = 1e-12;
  return std::abs(stay) < rounding ? 0.0 : stay;
}

Side opposite(Side side) {
  return side == low ? high : low;
}

}  // namespace

Transitions::Transitions(const Experiment& experiment)
    : experiment_(experiment), dimension_(experiment.system.lattice.dimension) {
  experiment_.system.populations.clear();  // only the lattice and medium are used
  experiment_.system.sources.clear();
  experiment_.heading.attachments.clear();
  const std::int64_t sites = experiment.system.lattice.num_sites();
  stay_.resize(at(sites));
  hop_.resize(at(sites * num_directions()));
  target_.resize(hop_.size(), outside);
  for (std::int64_t site = 0; site < sites; ++site) fill(site);
}

bool Transitions::is_obstacle(std::int64_t site) const {
  const auto& obstacles = experiment_.system.medium.obstacles;
  return !obstacles.empty() && obstacles[at(site)] != 0;
}

double Transitions::accepted(double from, double to) const {
  const double difference = to - from;
  const double chance = [&] {
    switch (experiment_.system.medium.acceptance) {
      case Acceptance::metropolis:
        return difference <= 0 ? 1.0 : std::exp(-difference);
      case Acceptance::glauber:
        return 1 / (1 + std::exp(difference));
      case Acceptance::exponential:
        return std::exp(-difference / 2);
    }
    return 1.0;
  }();
  constexpr int digits = 44;      // of the chance, however small: detailed balance also holds on steep bonds
  constexpr double most = 1e300;  // finite, so that 0 times it is 0
  int exponent = 0;
  const double mantissa = std::frexp(std::min(chance, most), &exponent);
  return std::ldexp(std::nearbyint(std::ldexp(mantissa, digits)), exponent - digits);
}

/// Factor of the bond between two sites; of one to a face or a ghost site, where both are the same.
double Transitions::mobility(std::int64_t site, std::int64_t next) const {
  const std::vector<double>& factors = experiment_.system.medium.mobility;
  if (factors.empty()) return 1;
  // 2ab/(a + b), exactly a where a = b, and the same from both ends.
  const auto [less, more] = std::minmax(factors[at(site)], factors[at(next)]);
  return more > 0 ? less * (more / ((less + more) / 2)) : 0;
}

void Transitions::fill(std::int64_t site) {
  const Lattice& lattice = experiment_.system.lattice;
  const Medium& medium = experiment_.system.medium;
  const PerAxis<std::int32_t> here = lattice.position(site);
  const auto potential = [&](std::int64_t where) {
    return medium.potential.empty() ? 0.0 : medium.potential[at(where)];
  };
  if (is_obstacle(site)) {
    stay_[at(site)] = 1;
    return;
  }
  double rejected = 0;
  for (int a = 0; a < dimension_; ++a) {
    const auto axis = at(a);
    const std::int32_t layers = lattice.shape[axis];
    for (const Side side : {low, high}) {
      const double attempt =
          side == low ? experiment_.system.hop_law.minus[axis] : experiment_.system.hop_law.plus[axis];
      const double factor = medium.hop.empty() ? 1.0 : medium.hop[at(site)];
      PerAxis<std::int32_t> next = here;
      next[axis] += side == high ? 1 : -1;
      const bool is_out = next[axis] < 0 || next[axis] >= layers;
      const Face& face = experiment_.system.faces[axis][side];
      Side way = side;  // the direction of the bond that it crosses
      if (is_out && face.wraps()) next[axis] = side == high ? 0 : layers - 1;
      if (is_out && face.folds()) {
        way = opposite(side);
        next[axis] = here[axis] + (way == high ? 1 : -1);
      }
      PerAxis<std::int32_t> plane = here;
      plane[axis] += way == high ? 1 : 0;
      const auto transmission_of = [&](const PerAxis<std::int32_t>& bond) {
        return medium.transmission[axis].empty() ? 1.0 : medium.transmission[axis][at(lattice.bond(a, bond))];
      };
      double transmission = transmission_of(plane);
      if (is_out && face.wraps()) {  // both faces are one bond
        PerAxis<std::int32_t> other = plane;
        other[axis] = side == high ? 0 : layers;
        transmission *= transmission_of(other);
      }
      const bool is_inside = !is_out || face.wraps() || face.folds();
      const double bond = transmission * mobility(site, is_inside ? lattice.site(next) : site);
      double chance = attempt * factor * bond;
      std::int64_t target = outside;
      if (is_inside) {
        target = lattice.site(next);
        chance *= is_obstacle(target) ? 0.0 : accepted(potential(site), potential(target));
      } else if (face.blocks()) {
        chance = 0;
      } else if (face.lets_in()) {
        const double widening = face.reservoir.is_half_cell ? 2.0 : 1.0;
        const double beyond = face.reservoir.potential.value_or(potential(site));
        const double inwards =
            side == low ? experiment_.system.hop_law.plus[axis] : experiment_.system.hop_law.minus[axis];
        chance *= widening * accepted(potential(site), beyond);
        entries_.push_back(
            {site, a, side, widening * inwards * factor * bond * accepted(beyond, potential(site))});
      } else {  // to an empty site beyond the face, of the same potential
        chance *= accepted(potential(site), potential(site));
        chance *= face.exit_probability();
      }
      const int direction = Direction{a, side}.index(dimension_);
      hop_[place(site, direction)] = chance;
      target_[place(site, direction)] = target;
      rejected += attempt - chance;
    }
  }
  stay_[at(site)] = without_rounding(experiment_.system.hop_law.stay + rejected);
}

Chances Transitions::drawn(std::int64_t site) const {
  const HopLaw& law = experiment_.system.hop_law;
  const std::vector<double>& hop = experiment_.system.medium.hop;
  const double factor =
      is_obstacle(site) ? 0 : (hop.empty() ? 1.0 : hop[at(site)]) * mobility(site, site) * accepted(0, 0);
  Chances succeeding{}, drawn{};
  double rejected = 0;
  for (int a = 0; a < dimension_; ++a) {
    for (const Side side : {low, high}) {
      const int direction = Direction{a, side}.index(dimension_);
      const double attempt = side == low ? law.minus[at(a)] : law.plus[at(a)];
      const double chance = this->hop(site, direction);
      succeeding[at(direction)] = chance;
      drawn[at(direction)] = chance > 0 ? chance : attempt * factor;
      rejected += attempt - drawn[at(direction)];
    }
  }
  succeeding[at(num_directions())] = stay(site);
  drawn[at(num_directions())] = without_rounding(law.stay + rejected);
  // Other hops may be likelier than their attempts.
  return drawn[at(num_directions())] < 0 ? succeeding : drawn;
}

Transitions::Crossing Transitions::crossing(std::int64_t site, int direction) const {
  const auto [axis, side] = Direction::of(direction, dimension_);
  const bool is_up = side == high;
  const std::int32_t here = experiment_.system.lattice.position(site)[at(axis)];
  const std::int32_t layers = experiment_.system.lattice.shape[at(axis)];
  const bool is_out = is_up ? here == layers - 1 : here == 0;
  const bool is_folded = is_out && experiment_.system.faces[at(axis)][side].folds();
  const bool is_forward = is_up != is_folded;
  return {is_forward ? here + 1 : here, is_forward};
}

}  // namespace fluxwalk
