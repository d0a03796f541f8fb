#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "fluxwalk/experiment.hpp"
#include "fluxwalk/results.hpp"

namespace fluxwalk {

/// A way to simulate one batch. A pure function: the same experiment and batch give the same tallies with
/// every kernel.
class Kernel {
 public:
  virtual ~Kernel() = default;
  /// May be called from several threads at once.
  virtual BatchTallies simulate(std::int64_t batch) const = 0;
  virtual std::string name() const = 0;
  /// How it uses the random numbers: "walkers" or "occupation". A run may continue only with the same use.
  virtual std::string random_use() const = 0;
};

/// The requested kernel, or for `automatic` the fastest that can measure what the experiment asks.
/// The experiment must outlive the kernel.
/// \throws InputError that says which key excludes which kernel.
std::unique_ptr<Kernel> make_kernel(const Experiment& experiment);

}  // namespace fluxwalk
