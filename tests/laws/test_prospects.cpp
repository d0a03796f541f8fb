#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/run.hpp"
#include "kernels/random_experiment.hpp"
#include "laws/list.hpp"

using namespace fluxwalk;

namespace {

bool has_judged(const std::vector<Verdict>& verdicts) {
  return std::any_of(verdicts.begin(), verdicts.end(), std::mem_fn(&Verdict::is_judged));
}

/// What is said of a law beforehand; "absent" if nothing is.
std::string said(const std::string& text, const std::string& title) {
  for (const Prospect& law : prospects(parse_experiment(text, "f.toml")))
    if (law.title == title) return law.why_not;
  return "absent";
}

const std::string chain =
    "[lattice]\nkind = \"chain\"\nshape = 10\n[run]\nsteps = 20\n"
    "[[population]]\nkind = \"point\"\nat = 3\nwalkers = 1000\n[measure.profile]\nevery = 5\n";

}  // namespace

TEST_CASE("a law that cannot be judged according to the plan is not judged by the analysis") {
  RandomExperiment random(11);
  int not_judged = 0, judged = 0;
  for (int i = 0; i < 150; ++i) {
    Experiment experiment = random();
    const Results results = run(experiment);
    const RunView view(results);
    const Run whole(view);
    for (const LawOfRuns& law : list_of_laws()) {
      const Applies::Kind kind = law.applies(results.experiment).kind;
      if (kind != Applies::Kind::judged && kind != Applies::Kind::not_judged) continue;
      Findings findings;
      findings.topic = law.topic;
      law.read(whole, findings);
      CAPTURE(i);
      if (law.title != nullptr) CAPTURE(std::string(law.title));
      if (kind == Applies::Kind::not_judged) CHECK_FALSE(has_judged(findings.analysis.verdicts));
      (kind == Applies::Kind::judged ? judged : not_judged) += 1;
    }
  }
  CHECK(not_judged > 100);
  CHECK(judged > 500);
}

TEST_CASE("the plan says what to measure, and why a law cannot be judged") {
  CHECK(said(chain, "Displacements") == "add [measure.moments]");
  CHECK(said(chain + "[measure.moments]\nevery = 5\n", "Displacements").empty());
  CHECK(said(chain, "Flux: Fick's first law, or that of the medium") ==
        "add [measure.flux] with x = \"all\", every = ... and residence = true");
  const std::string flux = "[measure.flux]\nx = \"all\"\nevery = 5\n";
  CHECK(said(chain + flux, "Flux: Fick's first law, or that of the medium").find("measure.flux.residence") !=
        std::string::npos);
  CHECK(said(chain + flux + "residence = true\n", "Flux: Fick's first law, or that of the medium").empty());
  CHECK(said(chain + "[measure.exits]\nevery = 5\n", "Survival, exits, first passage") ==
        "no walker can leave this box");
  CHECK(said(chain, "Membranes") == "absent");
  // Walkers that come and go cannot have displacements: no measurement is proposed that would be refused.
  const std::string decaying = chain + "[turnover]\ndecay = 0.01\n";
  CHECK(said(decaying, "Displacements") == "absent");
  CHECK(said(decaying, "Decay and reproduction").empty());
}
