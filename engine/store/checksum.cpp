#include "store/checksum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <fstream>
#include <string>

#include "store/failure.hpp"

namespace fluxwalk::store {

namespace {

const std::string mark = "\nfluxwalk crc32 ";

std::string line(const boost::crc_32_type& crc) {
  return fmt::format("{}{:08x}\n", mark, crc.checksum());
}

}  // namespace

void append_checksum(std::vector<std::byte>& bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  for (const char letter : line(crc)) bytes.push_back(static_cast<std::byte>(letter));
}

void verify_checksum(const std::filesystem::path& file) {
  const std::size_t line_size = line(boost::crc_32_type()).size();
  std::size_t left = std::max<std::size_t>(std::filesystem::file_size(file), line_size) - line_size;
  std::ifstream stream(file, std::ios::binary);
  std::vector<char> buffer(std::size_t{1} << 20);
  boost::crc_32_type crc;
  while (left > 0 && stream) {
    stream.read(buffer.data(), static_cast<std::streamsize>(std::min(left, buffer.size())));
    crc.process_bytes(buffer.data(), static_cast<std::size_t>(stream.gcount()));
    left -= static_cast<std::size_t>(stream.gcount());
  }
  std::string end(line_size, '\0');
  stream.read(end.data(), static_cast<std::streamsize>(end.size()));
  if (!stream) throw Failure("damaged or cut short: it cannot be read to its end");
  if (end.starts_with(mark) && end != line(crc))
    throw Failure("damaged: its bytes are not those that were written");
}

}  // namespace fluxwalk::store
