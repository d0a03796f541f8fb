/// \file
/// Rates of the sites, merged to those of cells if that is exact, and the supply of the cells.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "fluxwalk/answer_limits.hpp"
#include "fluxwalk/occupancy.hpp"
#include "fluxwalk/theory.hpp"

namespace fluxwalk::theory {

namespace {

constexpr double rounding = 1e-12;

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

/// The moves of a walker of a site in a step, in terms of cells.
struct SiteRates {
  std::vector<std::pair<std::size_t, double>> to;  ///< cells, and the chance to be there after the hop
  PerAxis<double> up{}, down{};

  void add(std::size_t cell, double probability) {
    if (probability <= 0) return;
    for (auto& [known, chance] : to) {
      if (known != cell) continue;
      chance += probability;
      return;
    }
    to.emplace_back(cell, probability);
  }
  double chance(std::size_t cell) const {
    for (const auto& [known, chance] : to)
      if (known == cell) return chance;
    return 0;
  }
  bool is_like(const SiteRates& other, std::size_t axis) const {
    const auto covers = [](const SiteRates& a, const SiteRates& b) {
      return std::all_of(a.to.begin(), a.to.end(), [&](const auto& move) {
        return std::abs(move.second - b.chance(move.first)) < rounding;
      });
    };
    return covers(*this, other) && covers(other, *this) && std::abs(up[axis] - other.up[axis]) < rounding &&
           std::abs(down[axis] - other.down[axis]) < rounding;
  }
};

SiteRates rates_of(const Transitions& transitions, std::int64_t site,
                   const std::vector<std::size_t>& cell_of) {
  SiteRates rates;
  rates.add(cell_of[at(site)], transitions.stay(site));
  for (int direction = 0; direction < transitions.num_directions(); ++direction) {
    const double chance = transitions.hop(site, direction);
    if (!(chance > 0)) continue;
    const std::int64_t target = transitions.target(site, direction);
    if (target != Transitions::outside) rates.add(cell_of[at(target)], chance);
    const auto axis = static_cast<std::size_t>(direction % transitions.dimension());
    (transitions.crossing(site, direction).is_forward ? rates.up : rates.down)[axis] += chance;
  }
  return rates;
}

/// A box of like sites that no walker leaves sideways, one site thick: the layers are the same.
Experiment narrowed(const Experiment& experiment, int axis) {
  Experiment thin = experiment;
  const auto kept = static_cast<std::size_t>(axis);
  for (std::size_t a = 0; a < max_dimension; ++a) {
    if (a == kept) continue;
    thin.system.lattice.shape[a] = 1;
    thin.system.faces[a] = {};
    for (Population& population : thin.system.populations) population.along[a] = {0, {1}};
  }
  for (Population& population : thin.system.populations)
    for (std::int64_t& site : population.table.sites) site = experiment.system.lattice.position(site)[kept];
  for (Source& source : thin.system.sources)
    for (std::int64_t& site : source.sites) site = experiment.system.lattice.position(site)[kept];
  return thin;
}

/// Share of a whole number that is divided over batches, the first ones taking one more.
double share_of_batches(const Experiment& experiment, std::int64_t number,
                        const std::vector<std::int64_t>& batches) {
  std::int64_t sum = 0;
  for (const std::int64_t batch : batches) sum += experiment.sampling.fixed_share(number, batch);
  return static_cast<double>(sum);
}

}  // namespace

std::vector<std::int64_t> all_batches(const Experiment& experiment) {
  std::vector<std::int64_t> batches(at(experiment.sampling.num_batches));
  std::iota(batches.begin(), batches.end(), std::int64_t{0});
  return batches;
}

Occupancy Occupancy::of_sites(const Experiment& experiment, const std::vector<std::int64_t>& batches) {
  return *build(experiment, -1, 1, batches);
}

std::optional<Occupancy> Occupancy::of_layers(const Experiment& experiment, int axis,
                                              const std::vector<std::int64_t>& batches) {
  if (!experiment.system.medium.is_uniform()) return build(experiment, axis, 1, batches);
  if (!is_autonomous(experiment, axis)) return std::nullopt;
  const auto copies = static_cast<double>(experiment.system.lattice.num_sites()) /
                      static_cast<double>(experiment.system.lattice.shape[axis]);
  return build(narrowed(experiment, axis), axis, copies, batches);
}

std::optional<Occupancy> Occupancy::build(const Experiment& experiment, int only_axis, double copies,
                                          const std::vector<std::int64_t>& batches) {
  const Lattice& lattice = experiment.system.lattice;
  if (static_cast<double>(lattice.num_sites()) > answer_limits::sites)
    throw TooCostly("the box has more than 4e6 sites");
  const Transitions transitions(experiment);
  std::vector<std::size_t> cell_of(at(lattice.num_sites()));
  for (std::int64_t site = 0; site < lattice.num_sites(); ++site)
    cell_of[at(site)] = only_axis < 0 ? at(site) : at(lattice.position(site)[at(only_axis)]);
  const std::size_t num_cells = only_axis < 0 ? cell_of.size() : at(lattice.shape[at(only_axis)]);

  Occupancy occupancy;
  occupancy.turnover_ = experiment.system.turnover;
  occupancy.growth_ = (1 - experiment.system.turnover.decay) * (1 + experiment.system.turnover.reproduction);
  occupancy.poisson_.assign(num_cells, 0.0);
  for (int a = 0; a < lattice.dimension; ++a) {
    if (only_axis >= 0 && a != only_axis) continue;
    AxisRates& axis = occupancy.axes_[at(a)];
    axis.layers = lattice.shape[at(a)];
    axis.is_ring = experiment.system.is_ring(a);
    axis.up.assign(num_cells, 0.0);
    axis.down.assign(num_cells, 0.0);
    axis.layer.resize(num_cells);
    for (std::size_t cell = 0; cell < num_cells; ++cell)
      axis.layer[cell] = only_axis < 0 ? lattice.position(static_cast<std::int64_t>(cell))[at(a)]
                                       : static_cast<std::int32_t>(cell);
  }
  std::map<std::int64_t, Band> bands;                                 // by `from` - `to`
  const auto record = [&](std::size_t from, const SiteRates& cell) {  // ascending cells
    for (const auto& [to, chance] : cell.to) {
      const std::int64_t distance = static_cast<std::int64_t>(from) - static_cast<std::int64_t>(to);
      Band& band = bands.try_emplace(distance, Band{to, from, {}}).first->second;
      if (band.probability.empty()) band.probability.reserve(num_cells - from);
      band.probability.resize(from - band.from, 0.0);
      band.probability.push_back(chance);
    }
    for (std::size_t a = 0; a < occupancy.axes_.size(); ++a) {
      if (occupancy.axes_[a].up.empty()) continue;
      occupancy.axes_[a].up[from] = cell.up[a];
      occupancy.axes_[a].down[from] = cell.down[a];
    }
  };

  std::vector<SiteRates> rates(only_axis < 0 ? 0 : num_cells);
  std::vector<bool> is_known(rates.size(), false);
  for (std::int64_t site = 0; site < lattice.num_sites(); ++site) {
    const std::size_t cell = cell_of[at(site)];
    if (transitions.is_obstacle(site)) continue;  // no walker is there
    SiteRates here = rates_of(transitions, site, cell_of);
    if (only_axis < 0)
      record(cell, here);
    else if (!is_known[cell])
      rates[cell] = std::move(here);
    else if (!here.is_like(rates[cell], at(only_axis)))
      return std::nullopt;
    if (only_axis >= 0) is_known[cell] = true;
  }
  for (std::size_t cell = 0; cell < rates.size(); ++cell) {  // leaving walkers must cross a face of this axis
    double kept = 0;
    for (const auto& move : rates[cell].to) kept += move.second;
    const bool is_ring = experiment.system.is_ring(only_axis);
    if (!is_ring && cell == 0) kept += rates[cell].down[at(only_axis)];
    if (!is_ring && cell + 1 == num_cells) kept += rates[cell].up[at(only_axis)];
    if (is_known[cell] && std::abs(kept - 1) > 1e-9) return std::nullopt;
    record(cell, rates[cell]);
  }
  for (auto& [distance, band] : bands) {
    if (band.probability.size() < band.probability.capacity()) band.probability.shrink_to_fit();
    occupancy.bands_.push_back(std::move(band));
  }
  occupancy.supply(experiment, transitions, only_axis, copies, batches, cell_of);
  return occupancy;
}

void Occupancy::supply(const Experiment& experiment, const Transitions& transitions, int only_axis,
                       double copies, const std::vector<std::int64_t>& batches,
                       const std::vector<std::size_t>& cell_of) {
  const double share =
      static_cast<double>(batches.size()) / static_cast<double>(experiment.sampling.num_batches);
  for (const Transitions::Entry& entry : transitions.entries()) {
    const Reservoir& reservoir = experiment.system.faces[at(entry.axis)][entry.side].reservoir;
    const double concentration =
        reservoir.is_deterministic
            ? share_of_batches(experiment, std::llround(reservoir.concentration), batches)
            : reservoir.concentration * share;
    if (!(concentration * entry.probability > 0)) continue;
    const Bath bath{
        cell_of[at(entry.site)],   entry.axis, entry.side, concentration, entry.probability, copies,
        reservoir.is_deterministic};
    const auto is_like = [&](const Bath& known) {
      return known.cell == bath.cell && known.axis == bath.axis && known.side == bath.side &&
             known.probability == bath.probability;
    };
    const auto like = only_axis < 0 ? baths_.end() : std::find_if(baths_.begin(), baths_.end(), is_like);
    if (like == baths_.end())
      baths_.push_back(bath);
    else
      like->sites += copies;
  }
  for (const Source& source : experiment.system.sources) {
    SourceTerm term{source.begin, source.end, std::vector<double>(num_cells(), 0.0)};
    for (std::size_t i = 0; i < source.sites.size(); ++i)
      term.rates[cell_of[at(source.sites[i])]] += source.rates[i] * share;
    source_terms_.push_back(std::move(term));
  }
  const std::vector<std::uint8_t>& obstacles = experiment.system.medium.obstacles;
  for (const Population& population : experiment.system.populations) {
    if (population.is_exact) {
      const std::vector<std::int64_t> numbers = experiment.numbers_at_start(population, batches);
      exact_.resize(num_cells(), 0.0);
      for (std::size_t i = 0; i < numbers.size(); ++i)
        exact_[cell_of[at(population.table.sites[i])]] += static_cast<double>(numbers[i]);
      continue;
    }
    std::vector<double> start(num_cells(), 0.0);
    if (only_axis >= 0 && obstacles.empty()) {
      start = start_layers(experiment, population, only_axis);
    } else {  // conditional on a start outside obstacles
      const std::vector<double> sites = start_sites(experiment, population);
      double sum = 0;
      const auto is_free = [&](std::size_t site) { return obstacles.empty() || obstacles[site] == 0; };
      for (std::size_t site = 0; site < sites.size(); ++site) sum += is_free(site) ? sites[site] : 0.0;
      for (std::size_t site = 0; site < sites.size(); ++site)
        if (is_free(site)) start[cell_of[site]] += sites[site] / sum;
    }
    if (population.is_poisson) {
      for (std::size_t cell = 0; cell < start.size(); ++cell)
        poisson_[cell] += share * population.mean() * start[cell];
    } else {
      fixed_.push_back({share_of_batches(experiment, population.walkers, batches), start});
    }
  }
}

}  // namespace fluxwalk::theory
