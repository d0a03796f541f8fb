#include "store/replace_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <string>
#include <system_error>
#include <utility>

#include "store/failure.hpp"

namespace fluxwalk::store {

namespace {

[[noreturn]] void fail(int error) {
  throw Failure(fmt::format("cannot be written ({})", std::generic_category().message(error)));
}

/// A new file that is removed again unless it is renamed.
class PartialFile {
 public:
  explicit PartialFile(std::filesystem::path path) : path_(std::move(path)) {
    ::unlink(path_.c_str());  // left by a crashed process that had our number
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail(errno);
    ::flock(descriptor_, LOCK_EX);  // as long as it is being written; some file systems have no locks
  }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  ~PartialFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) fail(errno);
      if (written > 0) bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

  void rename(const std::filesystem::path& target) {
    if (::fsync(descriptor_) != 0) fail(errno);
    if (::close(std::exchange(descriptor_, -1)) != 0) fail(errno);
    if (::rename(path_.c_str(), target.c_str()) != 0) fail(errno);
    path_.clear();
  }

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

bool is_running(pid_t process) {
  return ::kill(process, 0) == 0 || errno != ESRCH;
}

/// Removes what processes that died while they wrote have left beside the target. Those of other machines or
/// containers that share the folder have numbers of their own, and hold locks.
void remove_leftovers(const std::filesystem::path& target) {
  const std::string beginning = target.filename().string() + ".partial-";
  std::error_code ignored;  // whoever cannot look or remove leaves all as it is
  for (std::filesystem::directory_iterator entry(target.parent_path(), ignored), end; entry != end;
       entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(beginning) || !is_regular_file(entry->symlink_status(ignored))) continue;
    const char* last = name.data() + name.size();
    pid_t process = 0;
    const auto read = std::from_chars(name.data() + beginning.size(), last, process);
    if (read.ec != std::errc() || read.ptr != last || process <= 0) continue;
    if (name != beginning + std::to_string(process) || is_running(process)) continue;
    const int descriptor = ::open(entry->path().c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) continue;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(entry->path().c_str());
    ::close(descriptor);
  }
}

/// Makes the rename itself last. Some file systems cannot, and the new file is in place: no error.
void flush_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

void replace_file(const std::filesystem::path& file, std::span<const std::byte> bytes) {
  std::error_code ignored;
  const auto status = std::filesystem::status(file, ignored);
  if (is_directory(status)) throw Failure("cannot be written (it is a folder)");
  if (exists(status) && !is_regular_file(status))
    throw Failure("cannot be written (it is not a regular file)");
  const std::filesystem::path target = exists(status) ? canonical(file) : absolute(file);
  if (!is_directory(target.parent_path(), ignored)) {
    throw Failure(fmt::format("cannot be written (there is no folder {})", target.parent_path().string()));
  }
  remove_leftovers(target);
  PartialFile partial(fmt::format("{}.partial-{}", target.string(), ::getpid()));
  partial.write(bytes);
  partial.rename(target);
  flush_folder(target.parent_path());
}

}  // namespace fluxwalk::store
