#include "kernels/threshold_bits.hpp"

#include <algorithm>
#include <bit>
#include <vector>

namespace fluxwalk {

ThresholdBits::ThresholdBits(const Thresholds& thresholds)
    : num_thresholds(static_cast<int>(thresholds.size())) {
  const auto ones = [](bool is_set) { return is_set ? ~std::uint64_t{} : 0; };
  for (std::size_t i = 0; i < thresholds.size(); ++i) {
    for (int digit = 0; digit < 64; ++digit) {
      Row& at_digit = row[static_cast<std::size_t>(digit)];
      at_digit.is_one[i] = ones(((thresholds[i] >> (63 - digit)) & 1u) != 0);
      at_digit.is_open[i] = ones(!is_settled(thresholds[i], digit));
    }
    if (thresholds[i] == 0) continue;
    const int last_one = 63 - std::countr_zero(thresholds[i]);
    closing |= std::uint64_t{1} << last_one;
    num_digits = std::max(num_digits, last_one + 1);
  }
}

HopRule hop_rule(const Thresholds& hop, int dimension) {
  const std::vector<std::uint64_t> equal(2 * static_cast<std::size_t>(dimension), 1);
  if (hop != thresholds_from_weights(equal)) return HopRule::cells;
  return std::array{HopRule::halves, HopRule::quarters,
                    HopRule::sixths}[static_cast<std::size_t>(dimension - 1)];
}

}  // namespace fluxwalk
