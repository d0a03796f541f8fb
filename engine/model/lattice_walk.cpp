#include "fluxwalk/lattice_walk.hpp"

#include <algorithm>

namespace fluxwalk {

bool Medium::is_uniform() const noexcept {
  return acceptance != Acceptance::glauber && hop.empty() && mobility.empty() && obstacles.empty() &&
         potential.empty() &&
         std::all_of(transmission.begin(), transmission.end(), [](const auto& list) { return list.empty(); });
}

const char* to_string(Acceptance acceptance) noexcept {
  switch (acceptance) {
    case Acceptance::metropolis:
      return "metropolis";
    case Acceptance::glauber:
      return "glauber";
    case Acceptance::exponential:
      return "exponential";
  }
  return "?";
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
    case FaceKind::reservoir:
      return "reservoir";
  }
  return "?";
}

double LatticeWalk::mean_walkers() const noexcept {
  double sum = 0;
  for (const Population& population : populations) sum += population.mean();
  return sum;
}

namespace {

bool has_face(const LatticeWalk& system, bool (Face::*property)() const noexcept) {
  for (int a = 0; a < system.lattice.dimension; ++a)
    for (const Face& face : system.faces[a])
      if ((face.*property)()) return true;
  return false;
}

}  // namespace

bool LatticeWalk::lets_out() const noexcept {
  return has_face(*this, &Face::lets_out);
}

bool LatticeWalk::is_closed() const noexcept {
  return !has_turnover() && !lets_out();
}

bool LatticeWalk::has_reservoir() const noexcept {
  return has_face(*this, &Face::lets_in);
}

bool LatticeWalk::has_turnover() const noexcept {
  return has_reservoir() || turnover.decay > 0 || turnover.reproduction > 0 || !sources.empty();
}

bool LatticeWalk::is_plain() const noexcept {
  return medium.is_uniform() && !has_turnover();
}

}  // namespace fluxwalk
