#include "kernels/column_tables.hpp"

#include <algorithm>

#include "tallies/dimensions.hpp"

namespace fluxwalk {

bool counts_one_by_one(const TableKind& kind) {
  return kind.key != "measure.profile" && kind.key != "measure.histogram" && kind.key != "measure.survivors";
}

ColumnTables::ColumnTables(const Experiment& experiment, BatchTallies& tallies,
                           bool (*is_counted)(const TableKind&))
    : experiment_(experiment) {
  for (const TallyTable& table : tally_tables()) {
    if (table.kind->column == nullptr || !is_counted(*table.kind)) continue;
    Counts& counts = table.of(tallies);
    if (counts.empty()) continue;
    tables_.push_back({table.kind, table.axis, &counts, SampleCursor(times_of(*table.kind)), false});
  }
}

const Schedule& ColumnTables::times_of(const TableKind& kind) const {
  const Dimension& rows = dimension_named(std::string(kind.dimensions.front()));
  return experiment_.measure.*rows.schedule;
}

bool ColumnTables::any() const {
  return !tables_.empty();
}

void ColumnTables::restart() {
  for (Table& table : tables_) table.due = SampleCursor(times_of(*table.kind));
}

bool ColumnTables::is_due(std::int64_t time) {
  bool any_due = false;
  for (Table& table : tables_) any_due |= table.is_due = table.due.is_due(time);
  return any_due;
}

std::int64_t ColumnTables::after(std::int64_t time) const {
  std::int64_t next = never;
  for (const Table& table : tables_) next = std::min(next, table.due.after(time));
  return next;
}

void ColumnTables::count(const WalkerAt& walker, std::int64_t number) {
  for (const Table& table : tables_) {
    if (!table.is_due) continue;
    const TableKind& kind = *table.kind;
    const auto column = static_cast<std::size_t>(kind.column(experiment_, walker, table.axis));
    const std::int64_t value = kind.value == nullptr ? 1 : kind.value(experiment_, walker, table.axis);
    std::int64_t& count = (*table.counts)(table.due.row(), column);
    count = combined(kind.combine, count, kind.combine == Combine::sum ? number * value : value);
  }
}

}  // namespace fluxwalk
