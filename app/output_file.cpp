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

void check_output_file(const fs::path& file, bool may_replace, const char* remedy) {
  const fs::file_status status = fs::status(file);
  if (fs::is_directory(status)) throw FileError(fmt::format("{}: is a folder, not a file", file.string()));
  if (fs::exists(status) && !may_replace)
    throw FileError(fmt::format("{}: exists already. {}", file.string(), remedy));
  const fs::path folder = file.has_parent_path() ? file.parent_path() : ".";
  if (!fs::is_directory(folder))
    throw FileError(fmt::format("{}: there is no folder '{}'", file.string(), folder.string()));
  // Only making a file tells for sure: rights, quotas and read-only disks all have their say.
  std::string probe = (folder / ".fluxwalk-XXXXXX").string();
  const int descriptor = mkstemp(probe.data());
  if (descriptor < 0)
    throw FileError(fmt::format("{}: cannot write into '{}': {}", file.string(), folder.string(),
                                std::generic_category().message(errno)));
  close(descriptor);
  unlink(probe.c_str());
}

}  // namespace fluxwalk::app
