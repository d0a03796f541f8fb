#pragma once
/// \file
/// Measured numbers with their errors.

#include <cstdint>
#include <limits>
#include <string>

namespace fluxwalk {

inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Where the number of an estimate comes from.
enum class Origin {
  measured,  ///< the tallies
  given,     ///< the experiment, such as D of its hop law: an input, which nothing measures
  exact,     ///< theory alone: no walker takes part
};
const char* to_string(Origin origin) noexcept;

/// A measured number, or one to compare such numbers with: then `origin` says so, `expected` holds it, and
/// there are neither value nor errors. Errors are one standard deviation of `value`.
struct Estimate {
  std::string name;    ///< snake_case, unique, such as "diffusivity_from_msd_x"
  std::string symbol;  ///< as printed, such as "D_xx"
  std::string method;  ///< one sentence: how it was measured
  double value = not_a_number;
  double standard_error = not_a_number;  ///< from the scatter of the batches (jackknife)
  double exact_sigma = not_a_number;     ///< from theory, where a formula exists; NaN otherwise
  double expected = not_a_number;        ///< the exact lattice answer; NaN where there is none
  std::string unit;                      ///< UDUNITS text; "1" in lattice units
  std::int64_t batches = 0;              ///< independent samples behind standard_error
  Origin origin = Origin::measured;
  std::string not_applicable;  ///< why there is no value, in words; empty where there is one

  bool has_value() const noexcept { return not_applicable.empty(); }
  /// exact_sigma where there is one, else standard_error.
  double error() const noexcept;
};

inline constexpr double most_times_as_many = 1e6;  ///< walkers that are still advised
/// "about 26 times as many walkers": rounded up to two digits. Beyond a million times: "no practical number
/// of walkers".
std::string times_as_many(double factor);
/// "about 26 times as many walkers would do": for an error, which falls as 1/√N, to reach `limit`.
std::string walkers_that_would_do(double error, double limit);

}  // namespace fluxwalk
