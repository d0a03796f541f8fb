#pragma once
/// \file
/// The catalogue of tables: one declaration for each table of counts. From it follow the zero tables and
/// their shapes, the layout of the results file, the memory that the tables need, which kernels can count
/// them, and what the manual says about them.

#include <string>
#include <string_view>
#include <vector>

#include "fluxwalk/experiment.hpp"
#include "fluxwalk/tallies.hpp"
#include "tallies/variable.hpp"

namespace fluxwalk {

/// How the batches of a run combine.
enum class Batches {
  kept,   ///< each batch has its table in the results: the scatter of the batches gives the error
  summed  ///< the results have one table, summed over the batches: a table per batch would be too large
};

/// What a kernel must know to count a table.
enum class Needs {
  occupancy,     ///< the number of walkers at each site, and the hops
  visits,        ///< which sites each walker has visited
  displacements  ///< how far each walker is from its start
};

/// A walker at a sample time.
struct WalkerAt {
  PerAxis<std::int32_t> site;          ///< where it stands
  PerAxis<std::int32_t> displacement;  ///< sum of its hops since the start, not wrapped
};

/// Counts that stand for other numbers: count × scale_factor + add_offset, in these units (CF conventions,
/// "packed data").
struct Scaling {
  double scale_factor = 1, add_offset = 0;
  std::string units = "1";
};

/// The declaration of a table. In the texts, {} stands for the axis if each axis has such a table.
struct TableKind {
  std::string_view name;
  std::string_view long_name;
  /// From the slowest, without "batch". The first gives the rows if it is a schedule; else there is one row.
  /// "site" stands for the axes of the box.
  std::vector<std::string_view> dimensions;
  std::string_view key;  ///< section of the experiment that asks for it; empty: every run counts it
  Counts& (*of)(BatchTallies& tallies, int axis);
  bool (*is_asked)(const Experiment& experiment, int axis);
  /// Of a table at sample times in which each walker in the box counts in one column: that column. Kernels
  /// can count such a table in a general way. Else null.
  std::int64_t (*column)(const Experiment& experiment, const WalkerAt& walker, int axis) = nullptr;
  Needs needs = Needs::occupancy;
  Batches batches = Batches::kept;
  bool is_signed = false;  ///< a count may be negative
  Combine combine = Combine::sum;
  /// What a walker brings to that column; null: 1.
  std::int64_t (*value)(const Experiment& experiment, const WalkerAt& walker, int axis) = nullptr;
  Scaling (*scaling)(const Experiment& experiment) = nullptr;  ///< null: the counts are what they are

  bool has_axis() const noexcept { return name.find("{}") != std::string_view::npos; }
};

/// A table of the catalogue, for one axis where each axis has one.
struct TallyTable {
  std::string name, long_name;  ///< name of its dataset
  const TableKind* kind;
  int axis;

  Counts& of(BatchTallies& tallies) const { return kind->of(tallies, axis); }
  const Counts& of(const BatchTallies& tallies) const;
  bool is_asked(const Experiment& experiment) const;
  /// From the slowest; "batch" first where the table of each batch is kept.
  std::vector<std::string> dimensions(const Lattice& lattice) const;
  /// Rows and columns of the counts of one batch, as numbers that cannot overflow.
  struct Shape {
    double rows = 1, columns = 1;
  };
  Shape shape(const Experiment& experiment) const;
  /// What a file says of it. The counts are not in it.
  Variable variable(const Experiment& experiment) const;
  /// The experiment asks for it, and it is not empty.
  bool is_counted(const Experiment& experiment) const;
};

/// All tables of all axes, in the order of the results file.
const std::vector<TallyTable>& tally_tables();

/// The experiment asks for a table that needs this.
bool asks_for(const Experiment& experiment, Needs needs);
/// The sections of the experiment that need a kernel that follows single walkers: "measure.moments".
std::vector<std::string> sections_that_follow_walkers(const Experiment& experiment);
bool follows_walkers(const Experiment& experiment);

}  // namespace fluxwalk
