#include "report/gnuplot.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace fluxwalk::report {

namespace {

constexpr int exit_not_found = 127;

/// What the child does: only calls that are safe after fork() in a program with threads.
[[noreturn]] void become_gnuplot(const char* folder, const char* script, const char* log) {
  const int input = open("/dev/null", O_RDONLY);
  const bool is_ready = chdir(folder) == 0;
  const int output = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (!is_ready || input < 0 || output < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0 ||
      dup2(output, 2) < 0)
    _exit(126);
  // Without the user's own settings (-d), so that figures are the same everywhere.
  execlp("gnuplot", "gnuplot", "-d", script, nullptr);
  _exit(errno == ENOENT ? exit_not_found : 126);
}

std::string first_complaint(const std::filesystem::path& log) {
  std::ifstream stream(log);
  for (std::string line; std::getline(stream, line);) {
    if (line.find(": ") != std::string::npos) return line;
  }
  return "no message";
}

}  // namespace

std::string run_gnuplot(const std::filesystem::path& folder, const std::string& script) {
  const std::string log_name = script + ".log";
  const std::filesystem::path log = folder / log_name;
  const std::string folder_name = folder.string();

  const pid_t child = fork();
  if (child == 0) become_gnuplot(folder_name.c_str(), script.c_str(), log_name.c_str());
  if (child < 0) return fmt::format("gnuplot could not be started: {}", std::strerror(errno));
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return fmt::format("gnuplot was lost: {}", std::strerror(errno));
  }
  std::string problem;
  if (WIFEXITED(status) && WEXITSTATUS(status) == exit_not_found) {
    problem = "the program gnuplot was not found";
  } else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    problem = fmt::format("gnuplot could not draw {}: {}", script, first_complaint(log));
  }
  std::error_code ignored;
  std::filesystem::remove(log, ignored);
  return problem;
}

}  // namespace fluxwalk::report
