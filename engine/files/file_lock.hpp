#pragma once
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace fluxwalk::files {

/// The result of an attempt to lock; `unsupported`: this file system has no locks.
enum class LockOutcome { held, taken, unsupported };

/// The same from errno (0: it succeeded). \throws Failure for an error that is none of these.
LockOutcome outcome_of_lock(int error);

/// Takes a kernel lock of an open file without waiting. The lock belongs to the open file, not to the
/// process, and ends when its last descriptor is closed. \throws Failure as above; errno is left as fcntl set
/// it.
LockOutcome try_lock(int descriptor);

/// Another program holds the lock; the text names it, as far as it is known.
class Taken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The lock of a name in a folder: a kernel lock of the file `.NAME.lock` there, which names its holder. The
/// existence of that file means nothing: it stays behind when its process is killed, and the next holder
/// takes it over.
class FileLock {
 public:
  /// Waits up to `patience` for another holder. \throws Taken after that; Failure if the file cannot be made.
  FileLock(const std::filesystem::path& target, std::chrono::milliseconds patience);
  ~FileLock() { release(); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  /// Why there is no lock although no other program holds it: the file system does not support locks. Empty
  /// if there is one.
  const std::string& complaint() const noexcept { return complaint_; }
  /// Removes the file and gives the lock back.
  void release() noexcept;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::string complaint_;
};

}  // namespace fluxwalk::files
