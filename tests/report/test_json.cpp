#include <doctest/doctest.h>

#include <limits>

#include "fluxwalk/json.hpp"
#include "fluxwalk/report.hpp"
#include "report/sample.hpp"

using namespace fluxwalk;

namespace {

/// Accepts exactly the JSON texts of RFC 8259; no values are kept.
class JsonChecker {
 public:
  explicit JsonChecker(const std::string& text) : text_(text) {}
  bool accepts() {
    value();
    skip_space();
    return is_good_ && at_ == text_.size();
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }
  void need(char wanted) { is_good_ = take(wanted) && is_good_; }
  void skip_space() {
    while (at_ < text_.size() && std::string(" \n\r\t").find(text_[at_]) != std::string::npos) ++at_;
  }
  void word(const std::string& wanted) {
    for (const char c : wanted) need(c);
  }
  void digits() {
    const std::size_t start = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    if (at_ == start) is_good_ = false;
  }
  void number() {
    take('-');
    if (!take('0')) digits();
    if (take('.')) digits();
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      digits();
    }
  }
  void string() {
    need('"');
    while (is_good_ && at_ < text_.size() && peek() != '"') {
      if (static_cast<unsigned char>(peek()) < 0x20) is_good_ = false;
      if (text_[at_++] != '\\') continue;
      const char kind = peek();
      ++at_;
      if (kind == 'u')
        at_ += 4;
      else if (std::string("\"\\/bfnrt").find(kind) == std::string::npos)
        is_good_ = false;
    }
    need('"');
  }
  template <class Item>
  void list(char close, Item&& item) {
    ++at_;
    skip_space();
    if (take(close)) return;
    do {
      item();
      skip_space();
    } while (is_good_ && take(','));
    need(close);
  }
  void value() {
    skip_space();
    switch (peek()) {
      case '{':
        return list('}', [&] {
          skip_space();
          string();
          skip_space();
          need(':');
          value();
        });
      case '[':
        return list(']', [&] { value(); });
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  const std::string& text_;
  std::size_t at_ = 0;
  bool is_good_ = true;
};

bool is_json(const std::string& text) {
  return JsonChecker(text).accepts();
}

}  // namespace

TEST_CASE("the checker of this test knows good from bad") {
  CHECK(is_json(R"({"a": [1, -2.5e-7, null, true], "b": {}, "c": "\u00e9\n"})"));
  for (const char* bad :
       {"", "{", "[1,]", "{\"a\" 1}", "nan", "[1] 2", "\"\n\"", "{\"a\": 01x}", "[.5]", "'a'"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_json(bad));
  }
}

TEST_CASE("JSON strings are escaped") {
  CHECK(json_string("a\"b\\c\n\t\x01 ∂") == R"("a\"b\\c\n\t\u0001 ∂")");
  CHECK(json_string("\xFF") == "\"\uFFFD\"");
}

TEST_CASE("numbers read back as they were, NaN and infinities are null") {
  JsonWriter json;
  json.array([&] {
    json.value(0.1);
    json.value(1e300);
    json.value(std::numeric_limits<double>::quiet_NaN());
    json.value(-std::numeric_limits<double>::infinity());
    json.value(std::numeric_limits<std::uint64_t>::max());
    json.value(true);
    json.array([] {});
  });
  CHECK(json.text() == "[\n  0.1,\n  1e+300,\n  null,\n  null,\n  18446744073709551615,\n  true,\n  []\n]");
}

TEST_CASE("the report is well-formed and says what it must") {
  const std::string text = to_json(sample::results(), sample::analysis());
  CHECK(is_json(text));
  for (const char* wanted :
       {"\"outcome\": \"inconsistent\"", "\"name\": \"fick_second_law_x\"", "\"p_value\": 3.2e-09",
        "\"measured\": null", "\"complete\": false", "\"seed\": 18446744073709551615", "\"hops\": 1000000000",
        "\"walkers\": 1000000", "\"not_applicable\": \"No face lets walkers out.\"",
        "\"rung\": \"discretisation\"", "\"topic\": \"fick_first_law\"", "\"words\": \"Fick's second law\"",
        "\"walkers_wanted\": null", "\"id\": \"profile_x\"", "\"origin\": \"given\"",
        "\"denominator_degrees_of_freedom\": null", "\"num_compared\": 1", "\"single_p_value\": null",
        "\"came_in\": 0"}) {
    CAPTURE(wanted);
    CHECK(text.find(wanted) != std::string::npos);
  }
  Analysis untested;
  untested.untested = {{Topic::fick_second_law, "add [measure.profile]"}};
  CHECK(to_json(sample::results(), untested).find("\"why\": \"add [measure.profile]\"") != std::string::npos);
  Analysis skipped;
  skipped.verdicts.emplace_back();
  skipped.verdicts.back().not_applicable = "too few walkers";
  const std::string told = to_json(sample::results(), skipped);
  CHECK(told.find("\"outcome\": \"not_applicable\"") != std::string::npos);
  CHECK(told.find("\"not_applicable\": \"too few walkers\"") != std::string::npos);
  const Results nothing;
  CHECK(is_json(to_json(nothing, Analysis{})));
}
