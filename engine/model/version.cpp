#include "fluxwalk/version.hpp"

#include <sys/utsname.h>

#include <fstream>

#include "fluxwalk_build.hpp"

namespace fluxwalk {

std::string version() {
  return build::version;
}
std::string revision() {
  return build::revision;
}
std::string compiler() {
  return build::compiler;
}
std::string build_type() {
  return build::type;
}

std::string cpu_name() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

std::string operating_system() {
  utsname name{};
  if (uname(&name) != 0) return "unknown";
  return std::string(name.sysname) + " " + name.machine;
}

}  // namespace fluxwalk
