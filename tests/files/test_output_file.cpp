#include "fluxwalk/output_file.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "files/failure.hpp"
#include "files/file_lock.hpp"
#include "store/folder.hpp"
#include "store/messages.hpp"

using namespace fluxwalk;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> names_in(const Folder& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder.path()))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

mode_t mode_of(const fs::path& file) {
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("one writer at a time: the second is told who holds the file, and gets it when the first is gone") {
  const Folder folder;
  {
    OutputFile first(folder / "a.h5");
    CHECK(first.lock_complaint().empty());
    CHECK(names_in(folder) == Names{".a.h5.lock"});
    fs::create_symlink("a.h5", folder / "link.h5");
    for (const std::string other : {"a.h5", "./a.h5", "link.h5"}) {
      const std::string message = file_error([&] { OutputFile second(folder / other); });
      CHECK(has(message, "another fluxwalk is writing it: process " + std::to_string(::getpid()) + " on "));
      CHECK(has(message, " UTC: "));
      CHECK(has(message, "test_files"));  // the command
    }
    CHECK_NOTHROW(OutputFile(folder / "b.h5"));
    first.replace("one");
  }
  CHECK(names_in(folder) == Names{"a.h5", "link.h5"});
  OutputFile second(folder / "a.h5");
  second.replace("two");
  second.release();
  CHECK_NOTHROW(OutputFile(folder / "a.h5"));
  CHECK(folder.bytes("a.h5") == "two");
}

TEST_CASE("a lock ends with its process, and the file that it leaves behind holds nobody up") {
  const Folder folder;
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const OutputFile held(folder / "a.h5");
    [[maybe_unused]] const ssize_t written = ::write(ready[1], "x", 1);
    ::pause();
    ::_exit(0);
  }
  char letter = 0;
  REQUIRE(::read(ready[0], &letter, 1) == 1);
  const std::string message = file_error([&] { OutputFile second(folder / "a.h5"); });
  CHECK(has(message, "process " + std::to_string(child)));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ready[0]);
  ::close(ready[1]);
  CHECK(names_in(folder) == Names{".a.h5.lock"});
  OutputFile(folder / "a.h5").replace("mine");
  CHECK(names_in(folder) == Names{"a.h5"});
}

TEST_CASE("who holds a lock is shown without what a terminal would obey") {
  const Folder folder;
  const OutputFile held(folder / "a.h5");
  folder.put(".a.h5.lock",
             "process 1\x1b[2J\a\xc2\x9b"
             "31m\nand more");
  const std::string message = file_error([&] { OutputFile second(folder / "a.h5"); });
  CHECK(has(message, "process 1?[2J??31m"));
  CHECK(message.find_first_of("\x1b\a\x9b\n") == std::string::npos);
}

TEST_CASE("a lock file that is no file of ours is not followed") {
  const Folder folder;
  folder.put("precious", "untouched");
  fs::create_symlink("precious", folder / ".a.h5.lock");
  CHECK(has(file_error([&] { OutputFile file(folder / "a.h5"); }), "lock file .a.h5.lock"));
  CHECK(folder.bytes("precious") == "untouched");
}

TEST_CASE("errors of locking: taken, unknown to the file system, or a failure") {
  using files::LockOutcome;
  CHECK(files::outcome_of_lock(0) == LockOutcome::held);
  for (const int error : {EAGAIN, EACCES}) CHECK(files::outcome_of_lock(error) == LockOutcome::taken);
  for (const int error : {ENOLCK, EOPNOTSUPP, EINVAL, ENOSYS})
    CHECK(files::outcome_of_lock(error) == LockOutcome::unsupported);
  CHECK_THROWS_AS(files::outcome_of_lock(EIO), files::Failure);
}

TEST_CASE("a file that another program has replaced, changed or created meanwhile is left as it is") {
  const Folder folder;
  folder.put("a.h5", "old");
  OutputFile file(folder / "a.h5");
  file.replace("mine");
  file.replace("mine again");
  CHECK(file.identity() == identity_of(folder / "a.h5"));

  folder.put("new", "theirs");
  fs::rename(folder / "new", folder / "a.h5");
  CHECK_THROWS_AS(file.replace("mine"), FileChanged);
  CHECK(folder.bytes("a.h5") == "theirs");

  OutputFile changed(folder / "c.h5");
  changed.replace("mine");
  folder.put("c.h5", "with notes");
  CHECK_THROWS_AS(changed.replace("mine"), FileChanged);
  CHECK(folder.bytes("c.h5") == "with notes");

  OutputFile created(folder / "d.h5");
  folder.put("d.h5", "theirs");
  CHECK_THROWS_AS(created.replace("mine"), FileChanged);
  CHECK(folder.bytes("d.h5") == "theirs");

  OutputFile vanished(folder / "e.h5");
  vanished.replace("mine");
  fs::remove(folder / "e.h5");
  vanished.replace("mine again");
  CHECK(folder.bytes("e.h5") == "mine again");
}

TEST_CASE("new permissions and further names do not make another file of it") {
  const Folder folder;
  OutputFile file(folder / "a.h5");
  file.replace("one");
  fs::permissions(folder / "a.h5", fs::perms::owner_read | fs::perms::owner_write);
  fs::create_hard_link(folder / "a.h5", folder / "b.h5");
  CHECK(num_links(folder / "a.h5") == 2);
  CHECK_NOTHROW(file.replace("two"));
  CHECK(folder.bytes("b.h5") == "one");
}

