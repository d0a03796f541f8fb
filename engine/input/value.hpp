#pragma once
/// \file
/// Typed reading of a TOML tree; every complaint names the line that it is about.

#include <toml++/toml.h>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fluxwalk/error.hpp"
#include "text.hpp"

namespace fluxwalk::input {

/// Where something stands in the file; line 0: nowhere.
struct Position {
  int line = 0, column = 0;
  static Position of(const toml::source_region& source);
  bool operator==(const Position&) const = default;
};

/// The problems of one file, as they are found.
class Complaints {
 public:
  explicit Complaints(std::string file) : file_(std::move(file)) {}

  void add(Position where, std::string key, std::string problem, std::string reason = {},
           std::string suggestion = {});
  /// An error at this place has been reported: further ones are dropped.
  void drop_at(Position where) { dropped_.push_back(where); }
  /// An unknown key of the section at `section` seems to mean `key`: then `key` is not reported as missing.
  void add_meant(Position section, std::string key) { meant_.emplace_back(section, std::move(key)); }
  bool is_meant(Position section, const std::string& key) const;
  bool any() const noexcept { return count_ > 0; }
  bool is_full() const noexcept { return problems_.size() >= most; }

  /// \throws InputError with the problems in the order of the file, if there are any.
  void throw_if_any() const;

 private:
  static constexpr std::size_t most = 100;  // more are only counted
  std::string file_;
  std::vector<Problem> problems_;
  std::size_t count_ = 0;
  std::vector<Position> dropped_;
  std::vector<std::pair<Position, std::string>> meant_;

  friend class FewComplaints;
  std::optional<std::size_t> left_;  ///< of FewComplaints
  std::size_t num_unsaid_ = 0;
};

/// What converts lengths to sites, or times to steps.
struct Scale {
  std::string noun;      ///< "length"
  std::string units;     ///< "sites"
  std::string like;      ///< UDUNITS name of the dimension: "m"
  std::string key;       ///< "lattice.spacing"
  std::string unit;      ///< empty: none was given
  double size = 1;       ///< of one site, or step, in `unit`
  bool is_known = true;  ///< false: the file is wrong about it, and this has been reported
};

/// Inclusive bounds of a number, and their reason.
template <class Number>
struct Range {
  Number low = std::numeric_limits<Number>::lowest(), high = std::numeric_limits<Number>::max();
  std::string reason = {};  ///< empty: "must be ..."
};

/// A node of the tree, or a missing node. Every reader returns nothing if the value is missing or wrong; it
/// has then reported a wrong value.
class Value {
 public:
  Value(const toml::node* node, std::string key, Position parent, Complaints& complaints);

  bool exists() const noexcept { return node_ != nullptr; }
  const std::string& key() const noexcept { return key_; }
  /// A member of this table; a missing node if there is none, or this is not a table.
  Value operator[](std::string_view name) const;
  /// The member of a member ..., of a dotted path.
  Value at(std::string_view path) const;
  /// The elements of this list; complains if this is not a list.
  std::vector<Value> elements() const;
  bool is_list() const noexcept { return exists() && node_->is_array(); }
  bool is_table() const noexcept { return exists() && node_->is_table(); }
  bool is_text() const noexcept { return exists() && node_->is_string(); }
  /// Complains if this exists and is not a table. True if it is one.
  bool expect_table() const;
  /// Complains if this is missing. True if it exists.
  bool expect() const;
  /// It is missing, and an unknown key beside it seems to mean it.
  bool is_meant() const;

  std::optional<bool> flag() const;
  std::optional<std::string> text() const;
  std::optional<std::int64_t> integer(const Range<std::int64_t>& range = {}) const;
  std::optional<double> number(const Range<double>& range = {}) const;
  /// A number of sites or steps, or a quantity with a unit; need not be whole.
  std::optional<double> measured(const Scale& scale, const Range<double>& range = {}) const;
  /// The same, a whole number of sites or steps.
  std::optional<std::int64_t> whole(const Scale& scale, const Range<std::int64_t>& range = {}) const;

  /// One of a few words.
  template <class Choice>
  std::optional<Choice> choice(std::initializer_list<std::pair<const char*, Choice>> choices) const {
    const std::optional<std::string> word = text();
    if (!word) return {};
    std::vector<std::string> words;
    for (const auto& [name, meant] : choices) {
      if (*word == name) return meant;
      words.emplace_back(name);
    }
    complain_of_choice(*word, words);
    return {};
  }

  /// One of these kinds, by its name (to_string).
  template <class Kind, std::size_t N>
  std::optional<Kind> kind(const std::array<Kind, N>& kinds) const {
    const std::optional<std::string> word = text();
    if (!word) return {};
    std::vector<std::string> words;
    for (const Kind each : kinds) {
      if (*word == to_string(each)) return each;
      words.emplace_back(to_string(each));
    }
    complain_of_choice(*word, words);
    return {};
  }

  void complain(std::string problem, std::string reason = {}, std::string suggestion = {}) const;

 private:
  friend class FewComplaints;
  void complain_of_type(const char* expected) const;
  void complain_of_choice(const std::string& word, const std::vector<std::string>& words) const;
  template <class Number>
  bool is_within(Number value, const Range<Number>& range) const;

  const toml::node* node_;
  std::string key_;
  Position where_;
  Complaints* complaints_;
};

/// While an object lives, only the first complaints are reported; at its end it reports how many more there
/// were. Used for the entries of a list.
class FewComplaints {
 public:
  explicit FewComplaints(const Value& list);
  ~FewComplaints();
  FewComplaints(const FewComplaints&) = delete;
  FewComplaints& operator=(const FewComplaints&) = delete;

 private:
  const Value& list_;
};

/// Complains about every key that the list of keys (keys.hpp) does not hold.
void check_keys(const toml::table& file, Complaints& complaints);

}  // namespace fluxwalk::input
