#include "program.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <pty.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <thread>

namespace fluxwalk::test {

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "fluxwalk-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string Folder::write(const std::string& name, const std::string& text) const {
  std::ofstream(path_ / name, std::ios::binary) << text;
  return name;
}

std::vector<std::string> Folder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path_)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_text(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

/// This environment, with a terminal that can do colours and whatever the setting adds.
std::vector<std::string> environment(const Setting& setting) {
  std::vector<std::string> list = {"TERM=xterm"};
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!text.starts_with("TERM=") && !text.starts_with("NO_COLOR=")) list.push_back(text);
  }
  list.insert(list.end(), setting.environment.begin(), setting.environment.end());
  return list;
}

}  // namespace

Program::Program(const Folder& folder, std::vector<std::string> arguments, const Setting& setting) {
  arguments.insert(arguments.begin(), FLUXWALK_PROGRAM);
  const std::string out = (streams_ / "out").string(), err = (streams_ / "err").string();
  constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC;

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addchdir_np(&files, folder.path().c_str());
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out.c_str(), flags, 0600);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err.c_str(), flags, 0600);
  int their_terminal = -1;
  if (setting.has_terminal) {
    REQUIRE(openpty(&terminal_, &their_terminal, nullptr, nullptr, nullptr) == 0);
    fcntl(terminal_, F_SETFL, O_NONBLOCK);
    fcntl(terminal_, F_SETFD, FD_CLOEXEC);
    posix_spawn_file_actions_adddup2(&files, their_terminal, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, their_terminal, STDERR_FILENO);
    posix_spawn_file_actions_addclose(&files, their_terminal);
  }
  if (setting.in >= 0) posix_spawn_file_actions_adddup2(&files, setting.in, STDIN_FILENO);
  if (setting.out >= 0) posix_spawn_file_actions_adddup2(&files, setting.out, STDOUT_FILENO);
  if (setting.closes_out) posix_spawn_file_actions_addclose(&files, STDOUT_FILENO);

  // A caller that ignores Ctrl-C (a background job of a shell) would have the program ignore it too.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ}) sigaddset(&defaults, signal);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);

  std::vector<std::string> variables = environment(setting);
  // The program inherits the limit. It is taken back at once: nothing is written here meanwhile.
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit before = limit;
  if (setting.largest_file >= 0) limit.rlim_cur = static_cast<rlim_t>(setting.largest_file);
  setrlimit(RLIMIT_FSIZE, &limit);
  const int error = posix_spawn(&process_, FLUXWALK_PROGRAM, &files, &attributes, pointers(arguments).data(),
                                pointers(variables).data());
  setrlimit(RLIMIT_FSIZE, &before);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (their_terminal >= 0) close(their_terminal);
  REQUIRE(error == 0);
}

Program::~Program() {
  if (!has_ended_) {
    kill(process_, SIGKILL);
    waitpid(process_, &status_, 0);
  }
  if (terminal_ >= 0) close(terminal_);
}

void Program::send(int signal) const {
  REQUIRE(kill(process_, signal) == 0);
}

double Program::processor_seconds() const {
  // After the name in brackets come the state, ten numbers, and the ticks in user and in system mode.
  const std::string text = read_text(fmt::format("/proc/{}/stat", process_));
  std::istringstream fields(text.substr(std::min(text.rfind(')') + 1, text.size())));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

bool Program::collect() {
  if (!has_ended_) has_ended_ = waitpid(process_, &status_, WNOHANG) == process_;
  if (terminal_ < 0) {
    shown_ = read_text(streams_ / "err");
  } else {
    char buffer[4096];
    for (ssize_t size = 0; (size = read(terminal_, buffer, sizeof buffer)) > 0;)
      shown_.append(buffer, static_cast<std::size_t>(size));
  }
  return !has_ended_;
}

bool Program::wait_until(const std::function<bool()>& is_so) {
  using namespace std::chrono_literals;
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (std::chrono::steady_clock::now() < end) {
    const bool is_running = collect();
    if (is_so()) return true;
    if (!is_running) return false;
    std::this_thread::sleep_for(1ms);
  }
  return false;
}

bool Program::wait_for_error(const std::string& text) {
  return wait_until([&] { return contains(shown_, text); });
}

Finished Program::wait() {
  using namespace std::chrono_literals;
  while (collect()) std::this_thread::sleep_for(1ms);
  const int code = WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
  return {code, read_text(streams_ / "out"), shown_};
}

Finished run_program(const Folder& folder, std::vector<std::string> arguments, const Setting& setting) {
  return Program(folder, std::move(arguments), setting).wait();
}

const char* const tiny_experiment = R"(
title = "A tiny \"drop\""
question = "Does it spread?"
[lattice]
kind = "chain"
shape = 32
[faces]
x = ["reflecting", "absorbing"]
[[population]]
kind = "point"
walkers = 4096
at = [8]
[run]
steps = 40
batches = 8
[measure.flux]
x = "all"
every = 10
residence = true
[measure.profile]
axes = ["x"]
every = 20
[measure.histogram]
at = [0, 40]
[measure.moments]
every = 20
[measure.survivors]
every = 10
[measure.exits]
every = 10
[measure.first_passage]
every = 10
targets = [{ axis = "x", layer = 12 }]
)";

std::string plain_experiment(long steps, long batches, long walkers) {
  return fmt::format(R"(
[lattice]
kind = "chain"
shape = 64
[[population]]
kind = "uniform"
walkers = {}
[run]
steps = {}
batches = {}
[measure.flux]
x = "all"
every = {}
[measure.profile]
axes = ["x"]
at = [0, {}]
[measure.histogram]
at = [{}]
)",
                     walkers, steps, batches, steps, steps, steps);
}

}  // namespace fluxwalk::test
