#include "fluxwalk/output_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "files/failure.hpp"
#include "files/file_lock.hpp"
#include "files/partial_file.hpp"

namespace fluxwalk {

namespace {

namespace fs = std::filesystem;
using namespace files;

/// The file that a path leads to, in a folder without links. The file need not exist.
fs::path resolved(const fs::path& file) {
  fs::path path = fs::absolute(file);
  constexpr int most_links = 40;  // as Linux
  for (int links = 0; links <= most_links; ++links) {
    const fs::path folder = path.parent_path();
    if (!path.has_filename()) throw Failure("cannot be written (it is a folder)");
    if (!is_directory(fs::status(folder)))
      throw Failure(fmt::format("cannot be written (there is no folder {})", folder.string()));
    if (!is_symlink(fs::symlink_status(path))) return fs::canonical(folder) / path.filename();
    path = folder / fs::read_symlink(path);  // an absolute target replaces the folder
  }
  throw Failure("cannot be written (its symbolic links lead in a circle)");
}

void require_writable(const struct stat& status, const fs::path& file) {
  if (S_ISDIR(status.st_mode)) throw Failure("cannot be written (it is a folder)");
  if (!S_ISREG(status.st_mode)) throw Failure("cannot be written (it is not a regular file)");
  // Root may write to any file: the mode says what its owner wants.
  constexpr mode_t any_write = S_IWUSR | S_IWGRP | S_IWOTH;
  if ((status.st_mode & any_write) == 0)
    throw Failure(fmt::format("is read-only (mode {:03o}) and is left as it is", status.st_mode & 07777));
  if (::access(file.c_str(), W_OK) != 0)
    throw Failure(fmt::format("is left as it is: {}", std::generic_category().message(errno)));
}

/// The status of the file, if there is one. \throws Failure if it may not be replaced.
std::optional<struct stat> require_writable(const fs::path& file) {
  const auto status = status_of(file);
  if (status) require_writable(*status, file);
  return status;
}

/// HDF5 locks a file that it has open for writing. What that program adds later would be lost.
void require_closed(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  const bool is_held = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(descriptor);
  if (is_held)
    throw Failure(
        "cannot be replaced (another program, such as a notebook, has it open for writing: close it there)");
}

std::optional<FileIdentity> identity_from(const std::optional<struct stat>& status) {
  if (!status) return std::nullopt;
  return files::identity_from(*status);
}

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace

struct OutputFile::State {
  State(const fs::path& file, std::chrono::milliseconds patience, Readers file_readers)
      : path(file),
        target(resolved(file)),
        lock((require_writable(target), target), patience),
        readers(file_readers) {
    if (lock.complaint().empty()) remove_leftovers(target);  // one may be a further name of the file
    identity = identity_from(
        require_writable(target));  // of the file that is there now, and that no other program writes
  }

  fs::path path, target;
  FileLock lock;
  Readers readers;
  std::optional<FileIdentity> identity;
};

OutputFile::OutputFile(const fs::path& file, std::chrono::milliseconds patience, Readers readers)
    : state_(naming(file, [&] {
        try {
          return std::make_unique<State>(file, patience, readers);
        } catch (const Taken& holder) {
          throw FileTaken(
              fmt::format("{}: another fluxwalk is writing it: {}", file.string(), holder.what()));
        }
      })) {}

OutputFile::OutputFile(OutputFile&&) noexcept = default;
OutputFile& OutputFile::operator=(OutputFile&&) noexcept = default;
OutputFile::~OutputFile() = default;

const fs::path& OutputFile::path() const noexcept {
  return state_->path;
}
const std::optional<FileIdentity>& OutputFile::identity() const noexcept {
  return state_->identity;
}
const std::string& OutputFile::lock_complaint() const noexcept {
  return state_->lock.complaint();
}
void OutputFile::release() noexcept {
  state_->lock.release();
}

void OutputFile::replace(std::span<const std::byte> bytes) {
  State& state = *state_;
  naming(state.path, [&] {
    // A file that has been removed is created anew: nothing is lost.
    const auto require_same = [&](const std::optional<struct stat>& now) {
      if (now && identity_from(now) != state.identity)
        throw FileChanged(fmt::format(
            "{}: another program has replaced or changed it, and it is left as it is", state.path.string()));
    };
    const fs::path folder = state.target.parent_path();
    if (!is_directory(fs::status(folder)))
      throw Failure(fmt::format("cannot be written (there is no folder {})", folder.string()));
    require_same(status_of(state.target));
    const auto old = require_writable(state.target);
    require_closed(state.target);
    if (state.lock.complaint().empty()) remove_leftovers(state.target);

    const bool is_private = old || state.readers == Readers::owner_only;
    PartialFile partial(state.target, is_private ? 0600 : 0666);
    partial.write(bytes);
    if (old) partial.inherit(*old);
    const FileIdentity made = partial.finish();
    const auto now = status_of(state.target);  // writing may have taken a while
    require_same(now);
    if (now) {
      partial.replace(state.target);
    } else if (!partial.create(state.target)) {
      require_same(status_of(state.target));
      throw FileChanged(state.path.string() +
                        ": another program has just created it, and it is left as it is");
    }
    state.identity = made;
    flush_folder(folder);
  });
}

void OutputFile::replace(std::string_view text) {
  replace(bytes_of(text));
}

std::optional<FileIdentity> identity_of(const fs::path& file) {
  return naming(file, [&] { return identity_from(status_of(file)); });
}

std::uint64_t num_links(const fs::path& file) {
  return naming(file, [&]() -> std::uint64_t {
    const auto status = status_of(file);
    return status ? status->st_nlink : 0;
  });
}

void require_replaceable(const fs::path& file) {
  naming(file, [&] { require_writable(file); });
}

fs::path unique_beside(const fs::path& path, std::string_view ending) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::array<unsigned char, 8> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw FileError(fmt::format("{}: cannot be written (the system has no random numbers)", path.string()));
  std::string name = path.string() + std::string(ending);
  for (const unsigned char byte : bytes) name += letters[byte % letters.size()];
  return name;
}

void write_directly(const fs::path& file, std::string_view text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  int error = descriptor < 0 ? errno : 0;
  while (error == 0 && !text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno != EINTR) error = errno;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (descriptor >= 0 && ::close(descriptor) != 0 && error == 0) error = errno;
  if (error != 0)
    throw FileError(
        fmt::format("{}: cannot be written ({})", file.string(), std::generic_category().message(error)));
}

}  // namespace fluxwalk
