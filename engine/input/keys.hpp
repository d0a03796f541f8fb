#pragma once
/// \file
/// The one list of the keys of an experiment file. Unknown-key messages, `explain` and the check of the
/// manual all come from it.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace fluxwalk::input {

struct Key {
  std::string path;      ///< dotted
  std::string meaning;   ///< one sentence
  std::string unit;      ///< what its numbers count; empty: no unit
  std::string fallback;  ///< the default as a file writes it, or "required" or "none"; empty for a section
  std::string example;   ///< a line of TOML
  bool is_section() const { return fallback.empty(); }
};

/// Keys, while the list is made.
class KeyList {
 public:
  void add(std::initializer_list<Key> more) { keys_.insert(keys_.end(), more); }
  /// A key for each axis: `pattern` has the path after the axis, and {axis} in its texts.
  void add_per_axis(const std::string& section, const Key& pattern);
  const std::vector<Key>& keys() const { return keys_; }

 private:
  std::vector<Key> keys_;
};

/// [measure.*]; these are listed beside their reader (read_measurements.cpp).
void add_measurement_keys(KeyList& list);

/// Every key, in reading order.
const std::vector<Key>& keys();

/// Null if there is no such key.
const Key* find_key(std::string_view path);

/// Names of the keys right under a section ("": the top of the file).
std::vector<std::string> keys_in(std::string_view section);

/// What to write instead of an unknown key.
struct Advice {
  std::string text;               ///< "did you mean run.steps?"
  std::vector<std::string> keys;  ///< that may be meant, dotted

  bool empty() const noexcept { return text.empty(); }
};

/// The likely meaning of an unknown key, by its name in other programs (synonyms.hpp) or else by its
/// spelling; empty if nothing is near.
Advice advice_on_unknown_key(std::string_view path);

}  // namespace fluxwalk::input
