#include "results_keeper.hpp"

#include <fmt/core.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <new>
#include <utility>

#include "fluxwalk/error.hpp"
#include "fluxwalk/results_file.hpp"
#include "terminal.hpp"

namespace fluxwalk::app {

namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

/// The first free name of walk-2.h5, walk-3.h5, ..., locked.
OutputFile claim_beside(const fs::path& file) {
  for (int number = 2;; ++number) {
    fs::path beside = file;
    beside.replace_filename(fmt::format("{}-{}{}", file.stem().string(), number, file.extension().string()));
    try {
      OutputFile output(beside);
      if (!output.identity()) return output;
    } catch (const FileTaken&) {  // the next one
    }
  }
}

/// Writes the results to the last alternative: $TMPDIR, or else /tmp. \throws FileError.
OutputFile write_to_second_place(const Results& results, const std::vector<Table>& findings,
                                 const fs::path& file) {
  const char* folder = std::getenv("TMPDIR");
  if (folder == nullptr || *folder == '\0') folder = "/tmp";
  const fs::path beginning = fs::path(folder) / ("fluxwalk-" + file.stem().string());
  OutputFile second(unique_beside(beginning, "-").concat(".h5"), 0ms, OutputFile::Readers::owner_only);
  write_results(results, findings, second);
  return second;
}

}  // namespace

ResultsKeeper::ResultsKeeper(OutputFile output, std::size_t num_saved, Additions additions)
    : output_(std::move(output)), num_saved_(num_saved), additions_(additions) {}

void ResultsKeeper::move_to(OutputFile output) {
  output_ = std::move(output);
  is_elsewhere_ = true;
}

void ResultsKeeper::write(const Results& results, const std::vector<Table>& findings) {
  try {
    write_results(results, findings, output_, additions_, written_);
  } catch (const FileChanged& change) {
    move_to(claim_beside(output_.path()));
    complain(fmt::format("fluxwalk: {}. The results of this run go to {} instead.", change.what(),
                         output_.path().string()));
    write_results(results, findings, output_, Additions::keep, written_);
  }
  additions_ = Additions::keep;
  num_saved_ = results.batches.size();
}

/// The error; empty if all is saved.
std::string ResultsKeeper::failure_to_write(const Results& results, const std::vector<Table>& findings) {
  const std::lock_guard lock(mutex_);
  try {
    write(results, findings);
    return "";
  } catch (const FileError& error) {
    return error.what();
  } catch (const std::bad_alloc&) {
    return output_.path().string() + ": cannot be written (out of memory)";
  }
}

void ResultsKeeper::save(const Results& so_far) noexcept try {
  {
    const std::lock_guard lock(mutex_);
    if (so_far.batches.size() == num_saved_) return;
  }
  std::string failure = failure_to_write(so_far, {});
  const std::lock_guard lock(mutex_);
  if (!failure.empty() && failure != reported_)
    complain(fmt::format("fluxwalk: {}. The run continues; what has finished is not saved yet.", failure));
  reported_ = std::move(failure);
} catch (const std::exception& error) {
  complain(std::string("fluxwalk: what has finished is not saved yet: ") + error.what());
}

bool ResultsKeeper::is_safe(const Results& results) const {
  const std::lock_guard lock(mutex_);
  try {
    return results.batches.size() == num_saved_ && identity_of(output_.path()) == output_.identity();
  } catch (const FileError&) {
    return false;
  }
}

std::string ResultsKeeper::ask_for_place(const Results& results, const std::vector<Table>& findings,
                                         Interrupt& interrupt, std::string failure) {
  while (!failure.empty()) {
    const auto answer = ask(
        fmt::format("fluxwalk: {}. The results are still in memory.\nPress Enter to try again, type another "
                    "file, or type . to save them in a temporary folder: ",
                    failure),
        interrupt.flag());
    if (!answer || *answer == ".") break;
    try {
      if (!answer->empty()) {
        OutputFile other(*answer);
        if (other.identity()) throw FileError(*answer + ": exists already");
        const std::lock_guard lock(mutex_);
        move_to(std::move(other));
      }
      failure = failure_to_write(results, findings);
    } catch (const FileError& error) {
      failure = error.what();
    }
  }
  return failure;
}

void ResultsKeeper::finish(const Results& results, const std::vector<Table>& findings, Interrupt& interrupt) {
  if (findings.empty() && is_safe(results)) return;
  // Once the tallies are saved, an end of the program before release() loses only the findings.
  class Finishing {
   public:
    Finishing(ResultsKeeper& keeper, bool is_finishing) : keeper_(keeper) { set(is_finishing); }
    Finishing(const Finishing&) = delete;
    Finishing& operator=(const Finishing&) = delete;
    ~Finishing() { set(false); }

   private:
    void set(bool is_finishing) {
      const std::lock_guard lock(keeper_.mutex_);
      keeper_.is_finishing_ = is_finishing;
      keeper_.finished_.notify_all();
    }
    ResultsKeeper& keeper_;
  };
  const Finishing finishing(*this, findings.empty());

  std::string failure = failure_to_write(results, findings);
  for (const std::chrono::seconds wait : {1s, 2s, 4s}) {
    if (failure.empty() || interrupt.flag()) break;
    complain(fmt::format("fluxwalk: {}. Trying again in {} s.", failure, wait.count()));
    interrupt.wait_for(wait);
    failure = failure_to_write(results, findings);
  }
  // Findings can be computed again: if the batches are in their file, no other file is needed.
  if (!failure.empty() && is_safe(results)) throw FileError(failure);
  failure = ask_for_place(results, findings, interrupt, std::move(failure));
  if (failure.empty()) return;
  try {
    OutputFile second = write_to_second_place(results, findings, place());
    const std::lock_guard lock(mutex_);
    move_to(std::move(second));
    num_saved_ = results.batches.size();
  } catch (const FileError& error) {
    throw FileError(
        fmt::format("{}. The second place failed as well: {}. {} of the {} batches that have run are saved",
                    failure, error.what(), num_saved(), results.batches.size()));
  }
  complain(fmt::format("fluxwalk: {}. The results are saved in {} instead.", failure, place().string()));
}

fs::path ResultsKeeper::place() const {
  const std::lock_guard lock(mutex_);
  return output_.path();
}
bool ResultsKeeper::is_elsewhere() const {
  const std::lock_guard lock(mutex_);
  return is_elsewhere_;
}
std::size_t ResultsKeeper::num_saved() const {
  const std::lock_guard lock(mutex_);
  return num_saved_;
}

void ResultsKeeper::release() noexcept {
  std::unique_lock lock(mutex_);
  finished_.wait(lock, [&] { return !is_finishing_; });
  output_.release();
}

}  // namespace fluxwalk::app
