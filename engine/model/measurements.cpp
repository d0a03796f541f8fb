#include "fluxwalk/measurements.hpp"

namespace fluxwalk {

bool FirstPassageTarget::contains(const PerAxis<std::int32_t>& site,
                                  const PerAxis<std::int32_t>& start) const noexcept {
  if (kind == TargetKind::layer) return site[axis] == layer;
  if (kind == TargetKind::own_start) return site == start;
  for (std::size_t a = 0; a < site.size(); ++a)
    if (site[a] < from[a] || site[a] > to[a]) return false;
  return true;
}

}  // namespace fluxwalk
