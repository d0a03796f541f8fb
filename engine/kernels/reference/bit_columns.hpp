#pragma once
#include <cstddef>
#include <vector>

#include "fluxwalk/random.hpp"

namespace fluxwalk {

/// The random bits of one block as its walkers use them: walker k reads down column k, and the block draws as
/// many rows as its most undecided walker needs. Each question (which way to hop? is it absorbed?) begins
/// with a new row.
class BitColumns {
 public:
  explicit BitColumns(RowStream& stream) : stream_(stream) {}

  void begin_question() noexcept { rows_.clear(); }

  bool bit(int row, int walker) {
    while (rows_.size() <= static_cast<std::size_t>(row)) rows_.push_back(stream_.next());
    const auto k = static_cast<std::size_t>(walker);
    return ((rows_[static_cast<std::size_t>(row)][k / 64] >> (k % 64)) & 1u) != 0;
  }

 private:
  RowStream& stream_;
  std::vector<Row> rows_;
};

}  // namespace fluxwalk
