#include "kernels/occupation/slice_plan.hpp"

#include <algorithm>
#include <bit>
#include <map>

#include "kernels/occupation/occupation_plan.hpp"

namespace fluxwalk {

namespace {

constexpr std::size_t none = ~std::size_t{};

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

void insert(Slice& slice, std::size_t site) {
  slice.words[site % sites_of_slice / 64] |= std::uint64_t{1} << (site % 64);
}

bool contains(const Slice& slice, std::size_t site) {
  return (slice.words[site % sites_of_slice / 64] >> (site % 64) & 1U) != 0;
}

void add(Slice& sites, const Slice& more) {
  for (std::size_t i = 0; i < 8; ++i) sites.words[i] |= more.words[i];
}

bool leaves_nothing_to_chance(const SiteClass& here) {
  return std::all_of(here.fates.begin(), here.fates.end(),
                     [](const Fate& fate) { return fate.succeeds.is_all; });
}

/// Sorts the sites into laws and others.
class Sorter {
 public:
  Sorter(const OccupationPlan& plan, SlicePlan& made) : plan_(plan), made_(made) {
    std::map<Chances, std::size_t> known;
    for (const SiteClass& one : plan.classes) {
      const std::size_t law = known.emplace(one.chances, known.size()).first->second;
      law_of_class_.push_back(leaves_nothing_to_chance(one) ? law : none);
    }
    part_of_law_.assign(known.size(), none);
    place_of_law_.assign(known.size(), none);
  }

  void sort(std::size_t block) {
    struct Candidate {
      std::size_t law, first, number;
      SlicePlan::Part part;
    };
    std::vector<Candidate> candidates;
    const std::size_t begin = block * sites_of_slice, end = std::min(begin + sites_of_slice, made_.num_sites);
    for (std::size_t site = begin; site < end; ++site) {
      const std::size_t law = law_of(site);
      if (law == none) continue;
      if (part_of_law_[law] == none) {
        part_of_law_[law] = candidates.size();
        candidates.push_back({law, site, 0, {block, true, {}}});
      }
      Candidate& candidate = candidates[part_of_law_[law]];
      ++candidate.number;
      insert(candidate.part.sites, site);
    }
    Slice together;
    for (const Candidate& candidate : candidates) {
      part_of_law_[candidate.law] = none;
      if (candidate.number < least_together || !has_place(candidate.law, candidate.first)) continue;
      made_.laws[place_of_law_[candidate.law]].parts.push_back(candidate.part);
      add(together, candidate.part.sites);
    }
    for (std::size_t site = begin; site < end; ++site)
      if (!contains(together, site)) made_.others.push_back(site);
  }

 private:
  static constexpr std::size_t least_together = 16;  // sites: fewer are split more quickly one by one
  static constexpr std::size_t most_laws = 1000;     // each takes some kilobytes

  std::size_t law_of(std::size_t site) const { return law_of_class_[plan_.class_of_site[site]]; }

  bool has_place(std::size_t law, std::size_t site) {
    if (place_of_law_[law] != none) return true;
    if (made_.laws.size() == most_laws) return false;
    place_of_law_[law] = made_.laws.size();
    const int dimension = plan_.walk.dimension;
    const Chances& chances = plan_.classes[plan_.class_of_site[site]].chances;
    made_.laws.push_back(
        {{thresholds_from_probabilities({chances.data(), at(2 * dimension + 1)}), dimension}, {}});
    return true;
  }

  const OccupationPlan& plan_;
  SlicePlan& made_;
  std::vector<std::size_t> law_of_class_, part_of_law_, place_of_law_;
};

/// Puts the arrivals into as few rows as first-fit gives: each row is added at once.
void put_in_rows(std::vector<SlicePlan::Arrival>& arrivals) {
  std::vector<SlicePlan::Arrival> sorted;
  while (!arrivals.empty()) {
    Slice taken;
    const auto fits = [&taken](const SlicePlan::Arrival& arrival) {
      std::uint64_t both = 0;
      for (std::size_t i = 0; i < 8; ++i) both |= taken.words[i] & arrival.to.words[i];
      if (both == 0) add(taken, arrival.to);
      return both == 0;
    };
    const auto left = std::stable_partition(arrivals.begin(), arrivals.end(),
                                            [&](const auto& arrival) { return !fits(arrival); });
    sorted.insert(sorted.end(), left, arrivals.end());
    sorted.back().is_last = true;
    arrivals.erase(left, arrivals.end());
  }
  arrivals = std::move(sorted);
}

}  // namespace

SlicePlan::SlicePlan(const OccupationPlan& plan)
    : num_sites(plan.class_of_site.size()),
      num_blocks((num_sites + sites_of_slice - 1) / sites_of_slice),
      most_walkers(static_cast<std::int64_t>(std::bit_ceil(num_sites / num_blocks)) - 1),
      arrivals(num_blocks) {
  Sorter sorter(plan, *this);
  for (std::size_t block = 0; block < num_blocks; ++block) sorter.sort(block);
  std::vector<bool> has_part(num_blocks, false);
  for (Law& law : laws) {
    for (Part& part : law.parts) {
      part.is_first = !has_part[part.block];
      has_part[part.block] = true;
    }
  }
  // Certain decay or reproduction needs no draw, and is not worth a case of its own.
  is_worthwhile = 2 * others.size() <= num_sites && !plan.decay.is_all && !plan.reproduction.is_all;
  if (!is_worthwhile) return;

  const Lattice& lattice = plan.walk.experiment.system.lattice;
  const int dimension = lattice.dimension;
  for (int direction = 0; direction < 2 * dimension; ++direction)
    directions.push_back({std::vector<Slice>(num_blocks),
                          std::vector<Crossing>(at(lattice.shape[at(direction % dimension)]))});
  for (std::size_t site = 0, other = 0; site < num_sites; ++site) {
    if (other < others.size() && others[other] == site) {
      ++other;
      continue;
    }
    const SiteClass& here = plan.classes[plan.class_of_site[site]];
    const PerAxis<std::int32_t> position = lattice.position(static_cast<std::int64_t>(site));
    for (int direction = 0; direction < 2 * dimension; ++direction) {
      if (!(here.chances[at(direction)] > 0)) continue;
      const Fate& fate = here.fates[at(direction)];
      const std::int32_t layer = position[at(direction % dimension)];
      if (fate.crosses) {
        insert(directions[at(direction)].crosses[site / sites_of_slice], site);
        directions[at(direction)].crossing[at(layer)] = {fate.is_forward, fate.leaves,
                                                         layer + fate.plane_offset};
      }
      if (!fate.leaves) arrive(direction, site, site + at(fate.offset));
    }
    if (here.chances[at(2 * dimension)] > 0) arrive(2 * dimension, site, site);
  }
  for (std::vector<Arrival>& here : arrivals) put_in_rows(here);
}

void SlicePlan::arrive(int direction, std::size_t from, std::size_t to) {
  const auto bit = static_cast<std::ptrdiff_t>(from) - static_cast<std::ptrdiff_t>(to % sites_of_slice);
  const auto word = bit >> 6;  // also for negative numbers
  const auto shift = static_cast<int>(bit & 63);
  std::vector<Arrival>& here = arrivals[to / sites_of_slice];
  auto found = std::find_if(here.begin(), here.end(), [&](const Arrival& one) {
    return one.direction == direction && one.word == word && one.shift == shift;
  });
  if (found == here.end()) found = here.insert(here.end(), {direction, shift, word, false, {}});
  insert(found->to, to);
}

}  // namespace fluxwalk
