#include "draft.hpp"
#include "plan/kernel_choice.hpp"

namespace fluxwalk::input {

void check_kernel(const Value& file, const Draft& draft) {
  // A stored text may be of an older version, which ran another kernel than the requested one.
  if (draft.stored != nullptr) return;
  Sizes sizes(draft.experiment, 1, draft.sizes);
  if (!draft.has_steps) sizes.steps = 1;  // nothing is known of them
  if (const auto refusal = why_not(chosen_kernel(sizes), sizes))
    file.at(refusal->key).complain(refusal->problem, refusal->reason, refusal->suggestion);
}

}  // namespace fluxwalk::input
