#include <fmt/format.h>

#include "draft.hpp"

namespace fluxwalk::input {

void check_kernel(const Value& file, const Draft& draft) {
  const Experiment& experiment = draft.experiment;
  const bool has_turnover = experiment.has_turnover();
  const KernelKind kernel = experiment.kernel;
  if (has_turnover && (kernel == KernelKind::reference || kernel == KernelKind::walkers)) {
    file["run"]["kernel"].complain(
        fmt::format("\"{}\" cannot do this experiment", to_string(kernel)),
        "it follows the walkers that it starts with, and here walkers enter, appear, vanish or are born",
        "use \"auto\" or \"occupation\"");
  }
  if (!has_turnover && kernel != KernelKind::occupation) return;
  for (const char* name : {"moments", "first_passage"}) {
    const Value section = file["measure"][name];
    if (!section.exists()) continue;
    section.complain(
        "cannot be measured here",
        has_turnover ? "it needs walkers that are followed from the start, and here they enter, "
                       "appear, vanish or are born"
                     : "it needs walkers that are followed one by one, and kernel = "
                       "\"occupation\" only counts those at each site",
        has_turnover ? "leave the section out" : "use kernel = \"auto\", or leave the section out");
  }
}

}  // namespace fluxwalk::input
