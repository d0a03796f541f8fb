#include "theory/landing.hpp"

#include <stdexcept>

namespace fluxwalk::theory {

bool can_pass(const Experiment& experiment, int axis, Side side) noexcept {
  const Face& face = experiment.system.faces[axis][side];
  const double minus = experiment.system.hop_law.minus[axis], plus = experiment.system.hop_law.plus[axis];
  if (face.lets_in()) return minus + plus > 0;
  return face.exit_probability() > 0 && (side == low ? minus : plus) > 0;
}

Landing landing(const Face& face, Side side, std::int32_t layers) {
  const auto last = static_cast<std::size_t>(layers) - 1;
  const std::size_t end = side == low ? 0 : last;
  const double kept = 1 - face.exit_probability();
  if (face.wraps()) return {last - end, kept};
  if (!face.folds()) return {end, kept};
  if (layers < 2) throw std::invalid_argument("a mirror face needs an axis of at least two layers");
  return {side == low ? 1 : last - 1, kept};
}

}  // namespace fluxwalk::theory
