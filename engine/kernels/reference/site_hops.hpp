#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "fluxwalk/transitions.hpp"
#include "random/choice.hpp"

namespace fluxwalk {

/// The cells of the hop choice at each site of a medium: hops that succeed, in the order of the directions,
/// and stay.
class SiteHops {
 public:
  explicit SiteHops(const Experiment& experiment) : transitions(experiment) {
    std::map<Thresholds, std::uint32_t> known;
    for (std::int64_t site = 0; site < transitions.num_sites(); ++site) {
      std::vector<double> chances;
      for (int k = 0; k < transitions.num_directions(); ++k) chances.push_back(transitions.hop(site, k));
      chances.push_back(transitions.stay(site));
      const Thresholds cells = thresholds_from_probabilities(chances);
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
