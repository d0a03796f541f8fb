#pragma once
/// \file
/// Files that are replaced whole or not at all, and never while another program writes them.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "fluxwalk/error.hpp"

namespace fluxwalk {

/// Which file stands at a path, and in which state. A program that replaces the file or changes its content
/// changes this; new permissions, owners and links do not.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0;
  std::int64_t size = 0, modified_seconds = 0, modified_nanoseconds = 0;
  bool operator==(const FileIdentity&) const = default;
};

/// The identity of the file at a path, through symbolic links; nothing if there is none.
std::optional<FileIdentity> identity_of(const std::filesystem::path& file);

/// Another process holds the lock of the file; the message says which one and since when. Exit code 4.
class FileTaken : public FileError {
 public:
  using FileError::FileError;
};

/// The file is not the one that this process last found or wrote there: another program has replaced or
/// changed it. It is left as it is. Exit code 4.
class FileChanged : public FileError {
 public:
  using FileError::FileError;
};

/// The right to write one file, held from the construction until the object goes or is released.
///
/// It consists of a lock and of the file's identity. The lock is a kernel lock (an open file description lock
/// of fcntl, which NFS passes on to its server) on `.NAME.lock` beside the file. It ends with the process,
/// whatever ends the process; a lock file without a lock means nothing. The identity is compared before each
/// replacement, so that a writer that does not use the lock loses nothing either.
///
/// A symbolic link is followed, even if its target does not exist yet.
class OutputFile {
 public:
  /// Permissions of a file that was not there before. A file that is replaced keeps its mode and, where the
  /// system permits it, its owner and group.
  enum class Readers { as_usual, owner_only };

  /// Takes the lock and notes which file is there. Waits up to `patience` for another writer to finish.
  /// \throws FileTaken if another process holds the lock for longer; FileError if `file` cannot be a file,
  /// lies in a folder that cannot be written to, or is read-only.
  explicit OutputFile(const std::filesystem::path& file, std::chrono::milliseconds patience = {},
                      Readers readers = Readers::as_usual);
  OutputFile(OutputFile&&) noexcept;
  OutputFile& operator=(OutputFile&&) noexcept;
  ~OutputFile();

  const std::filesystem::path& path() const noexcept;  ///< as the caller named it

  /// The file that was there first, or that this object wrote last; nothing if there was none.
  const std::optional<FileIdentity>& identity() const noexcept;

  /// Why there is no lock: the file system does not support locks. Empty if there is a lock.
  const std::string& lock_complaint() const noexcept;

  /// Writes `bytes` to the file so that a crash at any instant leaves the old file or the new one: they go to
  /// `NAME.partial-XXXXXXXX` beside it, are flushed to the disk, and that file then replaces the old one. If
  /// there was no old file, the new file takes the name only if no other file has taken it meanwhile. Partial
  /// files of processes that have died are removed.
  /// \throws FileChanged if the file is not the one of identity(); FileError if it cannot be written. The old
  /// file is untouched then.
  void replace(std::span<const std::byte> bytes);
  void replace(std::string_view text);

  /// Gives the lock back. Nothing may be written afterwards.
  void release() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// How many names (hard links) the file has; 0 if there is none. Replacing it changes what one of them names.
std::uint64_t num_links(const std::filesystem::path& file);

/// \throws FileError if the file is there and its mode or the system forbids this process to write to it.
void require_replaceable(const std::filesystem::path& file);

/// A path beside `path` where there is no file: its name, then `ending`, then eight random letters and
/// digits.
std::filesystem::path unique_beside(const std::filesystem::path& path, std::string_view ending);

/// Creates or overwrites a file directly, for folders that no other program reads yet.
/// \throws FileError that names the file and the cause if not all could be written.
void write_directly(const std::filesystem::path& file, std::string_view text);

}  // namespace fluxwalk
