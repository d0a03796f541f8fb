#pragma once
/// \file
/// The results of a run: its experiment, the tallies of its batches, and where the numbers come from.

#include <cstdint>
#include <string>
#include <vector>

#include "fluxwalk/experiment.hpp"
#include "fluxwalk/tallies.hpp"

namespace fluxwalk {

/// What is known about a results file since fluxwalk wrote it. It only ever becomes worse: results that are
/// written again keep what was found when they were read.
enum class Integrity {
  checked,    ///< its bytes are those that fluxwalk wrote
  edited,     ///< another program changed the file; the checksum of each table that was read agrees
  unchecked,  ///< another program changed the file, and its tables have no checksums (formats before 1.2)
};

const char* to_string(Integrity integrity) noexcept;  ///< "checked", "edited" or "not checked"

/// Where the numbers come from. Nothing here may influence a tally.
struct Provenance {
  std::string created;   ///< UTC, ISO 8601
  std::string version;   ///< of fluxwalk
  std::string revision;  ///< git commit of the source, "unknown" outside a checkout
  std::string compiler;
  std::string build_type;
  std::string cpu;
  std::string host_os;
  std::string kernel;           ///< the one that ran
  std::string random_use;       ///< how it uses the random numbers: only with the same use may a run go on
  std::string random_contract;  ///< version of the rule by which random bits are consumed
  int threads = 0;
  double wall_seconds = 0;
  Integrity integrity = Integrity::checked;  ///< of the file that the results were read from
};

/// A finished (or interrupted) run.
struct Results {
  Experiment experiment;
  std::vector<std::int64_t> batch_numbers;  ///< of the finished batches, ascending
  std::vector<BatchTallies> batches;        ///< in the same order; their histogram tables are empty
  Counts histogram;  ///< [histogram time][site], summed over the batches: it is too big to keep for each
  Provenance provenance;

  bool is_complete() const noexcept;  ///< every batch of the experiment has run
  BatchTallies total() const;         ///< sum over the batches, histogram included
};

}  // namespace fluxwalk
