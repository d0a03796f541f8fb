#include "files/partial_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "files/failure.hpp"
#include "files/file_lock.hpp"

namespace fluxwalk::files {

namespace {

constexpr std::string_view ending = ".partial-";
constexpr std::size_t num_random = 8;

[[noreturn]] void fail(int error) {
  throw Failure(fmt::format("cannot be written ({})", std::generic_category().message(error)));
}

/// A file name has at most 255 bytes.
std::filesystem::path stem_of(const std::filesystem::path& target) {
  constexpr std::size_t longest = 255 - ending.size() - num_random;
  return target.parent_path() / target.filename().string().substr(0, longest);
}

bool is_same_file(const std::filesystem::path& path, const struct stat& status) {
  struct stat there {};
  return ::lstat(path.c_str(), &there) == 0 && there.st_dev == status.st_dev && there.st_ino == status.st_ino;
}

}  // namespace

FileIdentity identity_from(const struct stat& status) {
  return {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino),
          static_cast<std::int64_t>(status.st_size), static_cast<std::int64_t>(status.st_mtim.tv_sec),
          static_cast<std::int64_t>(status.st_mtim.tv_nsec)};
}

std::optional<struct stat> status_of(const std::filesystem::path& file) {
  struct stat status {};
  // NFS asks the server when a file is opened; stat() alone may use cached data.
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor >= 0) {
    const int result = ::fstat(descriptor, &status);
    ::close(descriptor);
    if (result == 0) return status;
  }
  if (::stat(file.c_str(), &status) == 0) return status;
  if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
  fail(errno);
}

PartialFile::PartialFile(const std::filesystem::path& target, mode_t mode) {
  do {
    path_ = unique_beside(stem_of(target), ending);
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ < 0) {
    const int error = errno;
    path_.clear();
    fail(error);
  }
  try_lock(descriptor_);
}

PartialFile::~PartialFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!path_.empty()) ::unlink(path_.c_str());
}

void PartialFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) fail(errno);
    if (written > 0) bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void PartialFile::inherit(const struct stat& old) {
  struct stat own {};
  if (::fstat(descriptor_, &own) != 0) fail(errno);
  mode_t mode = old.st_mode & 07777;
  // The owner first: changing it clears bits of the mode. Only root may change the owner.
  if (own.st_uid != old.st_uid && ::fchown(descriptor_, old.st_uid, static_cast<gid_t>(-1)) != 0)
    mode &= ~static_cast<mode_t>(S_ISUID);
  if (own.st_gid != old.st_gid && ::fchown(descriptor_, static_cast<uid_t>(-1), old.st_gid) != 0) {
    // If the group changes, it may read no more than all others may.
    mode &= ~static_cast<mode_t>(S_ISGID) & (~static_cast<mode_t>(S_IRWXG) | ((mode & S_IRWXO) << 3));
  }
  if (::fchmod(descriptor_, mode) != 0) fail(errno);
}

FileIdentity PartialFile::finish() {
  struct stat status {};
  if (::fsync(descriptor_) != 0 || ::fstat(descriptor_, &status) != 0) fail(errno);
  return identity_from(status);
}

void PartialFile::replace(const std::filesystem::path& target) {
  if (::rename(path_.c_str(), target.c_str()) != 0) fail(errno);
  path_.clear();
}

bool PartialFile::create(const std::filesystem::path& target) {
  struct stat own {};
  if (::fstat(descriptor_, &own) != 0) fail(errno);
  // Not link() at first: if a process dies before it removes the other name, the file has two names.
  if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) {
    path_.clear();
    return true;
  }
  if (errno == EEXIST) return false;
  if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP) fail(errno);
  if (::link(path_.c_str(), target.c_str()) == 0) return true;  // the destructor removes the other name
  const int error = errno;
  // NFS may have done it and lost the answer.
  if (error == EEXIST) return is_same_file(target, own);
  if (error != EPERM && error != EOPNOTSUPP && error != ENOSYS && error != EMLINK) fail(error);
  // The file system supports neither.
  if (status_of(target)) return false;
  replace(target);
  return true;
}

void remove_leftovers(const std::filesystem::path& target) {
  const std::string beginning = stem_of(target).filename().string() + std::string(ending);
  std::error_code ignored;  // if it cannot be checked or removed, it stays
  for (std::filesystem::directory_iterator entry(target.parent_path(), ignored), end; entry != end;
       entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(beginning) || name.size() != beginning.size() + num_random) continue;
    if (!is_regular_file(entry->symlink_status(ignored))) continue;
    const int descriptor = ::open(entry->path().c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) continue;
    try {
      if (try_lock(descriptor) == LockOutcome::held) ::unlink(entry->path().c_str());
    } catch (const Failure&) {  // it stays
    }
    ::close(descriptor);
  }
}

void flush_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace fluxwalk::files
