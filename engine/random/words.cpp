#include "random/words.hpp"

namespace fluxwalk {

RowLanes::RowLanes(const Lanes::State& lanes) {
  for (std::size_t row = 0; row < num_rows; ++row) {
    for (std::size_t half = 0; half < 2; ++half) {
      for (std::size_t word = 0; word < words_per_row; ++word) {
        const std::size_t lane = 2 * words_per_row * row + 2 * word + half;
        state[row][half][word] = lanes.state[lane];
        increment[row][half][word] = lanes.increment[lane];
      }
    }
  }
}

Words::Words(std::uint64_t seed, std::uint64_t batch, FillRows how)
    : lanes(Lanes(seed, batch).state()), fill(how) {}

void fill_rows(RowLanes& lanes, std::uint64_t* words) {
  for (std::size_t row = 0; row < rows_per_fill; ++row) {
    for (std::size_t word = 0; word < RowLanes::words_per_row; ++word) {
      std::uint64_t both = 0;
      for (std::size_t half = 0; half < 2; ++half) {
        std::uint64_t& state = lanes.state[row % static_cast<std::size_t>(RowLanes::num_rows)][half][word];
        both |= std::uint64_t{pcg32_output(state)} << (32 * half);
        state = state * pcg32_multiplier +
                lanes.increment[row % static_cast<std::size_t>(RowLanes::num_rows)][half][word];
      }
      *words++ = both;
    }
  }
}

}  // namespace fluxwalk
