#pragma once
/// \file
/// Writes JSON (RFC 8259), indented by two spaces. Numbers are the shortest text that reads back as the same
/// double.

#include <concepts>
#include <string>
#include <string_view>

namespace fluxwalk {

class JsonWriter {
 public:
  /// Calls fill() between braces (or brackets). Inside an object every value is preceded by key().
  template <class Fill>
  void object(Fill&& fill) {
    nest('{', '}', fill);
  }
  template <class Fill>
  void array(Fill&& fill) {
    nest('[', ']', fill);
  }
  JsonWriter& key(std::string_view name);

  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(double number);  ///< null for NaN and infinities
  void value(bool is_true);
  void value(std::integral auto number) {
    begin_item();
    text_ += std::to_string(number);
  }

  /// key and value in one.
  void member(std::string_view name, const auto& content) { key(name).value(content); }

  const std::string& text() const noexcept { return text_; }

 private:
  void begin_item();
  void new_line() { text_ += '\n' + std::string(2 * depth_, ' '); }

  template <class Fill>
  void nest(char open, char close, Fill& fill) {
    begin_item();
    text_ += open;
    ++depth_;
    is_first_ = true;
    fill();
    --depth_;
    if (!is_first_) new_line();
    text_ += close;
    is_first_ = false;
  }

  std::string text_;
  std::size_t depth_ = 0;
  bool is_first_ = true;  ///< nothing stands yet in the innermost object or array
  bool follows_key_ = false;
};

/// The text as a JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

}  // namespace fluxwalk
