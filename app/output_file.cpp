#include "output_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
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
  if (access(folder.c_str(), W_OK | X_OK) != 0)
    throw FileError(fmt::format("{}: cannot write into '{}': {}", file.string(), folder.string(),
                                std::generic_category().message(errno)));
}

}  // namespace fluxwalk::app
