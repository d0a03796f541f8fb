#include "benchmarks/peers/python.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "python_scripts.hpp"

namespace fluxwalk::peers {
namespace {

/// The text as one word of the shell.
std::string quoted(std::string text) {
  for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 4)
    text.replace(at, 1, "'\\''");
  return "'" + text + "'";
}

std::FILE* start(const char* script, std::int64_t walkers, std::int64_t steps, int seed) {
  const std::string command = "exec python3 -c " + quoted(script) + " " + std::to_string(walkers) + " " +
                              std::to_string(steps) + " " + std::to_string(seed) + " 2>/dev/null";
  return popen(command.c_str(), "r");
}

/// Adds what a process prints to the walk. False if it failed.
bool finish(std::FILE* process, PythonWalk& walk) {
  if (process == nullptr) return false;
  Walked one;
  double seconds = 0, processor_seconds = 0;
  const int num_read =
      std::fscanf(process, "%" SCNd64 " %lf %lf %" SCNd64 " %" SCNd64 " %" SCNd64, &one.hops, &seconds,
                  &processor_seconds, &one.forward, &one.backward, &one.squared_displacement);
  if (pclose(process) != 0 || num_read != 6) return false;
  walk.total.hops += one.hops;
  walk.total.forward += one.forward;
  walk.total.backward += one.backward;
  walk.total.squared_displacement += one.squared_displacement;
  walk.seconds = std::max(walk.seconds, seconds);
  walk.processor_seconds += processor_seconds;
  return true;
}

}  // namespace

const char* numpy_script() {
  return numpy_walk_text;
}

const char* numba_script() {
  return numba_walk_text;
}

bool can_run_python(const char* script) {
  PythonWalk ignored;
  return finish(start(script, 1, 1, 1), ignored);
}

PythonWalk run_python(const char* script, int processes, std::int64_t walkers, std::int64_t steps) {
  std::vector<std::FILE*> running;
  running.reserve(static_cast<std::size_t>(processes));
  for (int process = 0; process < processes; ++process)
    running.push_back(start(script, walkers, steps, process + 1));
  PythonWalk walk;
  bool is_whole = true;
  for (std::FILE* process : running) is_whole = finish(process, walk) && is_whole;
  if (!is_whole) throw std::runtime_error("python3 could not run the walk");
  return walk;
}

}  // namespace fluxwalk::peers
