#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace fluxwalk {

/// Walks along sample times while time goes on: is `time`, never smaller than the last one asked for, among
/// them?
class SampleCursor {
 public:
  explicit SampleCursor(const std::vector<std::int64_t>& times) : times_(times) {}
  /// If so, sets row() and returns true.
  bool is_due(std::int64_t time) {
    while (next_ < times_.size() && times_[next_] < time) ++next_;
    return next_ < times_.size() && times_[next_] == time;
  }
  std::size_t row() const { return next_; }

 private:
  const std::vector<std::int64_t>& times_;
  std::size_t next_ = 0;
};

/// Walks along bins: row() is the bin that holds `time`, or the number of bins where none does.
class BinCursor {
 public:
  explicit BinCursor(const std::vector<std::int64_t>& edges) : edges_(edges) {}
  void advance(std::int64_t time) {
    while (row_ + 1 < edges_.size() && edges_[row_ + 1] <= time) ++row_;
  }
  std::size_t row() const { return row_; }
  bool is_inside() const { return row_ + 1 < edges_.size(); }

 private:
  const std::vector<std::int64_t>& edges_;
  std::size_t row_ = 0;
};

}  // namespace fluxwalk
