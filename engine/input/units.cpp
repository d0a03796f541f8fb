#include "fluxwalk/units.hpp"

#include <fmt/core.h>
#include <udunits2.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "fluxwalk/error.hpp"
#include "text.hpp"

namespace fluxwalk {

namespace {

struct FreeUnit {
  void operator()(ut_unit* unit) const { ut_free(unit); }
};
struct FreeConverter {
  void operator()(cv_converter* converter) const { cv_free(converter); }
};
using Unit = std::unique_ptr<ut_unit, FreeUnit>;
using Converter = std::unique_ptr<cv_converter, FreeConverter>;

/// UDUNITS keeps its status and its message handler in globals: this allows one caller at a time, and
/// silences UDUNITS during the call.
class Udunits {
 public:
  Udunits() : lock_(mutex()), previous_(ut_set_error_message_handler(ut_ignore)) {}
  ~Udunits() { ut_set_error_message_handler(previous_); }
  Udunits(const Udunits&) = delete;
  Udunits& operator=(const Udunits&) = delete;

  /// Null if the text is not a unit. UDUNITS would also take parentheses (unmatched ones too), origins and
  /// logarithms.
  Unit find(const std::string& text) const {
    constexpr std::size_t longest = 64;
    const auto is_odd = [](char c) { return std::strchr("()@,:;+\t", c) != nullptr; };
    if (text.empty() || text.size() > longest || std::any_of(text.begin(), text.end(), is_odd))
      return nullptr;
    return Unit(ut_parse(system(), text.c_str(), UT_UTF8));
  }

 private:
  static std::mutex& mutex() {
    static std::mutex instance;
    return instance;
  }
  static ut_system* system() {
    static const std::unique_ptr<ut_system, decltype(&ut_free_system)> instance(ut_read_xml(nullptr),
                                                                                ut_free_system);
    if (!instance)
      throw FileError("UDUNITS cannot read its table of units; is UDUNITS2_XML_PATH set wrongly?");
    return instance.get();
  }

  std::lock_guard<std::mutex> lock_;
  ut_error_message_handler previous_;
};

/// Whether two units have one dimension. UDUNITS would also convert a unit to its reciprocal: THz to ps.
bool are_alike(const Unit& left, const Unit& right) {
  const Unit ratio(ut_divide(left.get(), right.get()));
  return ratio && ut_is_dimensionless(ratio.get()) != 0;
}

[[noreturn]] void refuse(std::string sentence) {
  throw std::invalid_argument(std::move(sentence));
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// A plain unit: one word that begins with a letter (or a sign outside ASCII, such as µ).
bool is_unit_word(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const bool starts_well = (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z') || first >= 0x80;
  return starts_well && text.find_first_of(" \t") == std::string_view::npos;
}

}  // namespace

Quantity parse_quantity(const std::string& text) {
  const std::string_view body = trimmed(text);
  std::string_view digits = body;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  const auto first = digits.find_first_of("0123456789");
  const bool starts_well = first == 0 || (first == 1 && (digits[0] == '-' || digits[0] == '.')) ||
                           (first == 2 && digits.starts_with("-."));
  if (!starts_well) refuse(fmt::format("{} does not begin with a number", input::in_quotes(text)));

  Quantity quantity;
  const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), quantity.value);
  if (status == std::errc::result_out_of_range) {
    refuse(fmt::format("the number in {} is too large or too small", input::in_quotes(text)));
  }
  const std::string_view rest = trimmed(digits.substr(static_cast<std::size_t>(end - digits.data())));
  if (rest.empty()) return quantity;
  if (!is_unit_word(rest)) {
    refuse(fmt::format("{} is not a number followed by a unit: {} is not a unit", input::in_quotes(text),
                       input::in_quotes(rest)));
  }
  quantity.unit = rest;
  if (!Udunits().find(quantity.unit)) refuse(fmt::format("unknown unit {}", input::in_quotes(rest)));
  return quantity;
}

double convert(const Quantity& quantity, const std::string& unit) {
  const Udunits udunits;
  const Unit from = udunits.find(quantity.unit.empty() ? "1" : quantity.unit);
  if (!from) refuse(fmt::format("unknown unit {}", input::in_quotes(quantity.unit)));
  const Unit to = udunits.find(unit.empty() ? "1" : unit);
  if (!to) refuse(fmt::format("unknown unit {}", input::in_quotes(unit)));
  const Converter converter(are_alike(from, to) ? ut_get_converter(from.get(), to.get()) : nullptr);
  if (!converter) {
    refuse(
        fmt::format("{} cannot be converted to {}", input::in_quotes(quantity.unit), input::in_quotes(unit)));
  }
  return cv_convert_double(converter.get(), quantity.value);
}

bool is_unit_like(const std::string& unit, const std::string& like) {
  const Udunits udunits;
  const Unit left = udunits.find(unit), right = udunits.find(like);
  return left && right && are_alike(left, right) && ut_are_convertible(left.get(), right.get()) != 0;
}

bool is_unit_per(const std::string& unit, const std::string& like) {
  const Udunits udunits;
  const Unit left = udunits.find(unit), right = udunits.find(like);
  if (!left || !right) return false;
  const Unit product(ut_multiply(left.get(), right.get()));
  return product && ut_is_dimensionless(product.get()) != 0;
}

}  // namespace fluxwalk
