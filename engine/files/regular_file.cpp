#include "files/regular_file.hpp"

#include <fmt/core.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <limits>
#include <string_view>
#include <system_error>

#include "files/failure.hpp"

namespace fluxwalk::files {

std::ifstream open_regular(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!exists(status)) throw Failure("cannot be read (there is no such file)");
  if (is_directory(status)) throw Failure("cannot be read (it is a folder)");
  if (!is_regular_file(status)) throw Failure("cannot be read (it is not a regular file)");
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Failure(fmt::format("cannot be read ({})", std::generic_category().message(errno)));
  return stream;
}

Superblock find_superblock(std::istream& stream) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  constexpr std::size_t version_at = 8, flags_at = 11;
  constexpr std::uint64_t smallest_user_block = 512;
  std::array<char, 12> start{};
  Superblock found;
  for (std::uint64_t at = 0; at < std::numeric_limits<std::uint64_t>::max() / 4;
       at = at == 0 ? smallest_user_block : 2 * at) {
    start = {};
    stream.clear();
    stream.seekg(static_cast<std::streamoff>(at));
    stream.read(start.data(), start.size());
    const bool is_end = stream.gcount() < static_cast<std::streamsize>(signature.size());
    if (!is_end && std::string_view(start.data(), signature.size()) == signature) {
      // Versions 0 and 1 have no such mark; HDF5 writes 0 there.
      const bool has_mark = start[version_at] == 2 || start[version_at] == 3;
      found = {true, at, has_mark ? flags_at : 0, has_mark && start[flags_at] != 0};
    }
    if (is_end || found.is_there) break;
  }
  stream.clear();
  stream.seekg(0);
  return found;
}

std::string open_elsewhere(const std::filesystem::path& file) {
  return fmt::format(
      "another program has, or had, it open for writing, and did not close it. Close it there; if that "
      "program has ended: h5clear -s {}",
      file.string());
}

}  // namespace fluxwalk::files
