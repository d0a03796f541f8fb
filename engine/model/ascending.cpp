#include "fluxwalk/ascending.hpp"

#include <algorithm>
#include <iterator>

namespace fluxwalk {

Ascending Ascending::united_with(const Ascending& other) const {
  if (other.empty() || *this == other) return *this;
  if (empty()) return other;
  std::vector<std::int64_t> both;
  std::set_union(begin(), end(), other.begin(), other.end(), std::back_inserter(both));
  return both;
}

void Ascending::push_back(std::int64_t number) {
  if (num_spaced_ > 0) *this = list();
  listed_.push_back(number);
}

Ascending Ascending::up_to(std::int64_t largest) const {
  return std::vector<std::int64_t>(begin(), std::upper_bound(begin(), end(), largest));
}

}  // namespace fluxwalk
