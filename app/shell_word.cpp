#include "shell_word.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace fluxwalk::app {
namespace {

bool is_plain(char letter) {
  constexpr std::string_view signs = "_-+=./,:@%";
  const auto byte = static_cast<unsigned char>(letter);
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || byte >= 0x80 || signs.find(letter) != std::string_view::npos;
}

}  // namespace

std::string shell_word(const std::filesystem::path& path) {
  std::string word = path.string();
  if (word.starts_with('-')) word.insert(0, "./");  // not an option
  if (std::all_of(word.begin(), word.end(), is_plain)) return word;
  for (std::size_t at = 0; (at = word.find('\'', at)) != std::string::npos; at += 4)
    word.replace(at, 1, "'\\''");
  return "'" + word + "'";
}

}  // namespace fluxwalk::app
