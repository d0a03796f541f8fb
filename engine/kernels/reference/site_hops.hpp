#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "fluxwalk/transitions.hpp"
#include "random/choice.hpp"

namespace fluxwalk {

/// The cells of the hop choice at each site of a medium: Transitions::drawn.
class SiteHops {
 public:
  explicit SiteHops(const Experiment& experiment) : transitions(experiment) {
    std::map<Thresholds, std::uint32_t> known;
    for (std::int64_t site = 0; site < transitions.num_sites(); ++site) {
      const Chances drawn = transitions.drawn(site);
      const auto num_cells = static_cast<std::size_t>(transitions.num_directions()) + 1;
      const Thresholds cells = thresholds_from_probabilities({drawn.data(), num_cells});
      const auto [place, is_new] = known.emplace(cells, static_cast<std::uint32_t>(cells_.size()));
      if (is_new) cells_.push_back(cells);
      cells_of_site_.push_back(place->second);
    }
  }

  const Thresholds& cells(std::int64_t site) const {
    return cells_[cells_of_site_[static_cast<std::size_t>(site)]];
  }

  const Transitions transitions;

 private:
  std::vector<Thresholds> cells_;
  std::vector<std::uint32_t> cells_of_site_;
};

}  // namespace fluxwalk
