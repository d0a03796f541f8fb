#pragma once
/// \file
/// A hand-made table of scaled values, one of which is missing.

#include "tallies/variable.hpp"

namespace fluxwalk::sample {

inline Variable batches() {
  return {"batch", "1", "number of the batch", {"batch"}, std::vector<std::int64_t>{0, 1, 2}};
}

inline Variable scaled() {
  Variable made{"energy", "meV", "least energy", {"batch"}, std::vector<std::int64_t>{4, 9, -7}};
  made.scale_factor = 0.25;
  made.add_offset = -2;
  made.fill_value = 9;
  return made;
}

}  // namespace fluxwalk::sample
