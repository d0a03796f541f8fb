#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>
#include <vector>

#include "fluxwalk/results_file.hpp"
#include "store/folder.hpp"
#include "store/messages.hpp"
#include "store/sample.hpp"

using namespace fluxwalk;
namespace fs = std::filesystem;

namespace {

Results results_of(std::int64_t batches) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t batch = 0; batch < batches; ++batch) numbers.push_back(batch);
  return sample::results(sample::experiment(2), numbers);
}

Results read(const fs::path& file) {
  return read_results(
      file, [](const std::string&, const std::string&, const auto&) { return sample::experiment(2); });
}

std::string error_of(const fs::path& file) {
  const std::string message = file_error([&] { write_results(results_of(2), sample::findings(), file); });
  CHECK(message.starts_with(file.string() + ": "));
  return message;
}

std::size_t num_entries(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// No file may grow beyond `bytes` while it lives, as on a full disk; needs no special rights.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

/// Permissions do not bind root: becomes the user "nobody" while it lives.
class Unprivileged {
 public:
  Unprivileged() {
    if (was_root_) REQUIRE(::seteuid(65534) == 0);
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;
  ~Unprivileged() {
    if (was_root_ && ::seteuid(0) != 0) std::abort();
  }

 private:
  bool was_root_ = ::geteuid() == 0;
};

}  // namespace

TEST_CASE("a target that is no place for a file is refused, and nothing is left behind") {
  const Folder folder;
  fs::create_directory(folder / "folder.h5");
  CHECK(has(error_of(folder / "folder.h5"), "it is a folder"));
  CHECK(has(error_of(folder / "no" / "a.h5"), "there is no folder " + (folder / "no").string()));
  CHECK(has(error_of("/dev/null"), "it is not a regular file"));
  CHECK(has(error_of(""), ": "));
  CHECK(has(error_of(folder / std::string(300, 'a')), "name too long"));
  CHECK(num_entries(folder.path()) == 1);
}

TEST_CASE("a folder without permission to write is refused") {
  const Folder folder;
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                                     fs::perms::others_exec);
  {
    const Unprivileged nobody;
    CHECK(has(error_of(folder / "a.h5"), "Permission denied"));
  }
  fs::permissions(folder.path(), fs::perms::owner_all);
  CHECK(folder.is_empty());
}

TEST_CASE("a disc that fills up leaves the old file as it was and nothing beside it") {
  const Folder folder;
  write_results(results_of(1), {}, folder / "a.h5");
  const std::string before = folder.bytes("a.h5");
  for (const rlim_t limit : std::vector<rlim_t>{0, 1, 4096, 10000}) {
    CAPTURE(limit);
    const FileSizeLimit full(limit);
    CHECK(has(error_of(folder / "a.h5"), "File too large"));
  }
  CHECK(folder.bytes("a.h5") == before);
  CHECK(num_entries(folder.path()) == 1);
  CHECK(read(folder / "a.h5").batch_numbers.size() == 1);
}

TEST_CASE("a new file replaces the old one, through a symbolic link too, and leaves nothing beside it") {
  const Folder folder;
  write_results(results_of(1), {}, folder / "a.h5");
  fs::create_symlink("a.h5", folder / "link.h5");
  write_results(results_of(3), {}, folder / "link.h5");
  CHECK(fs::is_symlink(folder / "link.h5"));
  CHECK(read(folder / "a.h5").batch_numbers.size() == 3);
  CHECK(num_entries(folder.path()) == 2);
}

TEST_CASE("a file name without a folder is one of the working folder") {
  const Folder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  CHECK_NOTHROW(write_results(results_of(2), {}, "a.h5"));
  fs::current_path(before);
  CHECK(read(folder / "a.h5").batch_numbers.size() == 2);
}

TEST_CASE("killed at any instant, a writer leaves a whole file") {
  const Folder folder;
  write_results(results_of(1), {}, folder / "a.h5");
  for (int kill_number = 0; kill_number < 8; ++kill_number) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      for (std::int64_t batches = 1;; batches = batches % 6 + 1)
        write_results(results_of(batches), {}, folder / "a.h5");
    }
    std::this_thread::sleep_for(std::chrono::microseconds(1000 + 3001 * kill_number));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const Results found = read(folder / "a.h5");
    CHECK(found.batches == results_of(static_cast<std::int64_t>(found.batch_numbers.size())).batches);
  }
}
