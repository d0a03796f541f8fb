#pragma once
/// \file
/// A Row as a set of walkers, and the choice of choose() (random/choice.hpp) made for a whole block at once.

#include <bit>
#include <cstdint>
#include <vector>

#include "fluxwalk/random.hpp"
#include "random/choice.hpp"

namespace fluxwalk {

inline bool is_any(const Row& row) {
  std::uint64_t all = 0;
  for (const std::uint64_t word : row) all |= word;
  return all != 0;
}

inline std::int64_t num_set(const Row& row) {
  std::int64_t sum = 0;
  for (const std::uint64_t word : row) sum += std::popcount(word);
  return sum;
}

/// Calls visit(k) for each walker k of the set, in ascending order.
template <class Visit>
void for_each_walker(const Row& row, Visit&& visit) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    for (std::uint64_t word = row[i]; word != 0; word &= word - 1) {
      visit(64 * i + static_cast<std::size_t>(std::countr_zero(word)));
    }
  }
}

inline bool contains(const Row& row, std::size_t walker) {
  return ((row[walker / 64] >> (walker % 64)) & 1u) != 0;
}
inline void insert(Row& row, std::size_t walker) {
  row[walker / 64] |= std::uint64_t{1} << (walker % 64);
}
inline void remove(Row& row, std::size_t walker) {
  row[walker / 64] &= ~(std::uint64_t{1} << (walker % 64));
}

/// For all walkers of `asking` at once: below[i] becomes the set of those whose number u is below
/// thresholds[i]. Draws rows as long as a walker of `asking` is undecided about a threshold, just as
/// BitColumns does.
inline void compare(const Thresholds& thresholds, const Row& asking, RowStream& stream,
                    std::vector<Row>& below, std::vector<Row>& undecided) {
  below.assign(thresholds.size(), Row{});
  undecided.assign(thresholds.size(), asking);
  Row anyone = asking;
  for (int bit = 0;; ++bit) {
    anyone = Row{};
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
      if (is_settled(thresholds[i], bit)) undecided[i] = Row{};
      for (std::size_t w = 0; w < anyone.size(); ++w) anyone[w] |= undecided[i][w];
    }
    if (!is_any(anyone)) return;
    const Row row = stream.next();
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
      const bool is_one = ((thresholds[i] >> (63 - bit)) & 1u) != 0;
      for (std::size_t w = 0; w < row.size(); ++w) {
        if (is_one) below[i][w] |= undecided[i][w] & ~row[w];
        undecided[i][w] &= is_one ? row[w] : ~row[w];
      }
    }
  }
}

}  // namespace fluxwalk
