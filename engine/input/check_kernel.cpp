#include <fmt/format.h>

#include "draft.hpp"
#include "plan/most_steps.hpp"
#include "tallies/catalogue.hpp"

namespace fluxwalk::input {

namespace {

/// Those that the file has.
std::vector<Value> sections_that_follow_walkers(const Value& file) {
  std::vector<Value> sections;
  for (const std::string_view key : keys_that_follow_walkers()) {
    const Value section = file["measure"][std::string(key.substr(key.find('.') + 1))];
    if (section.exists()) sections.push_back(section);
  }
  return sections;
}

void check_followed(const Value& file, const Draft& draft) {
  const Experiment& experiment = draft.experiment;
  const KernelKind kernel = experiment.sampling.kernel;
  const std::vector<Value> sections = sections_that_follow_walkers(file);
  const bool is_asked = !sections.empty();
  const bool is_followed = kernel == KernelKind::reference || kernel == KernelKind::walkers || is_asked;
  if (!draft.has_steps || !is_followed || experiment.system.steps <= most_steps_of_followed) return;
  file["run"]["steps"].complain(
      fmt::format("{} steps are more than walkers can be followed for", experiment.system.steps),
      "their displacements are kept in 32 bits",
      fmt::format("at most {}{}", most_steps_of_followed,
                  is_asked ? " where walkers are followed one by one" : ", or use kernel = \"auto\""));
}

}  // namespace

void check_kernel(const Value& file, const Draft& draft) {
  check_followed(file, draft);
  const Experiment& experiment = draft.experiment;
  const bool has_turnover = experiment.system.has_turnover();
  const KernelKind kernel = experiment.sampling.kernel;
  if (has_turnover && (kernel == KernelKind::reference || kernel == KernelKind::walkers)) {
    file["run"]["kernel"].complain(
        fmt::format("\"{}\" cannot do this experiment", to_string(kernel)),
        "it follows the walkers that it starts with, and here walkers enter, appear, vanish or are born",
        "use \"auto\" or \"occupation\"");
  }
  // A stored text may be of an older version, which ran the reference kernel here.
  if (draft.stored == nullptr && kernel == KernelKind::walkers &&
      Sizes(experiment, 1, draft.sizes).has_medium())
    file["run"]["kernel"].complain("\"walkers\" cannot do this experiment",
                                   "its walkers hop by one law everywhere, and here is a medium",
                                   "use \"auto\", or \"reference\", which moves one walker at a time");
  if (!has_turnover && kernel != KernelKind::occupation) return;
  for (const Value& section : sections_that_follow_walkers(file)) {
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