TEST_CASE("a file that is replaced keeps its mode, owner and group; a new one gets the usual mode") {
  const Folder folder;
  const mode_t before = ::umask(027);
  OutputFile(folder / "new.h5").replace("x");
  OutputFile(folder / "private.h5", {}, OutputFile::Readers::owner_only).replace("x");
  ::umask(before);
  CHECK(mode_of(folder / "new.h5") == 0640);
  CHECK(mode_of(folder / "private.h5") == 0600);
  for (const mode_t mode : {0600U, 0640U, 0666U, 0755U, 0200U}) {
    folder.put("a.h5", "old");
    REQUIRE(::chmod((folder / "a.h5").c_str(), mode) == 0);
    if (::geteuid() == 0) REQUIRE(::chown((folder / "a.h5").c_str(), 1234, 4321) == 0);
    OutputFile(folder / "a.h5").replace("new");
    CHECK(mode_of(folder / "a.h5") == mode);
    struct stat status {};
    REQUIRE(::stat((folder / "a.h5").c_str(), &status) == 0);
    CHECK(status.st_uid == (::geteuid() == 0 ? 1234 : ::geteuid()));
    if (::geteuid() == 0) CHECK(status.st_gid == 4321);
    fs::remove(folder / "a.h5");
  }
}

TEST_CASE("a file without permission to write is refused, by its mode: root may everything") {
  const Folder folder;
  folder.put("a.h5", "archived");
  REQUIRE(::chmod((folder / "a.h5").c_str(), 0444) == 0);
  CHECK(has(file_error([&] { OutputFile file(folder / "a.h5"); }), "is read-only (mode 444)"));
  CHECK(has(file_error([&] { require_replaceable(folder / "a.h5"); }), "is read-only (mode 444)"));
  CHECK_NOTHROW(require_replaceable(folder / "missing.h5"));
  OutputFile file(folder / "b.h5");
  file.replace("one");
  REQUIRE(::chmod((folder / "b.h5").c_str(), 0444) == 0);
  CHECK(has(file_error([&] { file.replace("two"); }), "is read-only"));
  CHECK(folder.bytes("b.h5") == "one");
  CHECK(names_in(folder) == Names{".b.h5.lock", "a.h5", "b.h5"});
}

TEST_CASE("a symbolic link is followed to a file that is not there yet, and not in a circle") {
  const Folder folder;
  fs::create_directory(folder / "far");
  fs::create_symlink("far/second", folder / "first");
  fs::create_symlink(folder / "far" / "a.h5", folder / "far" / "second");
  OutputFile(folder / "first").replace("through two links");
  CHECK(fs::is_symlink(folder / "first"));
  CHECK(fs::is_symlink(folder / "far" / "second"));
  CHECK(folder.bytes("far/a.h5") == "through two links");

  fs::create_symlink("loop", folder / "loop");
  CHECK(has(file_error([&] { OutputFile file(folder / "loop"); }), "links lead in a circle"));
  fs::create_symlink("nowhere/a.h5", folder / "bad");
  CHECK(has(file_error([&] { OutputFile file(folder / "bad"); }), "there is no folder"));
}

TEST_CASE("partial files of dead processes are removed by the holder of the lock, and nothing else is") {
  const Folder folder;
  folder.put("a.h5.partial-abcd1234", "left by a crash");
  folder.put("a.h5.partial-locked00", "somebody writes it");
  const int descriptor = ::open((folder / "a.h5.partial-locked00").c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(files::try_lock(descriptor) == files::LockOutcome::held);
  const Names kept = {"a.h5.partial-", "a.h5.partial-short", "a.h5.partial-abcd1234.txt",
                      "b.h5.partial-abcd1234"};
  for (const std::string& name : kept) folder.put(name, "somebody else's");
  fs::create_directory(folder / "a.h5.partial-folder00");
  OutputFile(folder / "a.h5").replace("x");
  CHECK_FALSE(fs::exists(folder / "a.h5.partial-abcd1234"));
  CHECK(fs::exists(folder / "a.h5.partial-locked00"));
  for (const std::string& name : kept) CHECK(fs::exists(folder / name));
  ::close(descriptor);
  OutputFile(folder / "a.h5").replace("y");
  CHECK_FALSE(fs::exists(folder / "a.h5.partial-locked00"));
  CHECK(names_in(folder).size() == kept.size() + 2);
}

TEST_CASE(
    "a partial file that is a further name of its target, as a crash can leave it, is removed at once") {
  const Folder folder;
  folder.put("a.h5", "whole");
  fs::create_hard_link(folder / "a.h5", folder / "a.h5.partial-abcd1234");
  const OutputFile file(folder / "a.h5");
  CHECK(num_links(folder / "a.h5") == 1);
  CHECK(folder.bytes("a.h5") == "whole");
}

TEST_CASE("the longest name that a file can have is written") {
  const Folder folder;
  const std::string longest(255, 'n');
  OutputFile(folder / longest).replace("x");
  CHECK(names_in(folder) == Names{longest});
}
