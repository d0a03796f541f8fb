#include "fluxwalk/experiment.hpp"

#include <algorithm>

namespace fluxwalk {

std::int64_t Sampling::fixed_share(std::int64_t number, std::int64_t batch) const noexcept {
  return number / num_batches + (batch < number % num_batches ? 1 : 0);
}

std::vector<std::int64_t> Experiment::numbers_at_start(const Population& population,
                                                       std::vector<std::int64_t> batches) const {
  std::sort(batches.begin(), batches.end());
  const auto how_many = [&](std::int64_t first, std::int64_t end) {  // in first ... end-1
    return std::lower_bound(batches.begin(), batches.end(), end) -
           std::lower_bound(batches.begin(), batches.end(), first);
  };
  std::vector<std::int64_t> numbers;
  numbers.reserve(population.table.numbers.size());
  std::int64_t next = 0;  // the batch that takes the next one
  for (const std::uint64_t number : population.table.numbers) {
    const auto whole = static_cast<std::int64_t>(number);
    const std::int64_t end = next + whole % sampling.num_batches;
    numbers.push_back(whole / sampling.num_batches * static_cast<std::int64_t>(batches.size()) +
                      how_many(next, std::min(end, sampling.num_batches)) +
                      how_many(0, end - sampling.num_batches));
    next = end % sampling.num_batches;
  }
  return numbers;
}

const char* to_string(KernelKind kind) noexcept {
  switch (kind) {
    case KernelKind::automatic:
      return "auto";
    case KernelKind::reference:
      return "reference";
    case KernelKind::walkers:
      return "walkers";
    case KernelKind::occupation:
      return "occupation";
  }
  return "?";
}

std::optional<KernelKind> kernel_named(std::string_view name) noexcept {
  for (const KernelKind kind : kernel_kinds)
    if (name == to_string(kind)) return kind;
  return {};
}

std::vector<std::string> kernel_names() {
  std::vector<std::string> names;
  for (const KernelKind kind : kernel_kinds) names.emplace_back(to_string(kind));
  return names;
}

}  // namespace fluxwalk
