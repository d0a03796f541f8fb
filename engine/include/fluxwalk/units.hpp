#pragma once
/// \file
/// Physical quantities in input. A small interface to UDUNITS-2.

#include <string>

namespace fluxwalk {

/// A number with a unit, as in "2.5 nm".
struct Quantity {
  double value = 0;
  std::string unit;  ///< empty: a pure number
};

/// Reads "2.5 nm". \throws std::invalid_argument with a sentence saying what is wrong.
Quantity parse_quantity(const std::string& text);

/// The quantity's value in `unit`. \throws std::invalid_argument if the dimensions differ or a unit is
/// unknown.
double convert(const Quantity& quantity, const std::string& unit);

/// True if `unit` is known and has the dimension of `like` (such as "m" or "s"). A reciprocal unit has
/// another dimension.
bool is_unit_like(const std::string& unit, const std::string& like);

/// True if `unit` is known and counts something per `like`, as THz does per "s".
bool is_unit_per(const std::string& unit, const std::string& like);

}  // namespace fluxwalk
