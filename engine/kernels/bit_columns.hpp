#pragma once
#include <cstddef>
#include <vector>

#include "fluxwalk/random.hpp"

namespace fluxwalk {

/// The rows of a batch in the order of their consumption, wherever they are made.
class RowReader {
 public:
  virtual ~RowReader() = default;
  virtual Row next() = 0;
};

/// The random bits of one block as its walkers see them: walker k reads down column k, and the block draws as
/// many rows as its most undecided walker needs. Each question (which way to hop? is it absorbed?) begins
/// with a fresh row.
class BitColumns {
 public:
  explicit BitColumns(RowReader& reader) : reader_(reader) {}

  void begin_question() noexcept { rows_.clear(); }

  bool bit(int row, int walker) {
    while (rows_.size() <= static_cast<std::size_t>(row)) rows_.push_back(reader_.next());
    const auto k = static_cast<std::size_t>(walker);
    return ((rows_[static_cast<std::size_t>(row)][k / 64] >> (k % 64)) & 1u) != 0;
  }

 private:
  RowReader& reader_;
  std::vector<Row> rows_;
};

}  // namespace fluxwalk
