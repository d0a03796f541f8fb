#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "fluxwalk/random.hpp"

namespace fluxwalk {

/// The lanes of a batch, sorted for whole rows: word i of row q holds lanes 16q + 2i, in its lower half, and
/// 16q + 2i + 1.
struct RowLanes {
  static constexpr int num_rows = 4;
  static constexpr std::size_t words_per_row = block_size / 64;
  using Sorted = std::array<std::array<std::array<std::uint64_t, words_per_row>, 2>, num_rows>;

  explicit RowLanes(const Lanes::State& lanes);

  alignas(64) Sorted state{}, increment{};  // [row][half][word]
};

/// Rows that are drawn at once.
inline constexpr int rows_per_fill = 64;

/// Draws the next rows_per_fill rows, one after the other. `words` is aligned to 64 bytes.
using FillRows = void (*)(RowLanes& lanes, std::uint64_t* words);
void fill_rows(RowLanes& lanes, std::uint64_t* words);  ///< on any processor

/// The words of 64 random bits of a batch, in the order of its rows. Code compiled for one processor reads
/// the buffer itself: it must not use what is inline here (kernels/walkers/vector.hpp says why).
struct Words {
  Words(std::uint64_t seed, std::uint64_t batch, FillRows how = fill_rows);

  std::uint64_t next() {
    if (begin == end) {
      fill(lanes, buffer.data());
      begin = 0;
      end = rows_per_fill * RowLanes::words_per_row;
    }
    return buffer[begin++];
  }

  /// Words from begin to end are drawn and not yet read. There is room for a fill beside rows that are kept.
  alignas(64) std::array<std::uint64_t, 2 * rows_per_fill * RowLanes::words_per_row> buffer{};
  std::size_t begin = 0, end = 0;
  RowLanes lanes;
  FillRows fill;
};

}  // namespace fluxwalk
