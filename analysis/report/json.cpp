#include "fluxwalk/json.hpp"
#include "fluxwalk/report.hpp"
#include "report/conclusion.hpp"
#include "report/summary.hpp"

namespace fluxwalk {

namespace {

void write(JsonWriter& json, const Estimate& estimate) {
  json.object([&] {
    json.member("name", estimate.name);
    json.member("symbol", estimate.symbol);
    json.member("origin", to_string(estimate.origin));
    json.member("method", estimate.method);
    json.member("value", estimate.value);
    json.member("standard_error", estimate.standard_error);
    json.member("exact_sigma", estimate.exact_sigma);
    json.member("expected", estimate.expected);
    json.member("unit", estimate.unit);
    json.member("batches", estimate.batches);
    json.member("not_applicable", estimate.not_applicable);
  });
}

void write(JsonWriter& json, const Verdict& verdict) {
  json.object([&] {
    json.member("name", verdict.name);
    json.member("topic", to_string(verdict.topic));
    json.member("law", verdict.law);
    json.member("statement", verdict.statement);
    json.member("rung", to_string(verdict.rung));
    json.member("measured", verdict.measured);
    json.member("error", verdict.error);
    json.member("expected", verdict.expected);
    json.member("unit", verdict.unit);
    json.member("statistic", to_string(verdict.statistic));
    json.member("statistic_value", verdict.statistic_value);
    json.member("degrees_of_freedom", verdict.degrees_of_freedom);
    json.member("denominator_degrees_of_freedom", verdict.denominator_degrees_of_freedom);
    json.member("num_compared", verdict.num_compared);
    json.member("single_p_value", verdict.single_p_value);
    json.member("p_value", verdict.p_value);
    json.member("adjusted_p_value", verdict.adjusted_p_value);
    json.member("resolution", verdict.resolution);
    json.member("tolerance", verdict.tolerance);
    json.member("walkers_wanted", verdict.walkers_wanted());
    json.member("outcome", outcome_text(verdict));
    json.member("explanation", verdict.explanation);
    json.member("not_applicable", verdict.not_applicable);
  });
}

void write(JsonWriter& json, const Figure& figure) {
  json.object([&] {
    json.member("id", figure.id);
    json.member("title", figure.title);
    json.member("caption", figure.caption);
  });
}

void write_list(JsonWriter& json, const char* name, const auto& list) {
  json.key(name).array([&] {
    for (const auto& item : list) write(json, item);
  });
}

void write_conclusion(JsonWriter& json, const Analysis& analysis) {
  json.key("conclusion").object([&] {
    json.member("sentence", overall_sentence(analysis));
    json.key("judged").array([&] {
      for (const report::Judged& one : report::judged_topics(analysis)) {
        json.object([&] {
          json.member("topic", to_string(one.topic));
          json.member("words", one.words);
          json.member("outcome", to_string(one.outcome));
        });
      }
    });
    json.key("not_tested").array([&] {
      for (const Untested& one : analysis.untested) {
        json.object([&] {
          json.member("topic", to_string(one.topic));
          json.member("words", words_of(one.topic));
          json.member("why", one.why);
        });
      }
    });
  });
}

void write_experiment(JsonWriter& json, const Results& results) {
  const Experiment& experiment = results.experiment;
  json.key("experiment").object([&] {
    json.member("name", experiment.heading.name);
    json.member("title", experiment.heading.title);
    json.member("question", experiment.heading.question);
    json.member("seed", experiment.sampling.seed);
    json.member("steps", experiment.system.steps);
    json.member("tolerance", experiment.settings.analysis.tolerance);
    json.member("confidence", experiment.settings.analysis.confidence);
  });
  const report::Summary summary = report::summarise(results);
  json.key("run").object([&] {
    json.member("complete", results.is_complete());
    json.member("batches", results.batches.size());
    json.member("batches_asked", experiment.sampling.num_batches);
    json.member("walkers", summary.walkers);
    json.member("came_in", summary.came_in);
    json.member("mean_in_box", summary.mean_in_box);
    json.member("hops", summary.hops);
  });
}

void write(JsonWriter& json, const Provenance& provenance) {
  json.key("provenance").object([&] {
    json.member("integrity", to_string(provenance.integrity));
    json.member("created", provenance.created);
    json.member("version", provenance.version);
    json.member("revision", provenance.revision);
    json.member("compiler", provenance.compiler);
    json.member("build_type", provenance.build_type);
    json.member("cpu", provenance.cpu);
    json.member("host_os", provenance.host_os);
    json.member("kernel", provenance.kernel);
    json.member("random_contract", provenance.random_contract);
    json.member("threads", provenance.threads);
    json.member("wall_seconds", provenance.wall_seconds);
  });
}

}  // namespace

std::string to_json(const Results& results, const Analysis& analysis) {
  JsonWriter json;
  json.object([&] {
    json.member("format", "fluxwalk-report");
    json.member("format_version", 1);
    json.member("outcome", to_string(analysis.outcome));
    json.member("sentence", overall_sentence(analysis));
    write_conclusion(json, analysis);
    write_experiment(json, results);
    write_list(json, "verdicts", analysis.verdicts);
    write_list(json, "estimates", analysis.estimates);
    write_list(json, "figures", analysis.figures);
    write(json, results.provenance);
  });
  return json.text() + '\n';
}

}  // namespace fluxwalk
