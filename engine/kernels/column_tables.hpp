#pragma once
/// \file
/// Tables at sample times in which each walker counts in one column (TableKind::column). A kernel may count
/// some of them itself, more quickly.

#include <cstdint>
#include <vector>

#include "fluxwalk/experiment.hpp"
#include "fluxwalk/tallies.hpp"
#include "tallies/catalogue.hpp"

namespace fluxwalk {

/// All but profiles, histograms and survivors, which a kernel counts more quickly for many walkers together.
bool counts_one_by_one(const TableKind& kind);

class ColumnTables {
 public:
  /// Of all tables that the experiment asks for, those that `is_counted` accepts. Experiment and tallies must
  /// outlive it.
  ColumnTables(const Experiment& experiment, BatchTallies& tallies, bool (*is_counted)(const TableKind&));

  bool any() const;
  /// Goes back to time 0, for other walkers.
  void restart();
  /// Whether a sample is due at `time`, which never decreases between calls.
  bool is_due(std::int64_t time);
  /// The time of the next sample after the `time` of the last call.
  std::int64_t after(std::int64_t time) const;
  /// Counts a walker, or a number of walkers that stand alike, in the tables that are due.
  void count(const WalkerAt& walker, std::int64_t number = 1);

 private:
  struct Table {
    const TableKind* kind;
    int axis;
    Counts* counts;
    SampleCursor due;
    bool is_due;
  };

  const Schedule& times_of(const TableKind& kind) const;

  const Experiment& experiment_;
  std::vector<Table> tables_;
};

}  // namespace fluxwalk
