#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include "plan/memory.hpp"

namespace fluxwalk {

namespace fs = std::filesystem;

namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// The number in a file; unlimited if there is none ("max", or no such file).
double number_in(const fs::path& file) {
  std::ifstream stream(file);
  double number = 0;
  return stream >> number ? number : unlimited;
}

/// "MemAvailable:   24000000 kB"
double free_memory(const fs::path& meminfo) {
  std::ifstream stream(meminfo);
  double least = unlimited;
  for (std::string line; std::getline(stream, line);) {
    std::istringstream words(line);
    std::string name;
    double kilobytes = 0;
    if (words >> name >> kilobytes && (name == "MemAvailable:" || name == "MemTotal:")) {
      least = std::min(least, 1024 * kilobytes);
    }
  }
  return least;
}

/// The least limit of a control group and all groups around it; the outermost is `top`. A container may show
/// its own group as the outermost one under a path that does not exist.
double limit_of_group(const fs::path& top, const std::string& path, const char* file) {
  double least = number_in(top / file);
  fs::path group = top;
  for (const fs::path& part : fs::path(path).relative_path()) {
    group /= part;
    least = std::min(least, number_in(group / file));
  }
  return least;
}

double limit_of_groups(const fs::path& root) {
  const fs::path mounted = root / "sys/fs/cgroup";
  std::ifstream stream(root / "proc/self/cgroup");
  double least = unlimited;
  for (std::string line; std::getline(stream, line);) {  // number:controllers:path
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = fmt::format(",{},", line.substr(first + 1, second - first - 1));
    const std::string path = line.substr(second + 1);
    if (controllers == ",,") least = std::min(least, limit_of_group(mounted, path, "memory.max"));
    if (controllers.find(",memory,") != std::string::npos)
      least = std::min(least, limit_of_group(mounted / "memory", path, "memory.limit_in_bytes"));
  }
  return least;
}

}  // namespace

double available_memory(const fs::path& root) {
  rlimit space{};
  const bool is_limited = getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY;
  return std::min({free_memory(root / "proc/meminfo"), limit_of_groups(root),
                   is_limited ? static_cast<double>(space.rlim_cur) : unlimited});
}

}  // namespace fluxwalk
