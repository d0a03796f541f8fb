#include "store/checksum.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <utility>

#include "files/failure.hpp"
#include "files/regular_file.hpp"
#include "store/fnv.hpp"

namespace fluxwalk::store {

using namespace files;

namespace {

const std::string mark = "\nfluxwalk fnv1a ";

std::string line_of(const Fnv& hash) {
  return fmt::format("{}{:016x}\n", mark, hash.value());
}

/// The checksum of HDF5's metadata: lookup3 of Bob Jenkins (public domain, 2006), for lengths that are
/// multiples of 4 and above 12.
std::uint32_t lookup3(std::span<const std::uint32_t> words) {
  std::uint32_t a = 0xdeadbeef + static_cast<std::uint32_t>(4 * words.size()), b = a, c = a;
  const auto mix = [](std::uint32_t& x, std::uint32_t y, std::uint32_t& z, int bits) {
    x = (x - z) ^ std::rotl(z, bits);
    z += y;
  };
  for (; words.size() > 3; words = words.subspan(3)) {
    a += words[0];
    b += words[1];
    c += words[2];
    mix(a, b, c, 4);
    mix(b, c, a, 6);
    mix(c, a, b, 8);
    mix(a, b, c, 16);
    mix(b, c, a, 19);
    mix(c, a, b, 4);
  }
  if (words.size() > 2) c += words[2];
  if (words.size() > 1) b += words[1];
  a += words[0];
  const auto finish = [](std::uint32_t& x, std::uint32_t y, int bits) { x = (x ^ y) - std::rotl(y, bits); };
  finish(c, b, 14);
  finish(a, c, 11);
  finish(b, a, 25);
  finish(c, b, 16);
  finish(a, c, 4);
  finish(b, a, 14);
  finish(c, b, 24);
  return c;
}

/// Reverts the change of the superblock that HDF5 makes when it opens a file for writing: one byte, and the
/// checksum.
void unmark(std::span<char> bytes, const Superblock& superblock) {
  std::array<std::uint32_t, 11> words{};  // with addresses of 8 bytes, as HDF5 makes them
  if (!superblock.is_marked || bytes.size() < 4 * (words.size() + 1)) return;
  bytes[superblock.mark_at] = 0;
  for (std::size_t i = 0; i < 4 * words.size(); ++i)
    words[i / 4] |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * (i % 4));
  const std::uint32_t sum = lookup3(words);
  for (std::size_t i = 0; i < 4; ++i) bytes[4 * words.size() + i] = static_cast<char>(sum >> (8 * i) & 0xFF);
}

}  // namespace

void append_checksum(std::vector<std::byte>& bytes) {
  Fnv hash;
  hash.add(bytes);
  for (const char letter : line_of(hash)) bytes.push_back(static_cast<std::byte>(letter));
}

bool verify_checksum(const std::filesystem::path& file) {
  std::ifstream stream = open_regular(file);
  return verify_checksum(stream, file);
}

bool verify_checksum(std::istream& stream, const std::filesystem::path& file) {
  const Superblock superblock = find_superblock(stream);
  const std::size_t line_size = line_of({}).size();
  const std::streamoff end_of_stream = stream.seekg(0, std::ios::end).tellg();
  const auto size = static_cast<std::uintmax_t>(std::max<std::streamoff>(end_of_stream, 0));
  std::uintmax_t left = size - std::min<std::uintmax_t>(size, superblock.begin + line_size);
  stream.seekg(static_cast<std::streamoff>(superblock.begin));
  std::vector<char> buffer(std::size_t{1} << 20);
  Fnv hash;
  bool is_first = true;
  while (left > 0 && stream) {
    stream.read(buffer.data(), static_cast<std::streamsize>(std::min<std::uintmax_t>(left, buffer.size())));
    const auto length = static_cast<std::size_t>(stream.gcount());
    if (std::exchange(is_first, false)) unmark(std::span(buffer.data(), length), superblock);
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
