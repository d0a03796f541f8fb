#pragma once
/// \file
/// A run as estimators and verdicts see it: the tallies, the groups of walkers, units, and the exact answers,
/// each computed once.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fluxwalk/results.hpp"
#include "fluxwalk/too_costly.hpp"

namespace fluxwalk {

/// Factors from lattice units to those of the experiment; 1 and no name if the experiment gives none.
struct Scales {
  explicit Scales(const Lattice& lattice);

  double length = 1, time = 1;
  std::string length_unit, time_unit;

  /// Unit text such as "nm^2 ps^-1"; "1" if nothing is left.
  std::string unit(int length_power, int time_power) const;
  double factor(int length_power, int time_power) const;
};

/// Walkers that start independently from one distribution, in a number taken as given. All Poisson
/// populations together are one group: given their total they are independent draws from their mixture.
/// Conditioning on the numbers leaves every cell multinomial; the Poisson number itself is tested apart
/// (laws/bookkeeping/started.cpp).
struct Group {
  double number = 0;
  std::vector<double> shares;  ///< of each of RunView::populations; they sum to 1
};

/// Nested vectors times a number, added up: mixtures of the exact answers of populations.
inline void add_scaled(double& sum, double term, double factor) {
  sum += factor * term;
}
template <class Container>
void add_scaled(Container& sum, const Container& term, double factor) {
  if constexpr (requires { sum.resize(term.size()); }) sum.resize(term.size());
  for (std::size_t i = 0; i < term.size(); ++i) add_scaled(sum[i], term[i], factor);
}

/// Why the closed form of a single walk does not describe a run; null if it does.
const char* why_no_single_walk(const Experiment& experiment);

/// A population says how many walkers start at each site.
bool gives_exact_numbers(const Experiment& experiment);

class RunView {
 public:
  using Distributions = std::vector<std::vector<double>>;  ///< [time][cell]

  explicit RunView(const Results& results);
  explicit RunView(Results&&) = delete;  // it keeps a reference

  const Results& results;
  const Experiment& experiment;
  const Measurements& measure;
  const int dimension;
  const Scales scales;
  const BatchTallies total;      ///< without the histogram, which is results.histogram
  const double walkers;          ///< that started
  const bool has_exact_numbers;  ///< a population says how many walkers start at each site
  /// Each group is drawn from one distribution. False only if a table of exact numbers has too many sites and
  /// is one group: its mean is right, and it scatters less than independent draws from its mean.
  const bool starts_apart;
  /// The populations of the experiment, with the numbers of walkers in the finished batches if these are
  /// fixed. A table of exact numbers becomes one population per site, if starts_apart.
  const std::vector<Population> populations;
  const std::vector<Group> groups;  ///< those with walkers in them
  /// Level of one check when all are judged together: (1 - confidence) / 64, which assumes more checks than
  /// an analysis makes.
  const double alpha;

  /// theory(population) mixed by the shares of a group. Absent if it would cost too much.
  template <class Theory>
  auto mixture(const Group& group, Theory theory) const
      -> std::optional<decltype(theory(std::declval<const Population&>()))> {
    decltype(theory(std::declval<const Population&>())) sum{};
    try {
      for (std::size_t i = 0; i < group.shares.size(); ++i) {
        if (group.shares[i] > 0) add_scaled(sum, theory(populations[i]), group.shares[i]);
      }
    } catch (const theory::TooCostly&) {
      return std::nullopt;
    }
    return sum;
  }

  /// The same for every group, [group]; absent if it is for one, or if there is no group.
  template <class Theory>
  auto for_groups(Theory theory) const {
    std::optional<std::vector<std::decay_t<decltype(*mixture(groups[0], theory))>>> all;
    if (groups.empty()) return all;
    all.emplace();
    for (const Group& group : groups) {
      auto one = mixture(group, theory);
      if (!one) {
        all.reset();
        return all;
      }
      all->push_back(std::move(*one));
    }
    return all;
  }

  /// Exact profiles of each group at the profile times, [group][time][layer]; likewise histograms.
  const std::optional<std::vector<Distributions>>& profiles(int axis) const;
  const std::optional<std::vector<Distributions>>& histograms() const;
  /// Where the walkers start along an axis: fraction in each layer, over all groups.
  std::vector<double> start_layers(int axis) const;

  std::vector<double> numbers() const;  ///< walkers of each group
  /// Sum over groups of number × values.
  std::vector<double> expected(const std::vector<std::vector<double>>& per_group) const;

  /// Hops are the same at every site, except at the faces.
  bool sites_are_alike() const { return experiment.system.medium.is_uniform(); }
  /// No walker is added or removed except through an absorbing or partial face.
  bool walkers_are_given() const { return !experiment.system.has_turnover(); }
  const char* why_no_single_walk() const { return fluxwalk::why_no_single_walk(experiment); }
  bool is_free(int axis) const;  ///< displacement along it is a free walk, and no walker is lost
  bool is_ring(int axis) const;
  /// The walkers start in equilibrium along the axis, equally in each layer: any gradient is due to chance.
  bool starts_even(int axis) const;
  std::int32_t layers(int axis) const;
  double area(int axis) const;  ///< sites across an axis
  /// All walkers are there from the start, start independently and walk by one law: the exact chances of each
  /// group are enough. Else the expected occupancy is needed, with its covariance.
  bool has_chances() const {
    return why_no_single_walk() == nullptr && (!has_exact_numbers || results.batches.empty());
  }
  /// Two layers give a difference, three or more a gradient that may change from place to place.
  bool has_gradient(int axis) const { return layers(axis) >= 3; }

 private:
  mutable std::map<int, std::optional<std::vector<Distributions>>> profiles_;
  mutable std::optional<std::optional<std::vector<Distributions>>> histograms_;
};

inline std::string axis_name(int axis) {
  return std::string(1, axis_names[axis]);
}

}  // namespace fluxwalk
