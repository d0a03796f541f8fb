#pragma once
#include <cstdint>
#include <vector>

#include "kernels/occupation/occupation_plan.hpp"
#include "kernels/occupation/recorder.hpp"
#include "kernels/occupation/slices.hpp"

namespace fluxwalk {

/// A box with few walkers at every site, and the counts of their hops that the recorder does not have yet.
class SlicedBox {
 public:
  SlicedBox(const OccupationPlan& plan, const SliceCode& code, Recorder& recorder);
  SlicedBox(const SlicedBox&) = delete;

  /// At most SlicePlan::most_walkers at each site.
  void put(const std::vector<std::int64_t>& numbers);
  void copy_to(std::vector<std::int64_t>& numbers) const;
  /// There are still at most SlicePlan::most_walkers, so that they may hop or turn over here.
  bool has_few() const { return (std::int64_t{1} << now_->num_digits) - 1 <= plan_.most_walkers; }

  std::int64_t operator[](std::size_t site) const { return (*now_)[site]; }
  std::int64_t before_hop(std::size_t site) const { return (*before_)[site]; }
  /// Returns false and does nothing if the number would be too large.
  bool add(std::size_t site, std::int64_t number);

  void count_residence();
  /// All walkers hop but those of SlicePlan::others, which vanish.
  void hop(Words& words);
  /// Decay, and reproduction of the walkers that are left.
  void turn_over(Words& words);
  /// Hands the counts to the recorder.
  void read_off();

 private:
  const OccupationPlan& box_;
  const SlicePlan& plan_;
  const SliceCode& code_;
  Recorder& recorder_;
  SlicedNumbers numbers_[2];
  SlicedNumbers *now_ = &numbers_[0], *before_ = &numbers_[1];
  SliceThirds thirds_;
  std::vector<SlicedNumbers> by_way_;  // each direction, and the walkers that stay
  std::vector<Slices*> places_;        // of these
  SlicedNumbers struck_;               // walkers to which an event happened
  /// Sums over the steps since the recorder got them.
  struct Sum {
    bool is_asked = false;
    SlicedNumbers numbers;
    std::int64_t most = 0;  // none is larger
  };
  void accumulate(const Slices& numbers, const Slice* sites, Sum& sum);

  std::vector<Sum> hops_;  // by direction
  Sum residence_, born_, vanished_;
  ThresholdBits decay_, reproduction_;
  std::vector<std::int64_t> unpacked_;
};

}  // namespace fluxwalk
