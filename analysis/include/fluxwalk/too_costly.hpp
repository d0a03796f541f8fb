#pragma once
#include <stdexcept>

namespace fluxwalk::theory {

/// An exact answer would take too long, or too much memory. The analysis does without it and says so. This is
/// thrown for no other reason, and the exact answers and the laws catch nothing else (a test reads their
/// sources): so an error in fluxwalk is never reported as a costly answer.
class TooCostly final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace fluxwalk::theory
