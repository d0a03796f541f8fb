#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "fluxwalk/random.hpp"
#include "kernels/occupation/occupation_plan.hpp"

namespace fluxwalk {

using Numbers = std::vector<std::int64_t>;

/// One question after the other to the walkers of a block, one of each of its sites, in the plainest way.
class Questions {
 public:
  Questions(std::uint64_t seed, std::uint64_t batch) : words(seed, batch) {}

  /// answer(site of the block, read_bit) for all that stand.
  template <class Answer>
  void ask(const std::vector<int>& standing, Answer answer) {
    std::vector<Row> rows;
    for (const int site : standing) {
      answer(site, [&](int row) {
        while (static_cast<int>(rows.size()) <= row) rows.push_back(next_row());
        return (rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(site / 64)] >> (site % 64) &
                1U) != 0;
      });
    }
  }
  Row next_row() {
    begin_row();
    Row row{};
    for (std::uint64_t& word : row) word = words.next();
    return row;
  }
  /// The next word is the first of a row.
  void begin_row() {
    while (words.begin % RowLanes::words_per_row != 0) words.next();
  }

  Words words;
};

inline bool contains(const Slice& slice, int site) {
  return (slice.words[site / 64] >> (site % 64) & 1U) != 0;
}

/// What SliceCode::deal promises: [way][site].
inline std::vector<Numbers> deal_plainly(const OccupationPlan& plan, const Numbers& numbers,
                                         Questions& questions) {
  const int dimension = plan.walk.dimension;
  std::vector<Numbers> dealt(static_cast<std::size_t>(2 * dimension + 1), Numbers(numbers.size(), 0));
  for (const SlicePlan::Law& law : plan.slices.laws) {
    for (const SlicePlan::Part& part : law.parts) {
      std::map<int, std::array<std::uint8_t, thirds_per_draw>> axes;
      for (std::int64_t walker = 0;; ++walker) {
        std::vector<int> standing;
        std::size_t some = 0;
        for (int k = 0; k < block_size; ++k) {
          const std::size_t site = part.block * sites_of_slice + static_cast<std::size_t>(k);
          if (!contains(part.sites, k) || numbers[site] <= walker) continue;
          standing.push_back(k);
          some = site;
        }
        if (standing.empty()) break;
        const auto deal = [&](int k, int way) {
          ++dealt[static_cast<std::size_t>(way)][part.block * sites_of_slice + static_cast<std::size_t>(k)];
        };
        const Chances& chances = plan.classes[plan.class_of_site[some]].chances;
        const Thresholds cells =
            thresholds_from_probabilities({chances.data(), static_cast<std::size_t>(2 * dimension + 1)});
        if (standing.size() <= 4) {  // 64 bits each
          const Row row = questions.next_row();
          for (std::size_t i = 0; i < standing.size(); ++i) {
            deal(standing[i],
                 static_cast<int>(choose(cells, [&](int bit) { return (row[i] >> (63 - bit) & 1U) != 0; })));
          }
          continue;
        }
        const auto digit = static_cast<std::size_t>(walker % thirds_per_draw);
        const bool is_sixths = hop_rule(cells, dimension) == HopRule::sixths;
        if (is_sixths && digit == 0)
          questions.ask(standing, [&](int k, auto read_bit) { axes[k] = draw_thirds(read_bit); });
        questions.ask(standing, [&](int k, auto read_bit) {
          deal(k, is_sixths ? axes[k][digit] + (read_bit(0) ? dimension : 0)
                            : static_cast<int>(choose(cells, read_bit)));
        });
      }
    }
  }
  return dealt;
}

}  // namespace fluxwalk
