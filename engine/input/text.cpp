#include "text.hpp"

#include "model/encoding.hpp"

namespace fluxwalk::input {

std::string shown(std::string_view text, std::size_t longest) {
  return printable(text, longest);
}

std::string in_quotes(std::string_view text) {
  return '"' + shown(text) + '"';
}

}  // namespace fluxwalk::input
