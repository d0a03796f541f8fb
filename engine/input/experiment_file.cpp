#include "experiment_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <system_error>
#include <utility>

#include "fluxwalk/error.hpp"

namespace fluxwalk::input {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t most_bytes = std::size_t{16} << 20;

/// An open descriptor; standard input stays open.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ > STDIN_FILENO) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const noexcept { return number_; }

 private:
  int number_;
};

/// Waits until there is something to read, or the end of the file. A named pipe that no program writes to has
/// neither.
void wait_for_text(int descriptor, std::function<void()>& on_wait) {
  constexpr int patience = 1000;  // milliseconds
  pollfd wanted = {descriptor, POLLIN, 0};
  for (;;) {
    const int found = poll(&wanted, 1, on_wait ? patience : -1);
    if (found > 0 || (found < 0 && errno != EINTR)) return;
    if (found == 0) std::exchange(on_wait, nullptr)();
  }
}

/// At most one byte more than allowed, so that an endless device is refused too.
std::string read_all(int descriptor, const std::string& name, std::function<void()> on_wait) {
  std::string text;
  char buffer[1 << 16];
  while (text.size() <= most_bytes) {
    wait_for_text(descriptor, on_wait);
    const ssize_t size = read(descriptor, buffer, sizeof buffer);
    if (size == 0) break;
    if (size > 0) {
      text.append(buffer, static_cast<std::size_t>(size));
    } else if (errno != EINTR && errno != EAGAIN) {
      refuse_file(name, "cannot be read", std::generic_category().message(errno));
    }
  }
  require_small(name, text.size());
  return text;
}

}  // namespace

void refuse_file(const std::string& file, std::string problem, std::string reason, std::string suggestion) {
  throw InputError({{file, 0, 0, "", std::move(problem), std::move(reason), std::move(suggestion)}});
}

void require_small(const std::string& file, std::uintmax_t num_bytes) {
  if (num_bytes > most_bytes) refuse_file(file, "is too large", "an experiment file has at most 16 MiB");
}

ExperimentFile read_experiment_file(const fs::path& path, const std::function<void()>& on_wait) {
  if (path == "-") return {read_all(STDIN_FILENO, "stdin", on_wait), "stdin", {}};
  const std::string name = path.string();
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) refuse_file(name, "is a directory", "an experiment is a file");
  if (status.type() == fs::file_type::not_found) refuse_file(name, "there is no such file", "");
  const bool is_regular = fs::is_regular_file(status);
  if (is_regular) require_small(name, fs::file_size(path, error));
  // A pipe is opened without waiting for a program that writes to it: the waiting is done when reading.
  const Descriptor descriptor(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (descriptor.number() < 0) refuse_file(name, "cannot be read", std::generic_category().message(errno));
  return {read_all(descriptor.number(), name, on_wait), name, is_regular ? path.parent_path() : fs::path()};
}

}  // namespace fluxwalk::input
