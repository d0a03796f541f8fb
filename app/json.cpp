#include "json.hpp"

#include <fmt/format.h>

namespace fluxwalk::app {

std::string json_string(const std::string& text) {
  std::string quoted = "\"";
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\')
      quoted += {'\\', letter};
    else if (code < 0x20)
      quoted += fmt::format("\\u{:04x}", code);
    else
      quoted += letter;
  }
  return quoted + '"';
}

}  // namespace fluxwalk::app
