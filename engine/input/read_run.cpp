/// \file
/// [run] and [analysis].

#include <charconv>

#include "draft.hpp"

namespace fluxwalk::input {

namespace {

/// A whole number; as a text where it is beyond those of TOML.
std::optional<std::uint64_t> read_seed(const Value& value) {
  if (!value.is_text()) {
    const auto seed = value.integer({0, std::numeric_limits<std::int64_t>::max()});
    return seed ? std::optional(static_cast<std::uint64_t>(*seed)) : std::nullopt;
  }
  const std::string text = *value.text();
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error == std::errc() && end == text.data() + text.size()) return seed;
  value.complain(in_quotes(text) + " is not a seed", "it is a whole number from 0 to 2^64 - 1");
  return {};
}

}  // namespace

void read_run(const Value& file, Draft& draft) {
  const Value section = file["run"];
  Experiment& experiment = draft.experiment;
  experiment.system.steps = max_steps;  // until they are known
  if (section.exists() && !section.expect_table()) return;
  if (section["steps"].expect()) {
    const auto steps = section["steps"].whole(draft.time, {1, max_steps, "a run has from 1 to 2^40 steps"});
    draft.has_steps = steps.has_value();
    experiment.system.steps = steps.value_or(max_steps);
  }
  constexpr std::int64_t most_batches = 1'000'000'000;
  if (section["batches"].exists()) {
    experiment.sampling.num_batches = section["batches"].integer({1, most_batches}).value_or(1);
  }
  if (section["per_batch"].flag().value_or(false)) draft.replicas = experiment.sampling.num_batches;
  experiment.sampling.seed = read_seed(section["seed"]).value_or(experiment.sampling.seed);
  constexpr std::int64_t most_threads = 4096;
  experiment.settings.threads =
      static_cast<int>(section["threads"].integer({0, most_threads}).value_or(experiment.settings.threads));
  experiment.sampling.kernel = section["kernel"].kind(kernel_kinds).value_or(experiment.sampling.kernel);
}

void read_analysis(const Value& file, Draft& draft) {
  const Value section = file["analysis"];
  if (!section.exists() || !section.expect_table()) return;
  AnalysisSettings& analysis = draft.experiment.settings.analysis;
  analysis.tolerance = section["tolerance"]
                           .number({1e-12, 1, "a relative deviation, from 1e-12 to 1"})
                           .value_or(analysis.tolerance);
  analysis.confidence =
      section["confidence"]
          .number({0.5, 1 - 1e-12, "from 0.5 to just below 1; 1 would call nothing inconsistent"})
          .value_or(analysis.confidence);
  constexpr std::int64_t most_rungs = 12;
  analysis.ladder_rungs =
      static_cast<int>(section["ladder"].integer({0, most_rungs}).value_or(analysis.ladder_rungs));
  analysis.continuum_tolerance =
      section["continuum_tolerance"].number({1e-12, 1, "a relative difference, from 1e-12 to 1"});
  if (analysis.continuum_tolerance && analysis.ladder_rungs == 0)
    section["continuum_tolerance"].complain("needs the continuum answer", "analysis.ladder = 0 leaves it out",
                                            "use ladder = 1 or more");
}

}  // namespace fluxwalk::input
