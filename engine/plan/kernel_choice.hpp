#pragma once
/// \file
/// Which kernel an experiment runs on: one rule for the kernel that is made, for the memory estimate, and for
/// the messages.

#include <optional>
#include <string>

#include "fluxwalk/experiment.hpp"
#include "plan/memory.hpp"

namespace fluxwalk {

/// Why a kernel cannot do an experiment.
struct KernelRefusal {
  std::string key;  ///< of the experiment file, to which the suggestion applies
  std::string problem, reason, suggestion;
};

/// Nothing if the kernel can do it. \param kernel not `automatic`
std::optional<KernelRefusal> why_not(KernelKind kernel, const Sizes& sizes);

/// The one that `automatic` takes: the fastest that can measure what the experiment asks.
KernelKind quickest_kernel(const Sizes& sizes);

/// The kernel that runs: the requested one, or quickest_kernel.
KernelKind chosen_kernel(const Sizes& sizes);

/// \throws InputError if the kernel that runs cannot do the experiment, with the reason.
void require_kernel(const Sizes& sizes);

/// Why `automatic` takes the kernel that it takes, in one sentence.
std::string why_chosen(const Sizes& sizes);

}  // namespace fluxwalk
