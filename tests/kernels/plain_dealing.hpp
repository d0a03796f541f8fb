#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "fluxwalk/random.hpp"
#include "kernels/occupation/occupation_plan.hpp"

namespace fluxwalk {

using Numbers = std::vector<std::int64_t>;

/// Asks the walkers of the sites of a block one question after the other, in the simplest way.
class Questions {
 public:
  Questions(std::uint64_t seed, std::uint64_t batch) : words(seed, batch) {}

  /// Lets every walker of a block choose: chosen(site of the block, cell).
  /// \param left  how many stand at each site of the block.
  template <class Chosen>
  void ask_all(Numbers left, const Thresholds& cells, HopRule rule, int dimension, Chosen chosen) {
    left.resize(block_size, 0);
    for (std::map<int, int> asked = take(left); !asked.empty(); asked = take(left)) {
      if (rule != HopRule::sixths) {
        ask(asked, [&](int, int site, auto read_bit) { chosen(site, choose(cells, read_bit)); });
        continue;
      }
      if (num_used_ == thirds_per_draw) {
        std::map<int, int> all;
        for (int bit = 0; bit < block_size; ++bit) all[bit] = bit;
        ask(all, [&](int bit, int, auto read_bit) { axes_[bit] = draw_thirds(read_bit); });
        num_used_ = 0;
      }
      ask(asked, [&](int bit, int site, auto read_bit) {
        chosen(site, static_cast<std::size_t>(axes_[bit][num_used_] + (read_bit(0) ? dimension : 0)));
      });
      ++num_used_;
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

 private:
  /// The sites asked next, and their bits. One walker of each site; if there are few sites, further walkers
  /// use the bits 128, 256 and 384 further that are free.
  static std::map<int, int> take(Numbers& left) {
    std::map<int, int> asked;
    const auto take_by_bits = [&](int further) {
      for (int site = 0; site < block_size; ++site) {
        const int bit = (site + further) % block_size;
        if (left[static_cast<std::size_t>(site)] == 0 || asked.count(bit) != 0) continue;
        --left[static_cast<std::size_t>(site)];
        asked[bit] = site;
      }
    };
    take_by_bits(0);
    if (asked.size() > 256) return asked;
    for (const int further : {128, 256, 384}) take_by_bits(further);
    return asked;
  }

  /// answer(bit, site of the block, read_bit)
  template <class Answer>
  void ask(const std::map<int, int>& asked, Answer answer) {
    std::vector<Row> rows;
    for (const auto& one : asked) {
      const int bit = one.first;
      answer(bit, one.second, [&](int row) {
        while (static_cast<int>(rows.size()) <= row) rows.push_back(next_row());
        return (rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(bit / 64)] >> (bit % 64) & 1U) !=
               0;
      });
    }
  }

  std::map<int, std::array<std::uint8_t, thirds_per_draw>> axes_;  // by bit
  std::size_t num_used_ = thirds_per_draw;
};

inline bool contains(const Slice& slice, int site) {
  return (slice.words[site / 64] >> (site % 64) & 1U) != 0;
}

/// The numbers at the sites of a block, 0 at others than those of a set.
inline Numbers numbers_of_block(const Numbers& numbers, std::size_t block, const Slice* sites = nullptr) {
  Numbers made(block_size, 0);
  for (std::size_t k = 0; k < sites_of_slice && block * sites_of_slice + k < numbers.size(); ++k)
    if (sites == nullptr || contains(*sites, static_cast<int>(k)))
      made[k] = numbers[block * sites_of_slice + k];
  return made;
}

/// What SliceCode::split promises: [way][site].
inline std::vector<Numbers> deal_plainly(const OccupationPlan& plan, const Numbers& numbers,
                                         Questions& questions) {
  const int dimension = plan.walk.dimension;
  const auto num_ways = static_cast<std::size_t>(2 * dimension + 1);
  std::vector<Numbers> dealt(num_ways, Numbers(numbers.size(), 0));
  for (const SlicePlan::Law& law : plan.slices.laws) {
    for (const SlicePlan::Part& part : law.parts) {
      const std::size_t first = part.block * sites_of_slice;
      std::size_t some = first;
      while (!contains(part.sites, static_cast<int>(some - first))) ++some;
      const Thresholds cells =
          thresholds_from_probabilities({plan.classes[plan.class_of_site[some]].chances.data(), num_ways});
      questions.ask_all(
          numbers_of_block(numbers, part.block, &part.sites), cells, hop_rule(cells, dimension), dimension,
          [&](int site, std::size_t way) { ++dealt[way][first + static_cast<std::size_t>(site)]; });
    }
  }
  return dealt;
}

}  // namespace fluxwalk
