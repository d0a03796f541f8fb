#pragma once
#include <sys/stat.h>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>

#include "fluxwalk/output_file.hpp"

namespace fluxwalk::files {

FileIdentity identity_from(const struct stat& status);

/// The status of a file, through symbolic links; nothing if there is none. \throws Failure.
std::optional<struct stat> status_of(const std::filesystem::path& file);

/// A new file beside a target, `NAME.partial-XXXXXXXX`, locked while it is written and removed again unless
/// it takes the target's place. Its name is random: process numbers are not unique among containers and
/// machines.
class PartialFile {
 public:
  PartialFile(const std::filesystem::path& target, mode_t mode);
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  ~PartialFile();

  void write(std::span<const std::byte> bytes);
  /// Mode, and as far as permitted owner and group, of the file that it is to replace.
  void inherit(const struct stat& old);
  /// Flushes it to the disk. Returns its identity.
  FileIdentity finish();
  /// Replaces the file at the target, if there is one.
  void replace(const std::filesystem::path& target);
  /// Takes a name that is free. Returns false, and changes nothing, if it is not.
  bool create(const std::filesystem::path& target);

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// Removes the partial files of the target that no process has locked: their processes have died. Only the
/// holder of the target's lock may call it.
void remove_leftovers(const std::filesystem::path& target);

/// Makes a rename or a link permanent. Some file systems cannot, and the file is in place: no error.
void flush_folder(const std::filesystem::path& folder);

}  // namespace fluxwalk::files
