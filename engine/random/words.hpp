#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "fluxwalk/random.hpp"

namespace fluxwalk {

/// The words of 64 random bits of a batch, in the order of its rows.
class Words {
 public:
  Words(std::uint64_t seed, std::uint64_t batch) noexcept : rows_(seed, batch) {}
  std::uint64_t next() noexcept {
    if (used_ == buffer_.size()) refill();
    return buffer_[used_++];
  }

 private:
  void refill() noexcept {
    for (std::size_t first = 0; first < buffer_.size(); first += Row{}.size()) {
      const Row row = rows_.next();
      for (std::size_t i = 0; i < row.size(); ++i) buffer_[first + i] = row[i];
    }
    used_ = 0;
  }

  RowStream rows_;
  std::array<std::uint64_t, 64> buffer_{};
  std::size_t used_ = buffer_.size();
};

}  // namespace fluxwalk
