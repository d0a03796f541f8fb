#include "kernels/walkers/simulate.hpp"

namespace fluxwalk {

#define FLUXWALK_DECLARE(target)                                                               \
  namespace target {                                                                           \
  void simulate(const BoxPlan&, std::int64_t, const std::vector<std::int64_t>&, BatchTallies&, \
                CrossingCounts&);                                                              \
  std::uint64_t draw_rows(std::uint64_t, std::uint64_t, std::int64_t);                         \
  }
#if defined(FLUXWALK_HAS_X86_TARGETS)
FLUXWALK_DECLARE(avx512)
FLUXWALK_DECLARE(avx2)
#endif
FLUXWALK_DECLARE(baseline)
#undef FLUXWALK_DECLARE

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
    if (has_avx512()) found.push_back({"avx512", avx512::simulate, avx512::draw_rows});
    if (has_avx2()) found.push_back({"avx2", avx2::simulate, avx2::draw_rows});
#endif
    found.push_back({"baseline", baseline::simulate, baseline::draw_rows});
    return found;
  }();
  return all;
}

}  // namespace fluxwalk
