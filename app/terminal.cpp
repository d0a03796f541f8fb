#include "terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <system_error>

#include "fluxwalk/error.hpp"
#include "fluxwalk/visible_text.hpp"

namespace fluxwalk::app {

void prepare_streams() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor)
    if (fcntl(descriptor, F_GETFD) == -1) {
      // Read-only, so that writing to a closed standard output still fails. The lowest free descriptor is
      // this one.
      [[maybe_unused]] const int opened = open("/dev/null", O_RDONLY);
    }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void print(std::string_view shown, bool may_have_colour) {
  const std::string visible = visible_text(shown, may_have_colour);
  std::string_view text = visible;
  while (!text.empty()) {
    const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      throw FileError("cannot write to standard output: " + std::generic_category().message(errno));
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void complain(std::string_view line) noexcept try {
  std::string text = visible_text(line);
  text += '\n';
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
} catch (...) {
}

std::optional<std::string> ask(std::string_view question, const std::atomic<bool>& is_over) {
  if (isatty(STDIN_FILENO) != 1 || isatty(STDERR_FILENO) != 1) return std::nullopt;
  const pid_t reader = tcgetpgrp(STDIN_FILENO);
  if (reader > 0 && reader != getpgrp()) return std::nullopt;  // in the background a read would stop it
  [[maybe_unused]] const ssize_t shown = write(STDERR_FILENO, question.data(), question.size());
  std::string line;
  while (!is_over) {
    pollfd ready{STDIN_FILENO, POLLIN, 0};
    constexpr int milliseconds = 100;  // between two checks of is_over
    if (poll(&ready, 1, milliseconds) <= 0) continue;
    char letter = 0;
    const ssize_t size = read(STDIN_FILENO, &letter, 1);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return std::nullopt;
    if (letter == '\n') return line;
    line += letter;
  }
  return std::nullopt;
}

bool is_output_terminal() noexcept {
  return isatty(STDOUT_FILENO) == 1;
}
bool is_error_terminal() noexcept {
  return isatty(STDERR_FILENO) == 1;
}

bool has_colour() noexcept {
  const char* refusal = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return is_output_terminal() && (refusal == nullptr || *refusal == '\0') && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

}  // namespace fluxwalk::app
