#include "store/regular_file.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "store/failure.hpp"

namespace fluxwalk::store {

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

bool is_hdf5(std::istream& stream) {
  constexpr std::array<char, 8> signature = {'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
  std::array<char, signature.size()> start{};
  stream.read(start.data(), start.size());
  stream.clear();
  stream.seekg(0);
  return start == signature;
}

}  // namespace fluxwalk::store
