#pragma once
#include <string>
#include <vector>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk::app {

/// What --kernel takes.
std::vector<std::string> kernel_names();

/// \throws InternalError if no kernel has that name.
KernelKind kernel_named(const std::string& name);

}  // namespace fluxwalk::app
