#include "store/checksum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <span>
#include <string>

#include "store/failure.hpp"

namespace fluxwalk::store {

namespace {

const std::string mark = "\nfluxwalk fnv1a ";

/// The 64-bit FNV-1a hash (draft-eastlake-fnv). Each step is one-to-one, so that one changed byte always
/// shows.
class Checksum {
 public:
  void add(std::span<const std::byte> bytes) {
    for (const std::byte byte : bytes) hash_ = (hash_ ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3;
  }
  std::string line() const { return fmt::format("{}{:016x}\n", mark, hash_); }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

}  // namespace

void append_checksum(std::vector<std::byte>& bytes) {
  Checksum checksum;
  checksum.add(bytes);
  for (const char letter : checksum.line()) bytes.push_back(static_cast<std::byte>(letter));
}

void verify_checksum(const std::filesystem::path& file) {
  const std::size_t line_size = Checksum().line().size();
  std::size_t left = std::max<std::size_t>(std::filesystem::file_size(file), line_size) - line_size;
  std::ifstream stream(file, std::ios::binary);
  std::vector<char> buffer(std::size_t{1} << 20);
  Checksum checksum;
  while (left > 0 && stream) {
    stream.read(buffer.data(), static_cast<std::streamsize>(std::min(left, buffer.size())));
    const auto size = static_cast<std::size_t>(stream.gcount());
    checksum.add(std::as_bytes(std::span(buffer.data(), size)));
    left -= size;
  }
  std::string end(line_size, '\0');
  stream.read(end.data(), static_cast<std::streamsize>(end.size()));
  if (!stream) throw Failure("damaged or cut short: it cannot be read to its end");
  if (end.starts_with(mark) && end != checksum.line())
    throw Failure("damaged: its bytes are not those that were written");
}

}  // namespace fluxwalk::store
