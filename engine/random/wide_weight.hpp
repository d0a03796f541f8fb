#pragma once
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>

namespace fluxwalk {

/// A product of the weights of three axes, each with a sum below 2^63, or a sum of such products.
using WideWeight = boost::multiprecision::uint256_t;

/// part / whole in units of 2^-64, rounded down. 0 <= part < whole.
inline std::uint64_t fraction(const WideWeight& part, const WideWeight& whole) {
  const WideWeight quotient = (part << 64) / whole;
  return static_cast<std::uint64_t>(quotient);
}

}  // namespace fluxwalk
