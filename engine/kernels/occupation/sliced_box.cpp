#include "kernels/occupation/sliced_box.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace fluxwalk {

namespace {

constexpr int digits_of_sum = 12;

/// The first of two cells of a choice.
ThresholdBits threshold_of(const Share& share) {
  return ThresholdBits({share.p});
}

}  // namespace

SlicedBox::SlicedBox(const OccupationPlan& plan, const SliceCode& code, Recorder& recorder)
    : box_(plan),
      plan_(plan.slices),
      code_(code),
      recorder_(recorder),
      numbers_{SlicedNumbers(plan_.num_sites), SlicedNumbers(plan_.num_sites)},
      struck_(plan_.num_sites),
      residence_{recorder.counts_residence(), SlicedNumbers(plan_.num_sites)},
      born_{true, SlicedNumbers(plan_.num_sites)},
      vanished_{true, SlicedNumbers(plan_.num_sites)},
      decay_(threshold_of(plan.decay)),
      reproduction_(threshold_of(plan.reproduction)) {
  for (std::size_t direction = 0; direction < plan_.directions.size(); ++direction) {
    const auto& crossing = plan_.directions[direction].crossing;
    const bool is_asked =
        recorder.watches(direction) ||
        std::any_of(crossing.begin(), crossing.end(), [](const auto& one) { return one.leaves; });
    hops_.push_back({is_asked, SlicedNumbers(plan_.num_sites)});
  }
  for (std::size_t way = 0; way < hops_.size() + 1; ++way) by_way_.emplace_back(plan_.num_sites);
  unpacked_.resize(plan_.num_sites);
  for (SlicedNumbers& by_way : by_way_) places_.push_back(&by_way);
}

void SlicedBox::put(const std::vector<std::int64_t>& numbers) {
  now_->clear();
  for (std::size_t site = 0; site < numbers.size(); ++site)
    if (numbers[site] > 0) now_->set(site, numbers[site]);
}

void SlicedBox::copy_to(std::vector<std::int64_t>& numbers) const {
  code_.unpack(plan_.num_sites, *now_, numbers.data());
}

bool SlicedBox::add(std::size_t site, std::int64_t number) {
  const std::int64_t here = (*now_)[site];
  if (number > SlicedNumbers::largest - here) return false;
  now_->set(site, here + number);
  return true;
}

void SlicedBox::count_residence() {
  accumulate(*now_, nullptr, residence_);
}

void SlicedBox::hop(Words& words) {
  std::swap(now_, before_);
  for (SlicedNumbers& by_way : by_way_) by_way.make_room(before_->num_digits);
  now_->make_room(before_->num_digits + 3);
  std::array<std::int64_t, 2 * max_dimension + 1> choices{};
  code_.split(plan_, *before_, words, thirds_, places_.data(), choices.data());
  code_.gather(plan_, places_.data(), *now_);
  recorder_.count_choices({choices.data(), hops_.size()}, choices[hops_.size()]);
  for (std::size_t direction = 0; direction < hops_.size(); ++direction)
    accumulate(by_way_[direction], plan_.directions[direction].crosses.data(), hops_[direction]);
}

void SlicedBox::turn_over(Words& words) {
  const auto choose = [&](const ThresholdBits& chance, Sum& sum) {
    struck_.make_room(now_->num_digits);
    before_->make_room(now_->num_digits);
    code_.part(plan_.num_blocks, chance, *now_, words, struck_, *before_);
    accumulate(struck_, nullptr, sum);
  };
  if (!box_.decay.is_nothing()) {
    choose(decay_, vanished_);
    std::swap(now_, before_);
  }
  if (!box_.reproduction.is_nothing()) {
    choose(reproduction_, born_);
    now_->grow(now_->num_digits + 1);
    code_.accumulate(plan_.num_blocks, struck_, nullptr, *now_);
  }
  now_->trim();
}

void SlicedBox::accumulate(const Slices& numbers, const Slice* sites, Sum& sum) {
  if (!sum.is_asked || numbers.num_digits == 0) return;
  const std::int64_t most = (std::int64_t{1} << numbers.num_digits) - 1;
  if (sum.most + most >= std::int64_t{1} << digits_of_sum) read_off();
  sum.most += most;
  sum.numbers.grow(static_cast<int>(std::bit_width(static_cast<std::uint64_t>(sum.most))));
  code_.accumulate(plan_.num_blocks, numbers, sites, sum.numbers);
}

void SlicedBox::read_off() {
  const auto take = [&](Sum& sum) {
    sum.numbers.trim();
    code_.unpack(plan_.num_sites, sum.numbers, unpacked_.data());
    sum.numbers.clear();
    sum.most = 0;
  };
  for (std::size_t direction = 0; direction < hops_.size(); ++direction) {
    if (hops_[direction].most == 0) continue;
    take(hops_[direction]);
    recorder_.count_hops(direction, unpacked_, plan_.directions[direction].crossing);
  }
  if (residence_.most > 0) {
    take(residence_);
    recorder_.count_residence(unpacked_);
  }
  if (vanished_.most > 0) {
    take(vanished_);
    for (std::size_t site = 0; site < plan_.num_sites; ++site)
      recorder_.count_turnover(site, unpacked_[site], 0);
  }
  if (born_.most > 0) {
    take(born_);
    for (std::size_t site = 0; site < plan_.num_sites; ++site)
      recorder_.count_turnover(site, 0, unpacked_[site]);
  }
}

}  // namespace fluxwalk
