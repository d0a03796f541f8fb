#pragma once
/// \file
/// Pieces of TOML: values that read back as they were.

#include <fmt/core.h>

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk::input {

/// A basic string, quotes included. Bytes that are not UTF-8 become U+FFFD.
std::string toml_string(std::string_view text);

/// The shortest text that reads back as the same double, and whole numbers.
template <class Number>
requires(std::integral<Number> || std::floating_point<Number>) std::string toml_value(Number number) {
  if constexpr (std::same_as<Number, bool>)
    return number ? "true" : "false";
  else
    return fmt::format("{}", number);
}
inline std::string toml_value(const std::string& text) {
  return toml_string(text);
}
template <class T>
std::string toml_value(const std::vector<T>& list) {
  std::string text = "[";
  for (const T& entry : list) text += (text.size() > 1 ? ", " : "") + toml_value(entry);
  return text + "]";
}

/// The first entries of an axis list, as many as the lattice has axes.
template <class T>
std::vector<T> of_axes(const PerAxis<T>& list, int dimension) {
  return {list.begin(), list.begin() + dimension};
}

/// A file that is being written.
class TomlWriter {
 public:
  void table(const std::string& name) { text_ += (text_.empty() ? "[" : "\n[") + name + "]\n"; }
  void table_of_list(const std::string& name) { table("[" + name + "]"); }
  /// A value that is TOML already.
  void raw(const std::string& key, const std::string& toml) { text_ += key + " = " + toml + "\n"; }
  template <class T>
  void key(const std::string& name, const T& value) {
    raw(name, toml_value(value));
  }
  void key(const std::string& name, const char* text) { raw(name, toml_string(text)); }

  const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

}  // namespace fluxwalk::input
