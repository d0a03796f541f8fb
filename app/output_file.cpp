#include "output_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "fluxwalk/error.hpp"

namespace fluxwalk::app {

namespace fs = std::filesystem;

namespace {

/// Only making a file tells for sure: rights, quotas and read-only disks all have their say.
void require_writable(const fs::path& folder, const fs::path& wanted) {
  std::string probe = (folder / ".fluxwalk-XXXXXX").string();
  const int descriptor = mkstemp(probe.data());
  if (descriptor < 0)
    throw FileError(fmt::format("{}: cannot write into '{}': {}", wanted.string(), folder.string(),
                                std::generic_category().message(errno)));
  close(descriptor);
  unlink(probe.c_str());
}

/// What the system says of a path. \throws FileError if it refuses to.
fs::file_status status_of(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::none)
    throw FileError(fmt::format("{}: cannot be used: {}", path.string(), error.message()));
  return status;
}

}  // namespace

fs::path default_results_file(const std::string& experiment_file) {
  if (experiment_file == "-") return "stdin.h5";
  const fs::path path = experiment_file;
  if (path.parent_path() == "/dev/fd" || experiment_file.starts_with("/proc/")) return "experiment.h5";
  return path.stem().string() + ".h5";
}

void check_output_file(const fs::path& file, bool may_replace, const char* remedy) {
  const fs::file_status status = status_of(file);
  if (fs::is_directory(status)) throw FileError(fmt::format("{}: is a folder, not a file", file.string()));
  if (fs::exists(status) && !may_replace)
    throw FileError(fmt::format("{}: exists already. {}", file.string(), remedy));
  const fs::path folder = file.has_parent_path() ? file.parent_path() : ".";
  if (!fs::is_directory(status_of(folder)))
    throw FileError(fmt::format("{}: there is no folder '{}'", file.string(), folder.string()));
  require_writable(folder, file);
}

void check_output_folder(const fs::path& folder) {
  // The first part of the path that is there already decides whether the rest can be made.
  fs::path there = folder;
  while (!fs::exists(fs::symlink_status(there)) && there.has_relative_path()) {
    there = there.has_parent_path() ? there.parent_path() : ".";
  }
  if (!fs::is_directory(status_of(there)))
    throw FileError(there == folder ? fmt::format("{}: is a file, not a folder", folder.string())
                                    : fmt::format("{}: cannot be made, as '{}' is no folder", folder.string(),
                                                  there.string()));
  require_writable(there, folder);
}

}  // namespace fluxwalk::app
