#pragma once
/// \file
/// Where the results of a run are saved, even if their file has changed meanwhile.

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "fluxwalk/output_file.hpp"
#include "fluxwalk/results.hpp"
#include "fluxwalk/results_file.hpp"
#include "fluxwalk/written_tallies.hpp"
#include "interrupt.hpp"

namespace fluxwalk::app {

/// Writes the results of one run to its file, and if that fails, to another place, which it names on standard
/// error. Any thread may call any function.
class ResultsKeeper {
 public:
  /// `num_saved`: batches that the file already holds, if the run continues with them. `additions`: what
  /// happens to the additions of users in the existing file; additions to the file of this run are kept.
  ResultsKeeper(OutputFile output, std::size_t num_saved, Additions additions);

  /// Saves the finished batches, if there are new ones. A failure is reported, and the run continues.
  void save(const Results& so_far) noexcept;

  /// Saves the results at the end of a run, and `findings` if there are any. If that fails, tries again for
  /// some seconds. If batches are not saved then, asks for another place if a person is at the terminal; the
  /// last alternative is $TMPDIR. After a signal it neither waits nor asks.
  /// \throws FileError if all of that fails, or if only the findings are not saved.
  void finish(const Results& results, const std::vector<Table>& findings, Interrupt& interrupt);

  /// The file of the last save, or of the next one if there was none.
  std::filesystem::path place() const;
  /// True if that is not the requested file.
  bool is_elsewhere() const;
  std::size_t num_saved() const;
  /// Waits until results that are only in memory are saved, and unlocks the file.
  void release() noexcept;

 private:
  void write(const Results& results, const std::vector<Table>& findings);
  std::string failure_to_write(const Results& results, const std::vector<Table>& findings);
  std::string ask_for_place(const Results& results, const std::vector<Table>& findings, Interrupt& interrupt,
                            std::string failure);
  bool is_safe(const Results& results) const;
  void move_to(OutputFile output);

  mutable std::mutex mutex_;
  std::condition_variable finished_;
  OutputFile output_;
  std::size_t num_saved_;
  Additions additions_;
  WrittenTallies written_;
  bool is_elsewhere_ = false, is_finishing_ = false;
  std::string reported_;  ///< the failure that has been reported and still lasts
};

}  // namespace fluxwalk::app
