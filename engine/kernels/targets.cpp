#include "kernels/targets.hpp"

#include "fluxwalk/error.hpp"

namespace fluxwalk {

#define FLUXWALK_DECLARE(target)                                                               \
  namespace target {                                                                           \
  void simulate(const BoxPlan&, std::int64_t, const std::vector<std::int64_t>&, BatchTallies&, \
                CrossingCounts&, ColumnTables&);                                               \
  std::uint64_t draw_rows(std::uint64_t, std::uint64_t, std::int64_t);                         \
  extern const SliceCode slice_code;                                                           \
  void fill_rows(RowLanes&, std::uint64_t*);                                                   \
  }
#if defined(FLUXWALK_HAS_X86_TARGETS)
FLUXWALK_DECLARE(avx512)
FLUXWALK_DECLARE(avx2)
#endif
FLUXWALK_DECLARE(baseline)
#undef FLUXWALK_DECLARE
#define FLUXWALK_TARGET_OF(target) \
  { #target, target::simulate, target::draw_rows, &target::slice_code, target::fill_rows }

namespace {

#if defined(FLUXWALK_HAS_X86_TARGETS)
bool has_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("bmi2");
}
bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}
#endif

}  // namespace

const std::vector<Target>& targets() {
  static const std::vector<Target> all = [] {
    std::vector<Target> found;
#if defined(FLUXWALK_HAS_X86_TARGETS)
    if (has_avx512()) found.push_back(FLUXWALK_TARGET_OF(avx512));
    if (has_avx2()) found.push_back(FLUXWALK_TARGET_OF(avx2));
#endif
    found.push_back(FLUXWALK_TARGET_OF(baseline));
    return found;
  }();
  return all;
}

const Target& target_for(const Experiment& experiment) {
  std::string names;
  for (const Target& target : targets()) {
    if (experiment.settings.vectors.empty() || experiment.settings.vectors == target.name) return target;
    names += (names.empty() ? "" : ", ") + std::string(target.name);
  }
  throw InputError(
      {{experiment.heading.name, 0, 0, "vectors", "are not to be had: " + experiment.settings.vectors,
        "this processor and this build have not got them", "one of " + names}});
}

}  // namespace fluxwalk
