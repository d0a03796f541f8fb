#pragma once
#include <stdexcept>

namespace fluxwalk::theory {

/// An exact answer would take too long, or too much memory, to work out. The analysis does without it and
/// says so. Nothing else is thrown as this, and the exact answers and the laws catch nothing else (a test
/// reads their sources), so that a fault of ours never passes for it.
class TooCostly final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace fluxwalk::theory
