#pragma once
/// \file
/// Estimates, verdicts and figures from the tallies.

#include <string>
#include <vector>

#include "fluxwalk/estimate.hpp"
#include "fluxwalk/results.hpp"
#include "fluxwalk/table.hpp"
#include "fluxwalk/verdict.hpp"

namespace fluxwalk {

/// How a column of a figure's table is drawn.
enum class Mark { points, line, dashed_line, steps };

struct Series {
  std::string label;
  std::string x, y;   ///< column names in Figure::data
  std::string error;  ///< column of one-sigma errors of y; empty: none
  Mark mark = Mark::points;
  bool is_residual = false;  ///< belongs to the lower panel (standardised residuals)
  int color = 0;             ///< series of one colour belong together (data and theory of one time)
};

/// A figure as data: the report draws it, the CSV is its table.
struct Figure {
  std::string id;  ///< snake_case, unique: file names come from it
  std::string title;
  std::string caption;                           ///< what a student should see in it
  std::string x_label, y_label, residual_label;  ///< with units
  bool log_x = false, log_y = false;
  bool is_categorical = false;  ///< x is 1, 2, ... and `categories` names them (D by method)
  std::vector<std::string> categories;
  double reference = not_a_number;  ///< a horizontal line (the expected value); NaN: none
  std::string reference_label;
  Table data;
  std::vector<Series> series;
};

/// One of the laws of diffusion that the run did not test, and what to do about it.
struct Untested {
  Topic topic = Topic::other;
  std::string why;  ///< a clause, such as "add [measure.profile]"
};

struct Analysis {
  std::vector<Estimate> estimates;
  std::vector<Verdict> verdicts;
  std::vector<Figure> figures;
  std::vector<Untested> untested;  ///< of Fick's first law, his second, and the mean squared displacement
  Outcome outcome = Outcome::inconclusive;  ///< overall; of an unfinished run never consistent
  bool is_partial = false;                  ///< batches are missing
};

/// Everything that follows from the tallies. Deterministic; works on partial results too.
Analysis analyse(const Results& results);

/// A law that a run of an experiment could judge.
struct Prospect {
  Topic topic = Topic::other;
  std::string title;
  /// Why the run will not judge it, or what to measure; empty: it is judged, if enough walkers are counted
  /// and the exact answer does not cost too much.
  std::string why_not;
};

/// What a run of the experiment can judge, and what it cannot: known before it runs.
std::vector<Prospect> prospects(const Experiment& experiment);

/// The estimates and the verdicts as tables "estimates" and "verdicts", for the results file.
std::vector<Table> to_tables(const Analysis& analysis);

}  // namespace fluxwalk
