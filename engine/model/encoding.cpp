#include "model/encoding.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fluxwalk {

namespace {

unsigned char byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

/// Bytes of the character that begins at `i`; 0 if there is none in UTF-8 (RFC 3629).
std::size_t character_size(std::string_view text, std::size_t i) {
  const unsigned char first = byte_at(text, i);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || i + size > text.size()) return 0;
  for (std::size_t k = 1; k < size; ++k)
    if ((byte_at(text, i + k) & 0xC0) != 0x80) return 0;
  const unsigned char second = byte_at(text, i + 1);
  const bool is_overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool is_surrogate = first == 0xED && second >= 0xA0, is_beyond = first == 0xF4 && second >= 0x90;
  return is_overlong || is_surrogate || is_beyond ? 0 : size;
}

/// Line and column of a byte; all bytes before it are UTF-8.
EncodingFault fault_at(std::string_view text, std::size_t i) {
  std::string_view before = text.substr(0, i);
  if (before.starts_with("\xEF\xBB\xBF")) before.remove_prefix(3);  // the byte order mark is not a column
  const std::size_t newline = before.rfind('\n');
  const std::string_view line = newline == before.npos ? before : before.substr(newline + 1);
  const auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  EncodingFault fault;
  fault.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  fault.column = 1 + static_cast<int>(std::count_if(line.begin(), line.end(), starts_character));
  return fault;
}

}  // namespace

std::string wide_encoding(std::string_view start) {
  using namespace std::string_view_literals;
  if (start.starts_with("\xFF\xFE\0\0"sv) || start.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32";
  if (start.starts_with("\xFF\xFE"sv) || start.starts_with("\xFE\xFF"sv)) return "UTF-16";
  const std::string_view sample = start.substr(0, 64);
  std::size_t num_nul[2] = {0, 0};
  for (std::size_t i = 0; i < sample.size(); ++i) num_nul[i % 2] += sample[i] == '\0';
  const std::size_t half = sample.size() / 2, most = std::max(num_nul[0], num_nul[1]),
                    least = std::min(num_nul[0], num_nul[1]);
  // A UTF-16 text without Latin letters may contain no NUL.
  if (half < 2 || 4 * most < 3 * half || most == 0) return "";
  if (least == 0) return "UTF-16";
  return 3 * least >= half && least < half ? "UTF-32" : "";
}

std::optional<EncodingFault> find_encoding_fault(std::string_view text) {
  if (const std::string wide = wide_encoding(text); !wide.empty()) {
    EncodingFault fault;
    fault.problem = "looks like " + wide;
    fault.reason = "a text must be UTF-8";
    fault.suggestion = "save it as UTF-8";
    return fault;
  }
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = character_size(text, i);
    if (size > 0 && text[i] != '\0') {
      i += size;
      continue;
    }
    EncodingFault fault = fault_at(text, i);
    if (text[i] == '\0') {
      fault.problem = "a NUL character";
      fault.reason = "no text holds one; is this another kind of file, or cut short?";
    } else {
      fault.problem = fmt::format("byte 0x{:02X} is not UTF-8", byte_at(text, i));
      fault.reason = "the text may be Latin-1 or Windows-1252";
      fault.suggestion = "save it as UTF-8";
    }
    return fault;
  }
  return {};
}

std::string printable(std::string_view text, std::size_t longest) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    if (i >= longest) return result + "...";
    const std::size_t size = character_size(text, i);
    const unsigned char first = byte_at(text, i);
    const bool is_control =
        first < 0x20 || first == 0x7F || (first == 0xC2 && size == 2 && byte_at(text, i + 1) < 0xA0);
    if (size == 0 || is_control) {
      result += '?';
    } else {
      result += text.substr(i, size);
    }
    i += std::max<std::size_t>(size, 1);
  }
  return result;
}

}  // namespace fluxwalk
