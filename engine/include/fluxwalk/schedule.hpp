#pragma once
/// \file
/// When something is counted: sample times, or edges of time bins; and cursors that walk along them. The
/// functions of a cursor are compiled into their callers, so that kernels for several processors share them.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "fluxwalk/ascending.hpp"

namespace fluxwalk {

/// Times in whole steps. Either each time is a sample, or two successive times are the edges of a bin of the
/// steps t -> t+1 with edge[k] <= t < edge[k+1]. Empty: never.
using Schedule = Ascending;

inline std::size_t num_bins(const Schedule& edges) noexcept {
  return edges.empty() ? 0 : edges.size() - 1;
}

/// The bin that holds the step time -> time+1; none where no bin does.
inline std::optional<std::size_t> bin_of(const Schedule& edges, std::int64_t time) noexcept {
  const auto after = std::upper_bound(edges.begin(), edges.end(), time);
  return after == edges.begin() || after == edges.end() ? std::nullopt : std::optional(after.index() - 1);
}

inline constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

/// Walks along sample times while time goes on. The schedule must outlive it.
class SampleCursor {
 public:
  [[gnu::always_inline]] explicit SampleCursor(const Schedule& times) : times_(&times) { read(); }
  /// Whether `time` is among the samples; `time` never decreases between calls. If true, row() is its number.
  [[gnu::always_inline]] bool is_due(std::int64_t time) {
    while (next_ < time) {
      ++row_;
      read();
    }
    return next_ == time;
  }
  [[gnu::always_inline]] std::size_t row() const { return row_; }
  /// The first sample after the `time` of the last call.
  [[gnu::always_inline]] std::int64_t after(std::int64_t time) const {
    if (next_ != time) return next_;
    return row_ + 1 < times_->size() ? (*times_)[row_ + 1] : never;
  }

 private:
  [[gnu::always_inline]] void read() { next_ = row_ < times_->size() ? (*times_)[row_] : never; }

  const Schedule* times_;
  std::size_t row_ = 0;
  std::int64_t next_ = never;
};

/// Walks along bins: row() is the bin that holds the time, or the number of bins where none does. The
/// schedule must outlive it.
class BinCursor {
 public:
  [[gnu::always_inline]] explicit BinCursor(const Schedule& edges) : edges_(&edges) { read(); }
  [[gnu::always_inline]] void advance(std::int64_t time) {
    while (end_ <= time) {
      ++row_;
      read();
    }
  }
  [[gnu::always_inline]] std::size_t row() const { return row_; }
  [[gnu::always_inline]] bool is_inside() const { return row_ + 1 < edges_->size(); }
  /// The end of the bin that holds the time; `never` if no bin holds it.
  [[gnu::always_inline]] std::int64_t end() const { return end_; }

 private:
  [[gnu::always_inline]] void read() { end_ = is_inside() ? (*edges_)[row_ + 1] : never; }

  const Schedule* edges_;
  std::size_t row_ = 0;
  std::int64_t end_ = never;
};

}  // namespace fluxwalk
