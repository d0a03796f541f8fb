#include "kernels.hpp"

#include "fluxwalk/error.hpp"

namespace fluxwalk::app {
namespace {

constexpr KernelKind kernels[] = {KernelKind::automatic, KernelKind::reference, KernelKind::walkers,
                                  KernelKind::occupation};

}  // namespace

std::vector<std::string> kernel_names() {
  std::vector<std::string> names;
  for (const KernelKind kind : kernels) names.push_back(to_string(kind));
  return names;
}

KernelKind kernel_named(const std::string& name) {
  for (const KernelKind kind : kernels)
    if (name == to_string(kind)) return kind;
  throw InternalError("no kernel is called " + name);
}

}  // namespace fluxwalk::app
