#include "kernels/occupation/occupation_kernel.hpp"

#include <algorithm>
#include <numeric>

#include "kernels/occupation/placement.hpp"
#include "kernels/occupation/recorder.hpp"
#include "kernels/occupation/sliced_box.hpp"
#include "random/poisson.hpp"

namespace fluxwalk {

namespace {

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

/// One batch, from time 0 to the end.
class Run {
 public:
  Run(const OccupationPlan& plan, const Target& target, std::int64_t batch, BatchTallies& tallies)
      : plan_(plan),
        experiment_(plan.walk.experiment),
        batch_(batch),
        num_directions_(at(2 * plan.walk.dimension)),
        words_(experiment_.sampling.seed, static_cast<std::uint64_t>(batch), target.fill_rows),
        recorder_(experiment_, tallies),
        few_(plan, *target.slices, recorder_),
        now_(plan.class_of_site.size(), 0),
        before_(plan.class_of_site.size(), 0) {}

  void simulate(const std::vector<std::int64_t>& numbers) {
    place_walkers(plan_, batch_, numbers, words_, now_);
    recorder_.sample(0, now_);
    for (std::int64_t time = 0; time < experiment_.system.steps; ++time) {
      choose_form();
      count_residence();
      hop();
      enter();
      turn_over();
      appear(time);
      if (is_sliced_ && recorder_.ends_bin(time + 1)) few_.read_off();
      recorder_.end_bins(time + 1);
      if (recorder_.samples(time + 1)) recorder_.sample(time + 1, standing());
    }
    if (is_sliced_) few_.read_off();
    recorder_.finish(standing());
  }

 private:
  /// Uses slices if all sites have few walkers; the slices have memory of their own.
  void choose_form() {
    if (is_sliced_ && !few_.has_few()) leave_slices();
    if (is_sliced_ || !plan_.slices.is_worthwhile) return;
    if (*std::max_element(now_.begin(), now_.end()) > plan_.slices.most_walkers) return;
    is_sliced_ = true;
    few_.put(now_);
  }

  void leave_slices() {
    few_.read_off();
    few_.copy_to(now_);
    is_sliced_ = false;
  }

  const std::vector<std::int64_t>& standing() {
    if (is_sliced_) few_.copy_to(now_);
    return now_;
  }

  void count_residence() {
    if (!recorder_.counts_residence()) return;
    if (is_sliced_)
      few_.count_residence();
    else
      recorder_.count_residence(now_);
  }

  void hop() {
    if (is_sliced_) {
      few_.hop(words_);
      for (const std::size_t site : plan_.slices.others) hop_from(site, few_.before_hop(site));
      return;
    }
    std::swap(now_, before_);
    std::fill(now_.begin(), now_.end(), 0);
    for (std::size_t site = 0; site < now_.size(); ++site) hop_from(site, before_[site]);
  }

  /// Splits the walkers of a site by one binomial draw after the other.
  void hop_from(std::size_t site, std::int64_t walkers) {
    if (walkers == 0) return;
    std::array<std::int64_t, 2 * max_dimension> directions{};
    const std::int64_t stay = here(site).split.draw(walkers, {directions.data(), num_directions_}, words_);
    recorder_.count_choices({directions.data(), num_directions_}, stay);
    add(site, stay);
    for (std::size_t k = 0; k < num_directions_; ++k) send(site, k, directions[k]);
  }

  /// Walkers of a site that hop in a direction.
  void send(std::size_t site, std::size_t direction, std::int64_t walkers) {
    if (walkers == 0) return;
    const Fate& fate = here(site).fates[direction];
    const std::int64_t hopping = fate.succeeds.draw(walkers, words_);
    add(site, walkers - hopping);
    if (fate.crosses) recorder_.count_crossing(site, direction, fate, hopping);
    if (!fate.leaves) add(site + at(fate.offset), hopping);
  }

  void add(std::size_t site, std::int64_t walkers) {
    if (is_sliced_ && !few_.add(site, walkers)) leave_slices();
    if (!is_sliced_) now_[site] += walkers;
  }

  const SiteClass& here(std::size_t site) const { return plan_.classes[plan_.class_of_site[site]]; }

  void enter() {
    for (const Inflow& inflow : plan_.entries) {
      come(inflow, [&](std::size_t site, std::int64_t number) {
        add(site, number);
        recorder_.count_entry(inflow.face, number);
      });
    }
  }

  /// Decay and reproduction.
  void turn_over() {
    if (plan_.decay.is_nothing() && plan_.reproduction.is_nothing()) return;
    if (is_sliced_ && !few_.has_few()) leave_slices();  // many may have come in
    if (is_sliced_) {
      few_.turn_over(words_);
      return;
    }
    for (std::size_t site = 0; site < now_.size(); ++site) {
      const std::int64_t vanished = plan_.decay.draw(now_[site], words_);
      const std::int64_t born = plan_.reproduction.draw(now_[site] - vanished, words_);
      now_[site] += born - vanished;
      recorder_.count_turnover(site, vanished, born);
    }
  }

  void appear(std::int64_t time) {
    for (const Inflow& source : plan_.sources) {
      if (time < source.begin || time >= source.end) continue;
      come(source, [&](std::size_t site, std::int64_t number) {
        add(site, number);
        recorder_.count_source(site, number);
      });
    }
  }

  /// Calls visit(site, number) for the walkers that enter.
  template <class Visit>
  void come(const Inflow& inflow, Visit visit) {
    const std::int64_t fixed = inflow.fixed > 0 ? experiment_.sampling.fixed_share(inflow.fixed, batch_) : 0;
    for (const Inflow::Alone& one : inflow.alone)
      visit(at(one.site), inflow.fixed > 0 ? one.enters.draw(fixed, words_) : poisson(one.mean, words_));
    if (inflow.rare.empty()) return;
    const std::int64_t number = poisson(inflow.mean_of_rare, words_);
    const Thresholds& shares = inflow.shares;
    if (shares.empty()) return visit(at(inflow.rare.front()), number);
    for (std::int64_t k = 0; k < number; ++k) {
      const auto chosen = std::upper_bound(shares.begin(), shares.end(), words_.next()) - shares.begin();
      visit(at(inflow.rare[at(chosen)]), 1);
    }
  }

  const OccupationPlan& plan_;
  const Experiment& experiment_;
  std::int64_t batch_;
  std::size_t num_directions_;
  Words words_;
  Recorder recorder_;
  bool is_sliced_ = false;
  SlicedBox few_;                           // walkers at each site while it is
  std::vector<std::int64_t> now_, before_;  // else; and the numbers before the hop
};

}  // namespace

BatchTallies OccupationKernel::simulate(std::int64_t batch) const {
  BatchTallies tallies = BatchTallies::zero(plan_.walk.experiment);
  const std::vector<std::int64_t> numbers = plan_.walk.walkers_of_batch(batch);
  tallies.started = std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0});
  Run(plan_, target_, batch, tallies).simulate(numbers);
  return tallies;
}

}  // namespace fluxwalk
