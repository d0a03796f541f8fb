#include "files/file_lock.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "files/failure.hpp"

namespace fluxwalk::files {

namespace {

using namespace std::chrono_literals;

/// A file name has at most 255 bytes; a target with a longer name shares its lock with others of the same
/// beginning.
std::filesystem::path lock_path(const std::filesystem::path& target) {
  constexpr std::size_t longest = 240;
  return target.parent_path() / fmt::format(".{}.lock", target.filename().string().substr(0, longest));
}

/// The command line of this process, as in a shell but without its quotes.
std::string own_command() {
  std::ifstream stream("/proc/self/cmdline", std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(stream), {});
  while (!text.empty() && text.back() == '\0') text.pop_back();
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

/// One line that identifies this process to the next one that wants the lock.
std::string own_description() {
  std::array<char, HOST_NAME_MAX + 1> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host.front() = '?';
  return fmt::format("process {} on {}, since {:%Y-%m-%d %H:%M:%S} UTC: {}\n", ::getpid(), host.data(),
                     fmt::gmtime(std::time(nullptr)), own_command());
}

/// What the holder wrote. It goes to a terminal, and any program may have written it: control characters are
/// dropped.
std::string description_in(int descriptor) {
  std::array<char, 600> buffer{};
  const ssize_t size = ::pread(descriptor, buffer.data(), buffer.size(), 0);
  std::string text(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  text.resize(std::min(text.find('\n'), text.size()));
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto at = [&](std::size_t k) { return static_cast<unsigned char>(k < text.size() ? text[k] : 0); };
    const bool is_long =
        at(i) == 0xc2 && at(i + 1) >= 0x80 && at(i + 1) < 0xa0;  // those of two bytes in UTF-8
    if (at(i) < 0x20 || at(i) == 0x7f || is_long) text.replace(i, is_long ? 2 : 1, "?");
  }
  return text;
}

/// Two processes can have opened different files of this name, if one removed the file in between.
bool still_names(const std::filesystem::path& path, int descriptor) {
  struct stat named {
  }, opened{};
  return ::lstat(path.c_str(), &named) == 0 && ::fstat(descriptor, &opened) == 0 &&
         named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

int open_lock_file(const std::filesystem::path& path) {
  const int descriptor =
      ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0666);
  if (descriptor < 0)
    throw Failure(fmt::format("cannot be written (its lock file {}: {})", path.filename().string(),
                              std::generic_category().message(errno)));
  return descriptor;
}

}  // namespace

LockOutcome outcome_of_lock(int error) {
  switch (error) {
    case 0:
      return LockOutcome::held;
    case EAGAIN:
    case EACCES:
      return LockOutcome::taken;
    case ENOLCK:
    case EINVAL:
    case ENOSYS:
    case EOPNOTSUPP:
      return LockOutcome::unsupported;
    default:
      throw Failure(fmt::format("cannot be locked ({})", std::generic_category().message(error)));
  }
}

LockOutcome try_lock(int descriptor) {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  while (::fcntl(descriptor, F_OFD_SETLK, &whole) != 0) {
    if (errno != EINTR) return outcome_of_lock(errno);
  }
  return LockOutcome::held;
}

FileLock::FileLock(const std::filesystem::path& target, std::chrono::milliseconds patience)
    : path_(lock_path(target)) {
  // A holder writes its name shortly after it took the lock.
  const auto now = [] { return std::chrono::steady_clock::now(); };
  const auto end = now() + std::max<std::chrono::milliseconds>(patience, 100ms);
  while (true) {
    descriptor_ = open_lock_file(path_);
    LockOutcome outcome = LockOutcome::unsupported;
    try {
      outcome = try_lock(descriptor_);
    } catch (...) {
      ::close(descriptor_);
      throw;
    }
    if (outcome == LockOutcome::unsupported) {
      complaint_ = fmt::format("the file system has no locks ({})", std::generic_category().message(errno));
      release();
      return;
    }
    if (outcome == LockOutcome::held) {
      if (still_names(path_, descriptor_)) break;
    } else {
      const std::string holder = description_in(descriptor_);
      const bool is_over = now() >= end || (patience == 0ms && !holder.empty());
      if (is_over) {
        ::close(descriptor_);
        throw Taken(holder.empty() ? "another process" : holder);
      }
      std::this_thread::sleep_for(5ms);
    }
    ::close(descriptor_);
  }
  const std::string text = own_description();
  // On a full disk the holder cannot write its name, but it still has its lock.
  [[maybe_unused]] const bool is_named =
      ::ftruncate(descriptor_, 0) == 0 && ::pwrite(descriptor_, text.data(), text.size(), 0) > 0;
}

void FileLock::release() noexcept {
  if (descriptor_ < 0) return;
  if (still_names(path_, descriptor_)) ::unlink(path_.c_str());
  ::close(std::exchange(descriptor_, -1));
}

}  // namespace fluxwalk::files
