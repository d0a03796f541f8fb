#include "store/checksum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <span>
#include <string>
#include <utility>

#include "store/failure.hpp"
#include "store/fnv.hpp"
#include "store/regular_file.hpp"

namespace fluxwalk::store {

namespace {

const std::string mark = "\nfluxwalk fnv1a ";

std::string line_of(const Fnv& hash) {
  return fmt::format("{}{:016x}\n", mark, hash.value());
}

}  // namespace

void append_checksum(std::vector<std::byte>& bytes) {
  Fnv hash;
  hash.add(bytes);
  for (const char letter : line_of(hash)) bytes.push_back(static_cast<std::byte>(letter));
}

bool verify_checksum(const std::filesystem::path& file) {
  std::ifstream stream = open_regular(file);
  const Superblock superblock = find_superblock(stream);
  const std::size_t line_size = line_of({}).size();
  const std::uintmax_t size = std::filesystem::file_size(file);
  std::uintmax_t left = size - std::min<std::uintmax_t>(size, superblock.begin + line_size);
  stream.seekg(static_cast<std::streamoff>(superblock.begin));
  std::vector<char> buffer(std::size_t{1} << 20);
  Fnv hash;
  bool is_first = true;
  while (left > 0 && stream) {
    stream.read(buffer.data(), static_cast<std::streamsize>(std::min<std::uintmax_t>(left, buffer.size())));
    const auto length = static_cast<std::size_t>(stream.gcount());
    if (std::exchange(is_first, false) && superblock.mark_at > 0 && length > superblock.mark_at)
      buffer[superblock.mark_at] = 0;
    hash.add(std::as_bytes(std::span(buffer.data(), length)));
    left -= length;
  }
  std::string end(line_size, '\0');
  stream.read(end.data(), static_cast<std::streamsize>(end.size()));
  if (!stream) throw Failure("damaged or cut short: it cannot be read to its end");
  if (!end.starts_with(mark)) return false;
  if (end == line_of(hash)) return true;
  if (superblock.is_marked) throw Failure(open_elsewhere(file));
  throw Failure("damaged: its bytes are not those that were written");
}

}  // namespace fluxwalk::store
