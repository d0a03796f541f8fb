#include "fluxwalk/json.hpp"

#include <fmt/core.h>

#include <cmath>

#include "fluxwalk/visible_text.hpp"

namespace fluxwalk {

std::string json_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '"':
        result += "\\\"";
        break;
      case '\\':
        result += "\\\\";
        break;
      case '\n':
        result += "\\n";
        break;
      case '\r':
        result += "\\r";
        break;
      case '\t':
        result += "\\t";
        break;
      default: {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x20)
          result += fmt::format("\\u{:04x}", static_cast<unsigned>(code));
        else
          result += c;
      }
    }
  }
  return result + '"';
}

void JsonWriter::begin_item() {
  if (follows_key_) {
    follows_key_ = false;
    return;
  }
  if (depth_ == 0) return;
  if (!is_first_) text_ += ',';
  is_first_ = false;
  new_line();
}

JsonWriter& JsonWriter::key(std::string_view name) {
  begin_item();
  text_ += json_string(name) + ": ";
  follows_key_ = true;
  return *this;
}

void JsonWriter::value(std::string_view text) {
  begin_item();
  text_ += json_string(text);
}

void JsonWriter::value(double number) {
  begin_item();
  text_ += std::isfinite(number) ? fmt::format("{}", number) : "null";
}

void JsonWriter::value(bool is_true) {
  begin_item();
  text_ += is_true ? "true" : "false";
}

}  // namespace fluxwalk
