#include "gallery.hpp"

#include <algorithm>
#include <filesystem>

#include "fluxwalk/error.hpp"

namespace fluxwalk::app {

namespace fs = std::filesystem;

fs::path gallery_folder() {
  const fs::path program_folder = fs::read_symlink("/proc/self/exe").parent_path();
  for (const char* way : {FLUXWALK_EXAMPLES_FROM_INSTALLED, FLUXWALK_EXAMPLES_FROM_BUILT})
    if (const fs::path folder = (program_folder / way).lexically_normal(); fs::is_directory(folder))
      return folder;
  throw FileError("cannot find the examples that come with fluxwalk. Name their folder: fluxwalk verify DIR");
}

std::vector<fs::path> experiments_in(const fs::path& folder) {
  if (!fs::is_directory(folder)) throw FileError(folder.string() + ": there is no such folder");
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  if (files.empty()) throw FileError(folder.string() + ": holds no experiment (*.toml)");
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace fluxwalk::app
