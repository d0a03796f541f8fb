#include "sample/run_view.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "fluxwalk/theory.hpp"

namespace fluxwalk {

namespace {

constexpr double max_checks = 64;

std::string power_text(const std::string& unit, int power) {
  if (unit.empty() || power == 0) return "";
  const bool is_compound = unit.find_first_of(" ./*^0123456789") != std::string::npos;
  const std::string base = is_compound ? "(" + unit + ")" : unit;
  return power == 1 ? base : base + "^" + std::to_string(power);
}

BatchTallies sum_of(const Results& results) {
  BatchTallies sum = BatchTallies::zero(results.experiment);
  sum.histogram = Counts();
  for (const BatchTallies& batch : results.batches) sum += batch;
  return sum;
}

/// Whether the exact answers can be computed separately for each site of the tables.
bool can_start_apart(const Experiment& experiment) {
  constexpr double most_starts = 128, most_site_steps = 1e9, most_times = 2e6;
  double starts = 0;
  for (const Population& population : experiment.system.populations)
    if (population.is_exact) starts += static_cast<double>(population.table.sites.size());
  const double times = starts * static_cast<double>(experiment.system.steps);
  return starts == 0 ||
         (experiment.system.is_plain() && starts <= most_starts && times <= most_times &&
          times * static_cast<double>(experiment.system.lattice.num_sites()) <= most_site_steps);
}

std::vector<Population> populations_of(const Results& results, bool starts_apart) {
  const Experiment& experiment = results.experiment;
  std::vector<Population> populations;
  for (const Population& population : experiment.system.populations) {
    if (population.is_exact && starts_apart) {
      const auto numbers = experiment.numbers_at_start(population, results.batch_numbers);
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        Population& one = populations.emplace_back();
        one.kind = population.kind;
        one.walkers = numbers[i];
        one.table = {{population.table.sites[i]}, {1}};
        one.is_exact = true;
      }
      continue;
    }
    Population& same = populations.emplace_back(population);
    if (population.is_poisson) continue;
    same.walkers = 0;
    for (const std::int64_t batch : results.batch_numbers)
      same.walkers += experiment.sampling.fixed_share(population.walkers, batch);
  }
  return populations;
}

std::vector<Group> make_groups(const std::vector<Population>& populations, double walkers) {
  std::vector<Group> groups;
  Group poisson{walkers, std::vector<double>(populations.size(), 0.0)};
  double poisson_mean = 0;
  for (std::size_t i = 0; i < populations.size(); ++i) {
    if (populations[i].is_poisson) {
      poisson.shares[i] = populations[i].mean();
      poisson_mean += poisson.shares[i];
      continue;
    }
    Group group{static_cast<double>(populations[i].walkers), std::vector<double>(populations.size(), 0.0)};
    group.shares[i] = 1;
    poisson.number -= group.number;
    if (group.number > 0) groups.push_back(std::move(group));
  }
  if (poisson_mean > 0 && poisson.number > 0) {
    for (double& share : poisson.shares) share /= poisson_mean;
    groups.push_back(std::move(poisson));
  }
  return groups;
}

}  // namespace

bool gives_exact_numbers(const Experiment& experiment) {
  return std::any_of(experiment.system.populations.begin(), experiment.system.populations.end(),
                     [](const Population& population) { return population.is_exact; });
}

const char* why_no_single_walk(const Experiment& experiment) {
  return !experiment.system.medium.is_uniform() ? "hops differ from site to site"
         : experiment.system.has_turnover()     ? "walkers enter, appear, vanish or are born"
                                                : nullptr;
}

Scales::Scales(const Lattice& lattice)
    : length(lattice.length_unit.empty() ? 1.0 : lattice.spacing),
      time(lattice.time_unit.empty() ? 1.0 : lattice.step),
      length_unit(lattice.length_unit),
      time_unit(lattice.time_unit) {}

std::string Scales::unit(int length_power, int time_power) const {
  const std::string lengths = power_text(length_unit, length_power),
                    times = power_text(time_unit, time_power);
  if (lengths.empty() && times.empty()) return "1";
  return lengths + (lengths.empty() || times.empty() ? "" : " ") + times;
}

double Scales::factor(int length_power, int time_power) const {
  return std::pow(length, length_power) * std::pow(time, time_power);
}

RunView::RunView(const Results& run)
    : results(run),
      experiment(run.experiment),
      measure(run.experiment.measure),
      dimension(run.experiment.system.lattice.dimension),
      scales(run.experiment.system.lattice),
      total(sum_of(run)),
      walkers(static_cast<double>(total.started)),
      has_exact_numbers(gives_exact_numbers(run.experiment)),
      starts_apart(can_start_apart(run.experiment)),
      populations(populations_of(run, starts_apart)),
      groups(make_groups(populations, walkers)),
      alpha(std::clamp(1 - run.experiment.settings.analysis.confidence, 1e-12, 0.5) / max_checks) {}

const std::optional<std::vector<RunView::Distributions>>& RunView::profiles(int axis) const {
  const auto known = profiles_.find(axis);
  if (known != profiles_.end()) return known->second;
  return profiles_[axis] = for_groups([&](const Population& population) {
           return theory::profiles(experiment, population, axis, measure.profile_times);
         });
}

const std::optional<std::vector<RunView::Distributions>>& RunView::histograms() const {
  if (!histograms_) {
    histograms_ = for_groups([&](const Population& population) {
      return theory::histograms(experiment, population, measure.histogram_times);
    });
  }
  return *histograms_;
}

std::vector<double> RunView::start_layers(int axis) const {
  std::vector<double> sum(static_cast<std::size_t>(layers(axis)), 0.0);
  double number = 0;
  for (const Group& group : groups) {
    const auto start = mixture(group, [&](const Population& population) {
      return theory::start_layers(experiment, population, axis);
    });
    if (!start) continue;
    add_scaled(sum, *start, group.number);
    number += group.number;
  }
  for (double& fraction : sum) fraction /= std::max(number, 1.0);
  return sum;
}

std::vector<double> RunView::numbers() const {
  std::vector<double> list;
  for (const Group& group : groups) list.push_back(group.number);
  return list;
}

std::vector<double> RunView::expected(const std::vector<std::vector<double>>& per_group) const {
  std::vector<double> sum;
  for (std::size_t g = 0; g < groups.size(); ++g) add_scaled(sum, per_group[g], groups[g].number);
  return sum;
}

bool RunView::is_ring(int axis) const {
  return experiment.system.is_ring(axis);
}

bool RunView::starts_even(int axis) const {
  constexpr double rounding = 1e-12;
  const std::vector<double> start = start_layers(axis);
  const std::vector<double> next = theory::Chain(experiment, axis).advance(start);
  for (std::size_t layer = 0; layer < start.size(); ++layer) {
    if (std::abs(start[layer] - start[0]) > rounding || std::abs(next[layer] - start[layer]) > rounding)
      return false;
  }
  return experiment.system.is_closed();
}

bool RunView::is_free(int axis) const {
  return is_ring(axis) && experiment.system.is_closed();
}

std::int32_t RunView::layers(int axis) const {
  return experiment.system.lattice.shape[axis];
}

double RunView::area(int axis) const {
  return static_cast<double>(experiment.system.lattice.num_sites()) / layers(axis);
}

}  // namespace fluxwalk
