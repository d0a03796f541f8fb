#include "output_file.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "fluxwalk/error.hpp"
#include "terminal.hpp"

namespace fluxwalk::app {

namespace fs = std::filesystem;

namespace {

/// Only making a file shows whether it is possible: rights, quotas and read-only disks all matter.
void require_writable(const fs::path& folder, const fs::path& wanted) {
  std::string probe = (folder / ".fluxwalk-XXXXXX").string();
  const int descriptor = mkstemp(probe.data());
  if (descriptor < 0)
    throw FileError(fmt::format("{}: cannot write into '{}': {}", wanted.string(), folder.string(),
                                std::generic_category().message(errno)));
  close(descriptor);
  unlink(probe.c_str());
}

/// The status of a path. \throws FileError if the system refuses it.
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

void require_one_name(const fs::path& file, const char* remedy) {
  const std::uint64_t links = num_links(file);
  if (links > 1)
    throw FileError(fmt::format("{}: has {} names (hard links); only this one would get the new content. {}",
                                file.string(), links, remedy));
}

OutputFile claim_output(const fs::path& file, const Claim& claim) {
  const fs::file_status status = status_of(file);
  if (fs::is_directory(status)) throw FileError(fmt::format("{}: is a folder, not a file", file.string()));
  const fs::path folder = file.has_parent_path() ? file.parent_path() : ".";
  if (!fs::is_directory(status_of(folder)))
    throw FileError(fmt::format("{}: there is no folder '{}'", file.string(), folder.string()));
  require_writable(folder, file);
  try {
    // An analysis that writes its findings needs no longer than this.
    OutputFile output(file, std::chrono::seconds(2));
    if (output.identity() && !claim.may_replace)
      throw FileError(fmt::format("{}: exists already. {}", file.string(), claim.remedy));
    if (!claim.may_break_links) require_one_name(file, claim.remedy);
    if (!output.lock_complaint().empty())
      complain(
          fmt::format("fluxwalk: {}: {}, so that nothing keeps a second program from writing the file. It is "
                      "looked at before each replacement; even so, do not start a second run of this name.",
                      file.string(), output.lock_complaint()));
    return output;
  } catch (const FileTaken& taken) {
    throw FileTaken(fmt::format("{}. Wait until it has ended, or write to another file.", taken.what()));
  }
}

void check_output_folder(const fs::path& folder) {
  // The first existing part of the path decides whether the rest can be made.
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
