#include <regex>

#include "program.hpp"

namespace fluxwalk::test {
namespace {

/// A recursive-descent reader of RFC 8259 that keeps nothing.
class Reader {
 public:
  explicit Reader(const std::string& text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool is_one_value() { return value() && (skip_space(), at_ == end_); }

 private:
  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  bool take(char letter) {
    skip_space();
    if (at_ == end_ || *at_ != letter) return false;
    ++at_;
    return true;
  }
  bool match(const char* pattern) {
    std::cmatch found;
    if (!std::regex_search(at_, end_, found, std::regex(pattern), std::regex_constants::match_continuous))
      return false;
    at_ = found[0].second;
    return true;
  }
  bool string() {
    if (!take('"')) return false;
    while (at_ != end_ && *at_ != '"') {
      if (static_cast<unsigned char>(*at_) < 0x20) return false;
      if (*at_ != '\\')
        ++at_;
      else if (!match(R"(\\(["\\/bfnrt]|u[0-9A-Fa-f]{4}))"))
        return false;
    }
    return take('"');
  }
  bool value() {
    skip_space();
    if (at_ == end_) return false;
    if (*at_ == '{') return list('}', true);
    if (*at_ == '[') return list(']', false);
    if (*at_ == '"') return string();
    return match(R"(true|false|null|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?)");
  }
  bool list(char last, bool has_names) {
    ++at_;
    if (take(last)) return true;
    do {
      if (has_names && !(skip_space(), string() && take(':'))) return false;
      if (!value()) return false;
    } while (take(','));
    return take(last);
  }

  const char *at_, *end_;
};

}  // namespace

bool is_json(const std::string& text) {
  return Reader(text).is_one_value();
}

}  // namespace fluxwalk::test
