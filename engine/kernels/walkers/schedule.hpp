#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "kernels/walkers/vector.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

inline constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

/// Walks along sample times while time goes on.
class SampleCursor {
 public:
  explicit SampleCursor(const std::vector<std::int64_t>& times) : times_(times.data()), num_(times.size()) {}
  /// Is `time`, never smaller than the last one asked for, among them? If so, row() is its number.
  FLUXWALK_INLINE bool is_due(std::int64_t time) {
    while (next_ < num_ && times_[next_] < time) ++next_;
    return next_ < num_ && times_[next_] == time;
  }
  FLUXWALK_INLINE std::size_t row() const { return next_; }
  /// The first sample after `time`, which was just asked for.
  FLUXWALK_INLINE std::int64_t after(std::int64_t time) const {
    const std::size_t following = next_ < num_ && times_[next_] == time ? next_ + 1 : next_;
    return following < num_ ? times_[following] : never;
  }

 private:
  const std::int64_t* times_;
  std::size_t num_, next_ = 0;
};

/// Walks along bins: row() is the bin that holds the time, or the number of bins where none does.
class BinCursor {
 public:
  explicit BinCursor(const std::vector<std::int64_t>& edges) : edges_(edges.data()), num_(edges.size()) {}
  FLUXWALK_INLINE void advance(std::int64_t time) {
    while (row_ + 1 < num_ && edges_[row_ + 1] <= time) ++row_;
  }
  FLUXWALK_INLINE std::size_t row() const { return row_; }
  FLUXWALK_INLINE bool is_inside() const { return row_ + 1 < num_; }
  /// Where the bin ends that the time advanced to lies in.
  FLUXWALK_INLINE std::int64_t end() const { return is_inside() ? edges_[row_ + 1] : never; }

 private:
  const std::int64_t* edges_;
  std::size_t num_, row_ = 0;
};

}  // namespace fluxwalk::FLUXWALK_TARGET
