#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "fluxwalk/report.hpp"
#include "fluxwalk/visible_text.hpp"
#include "report/sample.hpp"
#include "report/text_format.hpp"

using namespace fluxwalk;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The column at which a text starts in a line.
std::size_t column_of(const std::string& line, const std::string& text) {
  const std::size_t at = line.find(text);
  REQUIRE(at != std::string::npos);
  return report::display_width(line.substr(0, at));
}

std::string without_colors(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\033')
      i = text.find('m', i);
    else
      plain += text[i];
  }
  return plain;
}

Analysis with(Outcome outcome) {
  Analysis analysis = sample::analysis();
  for (Verdict& verdict : analysis.verdicts) verdict.outcome = Outcome::consistent;
  analysis.verdicts.front().outcome = outcome;
  analysis.outcome = outcome;
  return analysis;
}

}  // namespace

TEST_CASE("the verdict table is aligned") {
  const auto lines = lines_of(verdict_table(sample::analysis(), false));
  REQUIRE(lines.size() == 14);
  CHECK(column_of(lines[1], "0.16672(14) nm² ps⁻¹") == column_of(lines[0], "measured"));
  CHECK(column_of(lines[1], "0.166667") == column_of(lines[0], "expected"));
  CHECK(column_of(lines[3], "χ²(99) = 1234") == column_of(lines[0], "measured"));
  const std::size_t verdict_column = column_of(lines[0], "verdict");
  const std::vector<std::string> outcomes = {"consistent", "inconsistent", "consistent", "inconclusive",
                                             "consistent"};
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    CHECK(column_of(lines[1 + 2 * i], outcomes[i]) == verdict_column);
}

TEST_CASE("no line of a table is wider than 110 columns, whatever the texts") {
  Analysis analysis = sample::analysis();
  for (int i = 0; i < 40; ++i) {
    analysis.verdicts.front().law += " and a lengthy ∂c/∂t";
    analysis.verdicts.front().statement += " with much to say about ∂²c/∂x²";
    analysis.estimates.front().method += " and so on";
  }
  analysis.verdicts.front().outcome = Outcome::inconsistent;
  for (const std::string& text : {verdict_table(analysis, false), estimates_table(analysis, false)}) {
    for (const std::string& line : lines_of(text)) CHECK(report::display_width(line) <= 110);
    CHECK(text.find("…") != std::string::npos);
    CHECK(valid_utf8(text) == text);
  }
}

TEST_CASE("an inconclusive check says how many walkers would do, on its row and at the end") {
  Analysis analysis = with(Outcome::inconclusive);
  Verdict& verdict = analysis.verdicts.front();
  verdict.resolution = 5.1 * verdict.tolerance;
  const std::string text = verdict_table(analysis, false);
  for (const std::string& line : lines_of(text)) CHECK(report::display_width(line) <= 110);
  CHECK(text.find("slope; about 27 times as many walkers would decide it\n") != std::string::npos);
  CHECK(overall_sentence(analysis).find("About 27 times as many walkers would decide it.") !=
        std::string::npos);
  analysis.verdicts[1].outcome = Outcome::inconclusive;
  analysis.verdicts[1].resolution = 0.1;
  analysis.verdicts[1].tolerance = 0.01;
  CHECK(overall_sentence(analysis).find("About 100 times as many walkers would decide them all.") !=
        std::string::npos);
  // A bias as large as the tolerance: no number of walkers decides this one.
  analysis.verdicts[1].bias = analysis.verdicts[1].resolution;
  CHECK(overall_sentence(analysis).find("About 27 times as many walkers would decide 1 of them.") !=
        std::string::npos);
}

TEST_CASE("a reason that a law is not judged is shown whole") {
  Analysis analysis = with(Outcome::consistent);
  Verdict unjudged = analysis.verdicts.front();
  unjudged.not_applicable = "the run ended before the steady state:";
  for (int i = 0; i < 40; ++i) unjudged.not_applicable += " on and on";
  unjudged.not_applicable += " it needs 400 steps.";
  analysis.verdicts.push_back(unjudged);
  const std::string text = verdict_table(analysis, false);
  for (const std::string& line : lines_of(text)) CHECK(report::display_width(line) <= 110);
  CHECK(text.find("it needs 400 steps.\n") != std::string::npos);
}

TEST_CASE("colours carry nothing that the words do not say") {
  const Analysis analysis = sample::analysis();
  const std::string colored = verdict_table(analysis, true);
  CHECK(colored.find('\033') != std::string::npos);
  CHECK(without_colors(colored) == verdict_table(analysis, false));
  CHECK(without_colors(estimates_table(analysis, true)) == estimates_table(analysis, false));
}

TEST_CASE("what was not judged comes last, with the reason, and is not counted") {
  Analysis analysis = with(Outcome::consistent);
  Verdict entropy;
  entropy.law = "Entropy";
  entropy.not_applicable = "walkers leave the box";
  analysis.verdicts.insert(analysis.verdicts.begin(), entropy);
  const auto lines = lines_of(verdict_table(analysis, false));
  REQUIRE(lines.size() == 16);
  CHECK(lines[11].starts_with("Entropy"));
  CHECK(column_of(lines[11], "not judged") == column_of(lines[0], "verdict"));
  CHECK(lines[12] == "  walkers leave the box");
  CHECK(overall_sentence(analysis).find("all 5 checks agree") != std::string::npos);
}

TEST_CASE("control characters of a text do not reach the terminal") {
  Analysis analysis = sample::analysis();
  analysis.verdicts.front().statement = "a\033[2Jb\nc";
  CHECK(verdict_table(analysis, false).find('\033') == std::string::npos);
}

TEST_CASE("the overall sentence") {
  CHECK(overall_sentence(with(Outcome::consistent)) ==
        "Fick's first and second law have emerged: all 5 checks agree, and each could have detected a "
        "deviation that matters. Tested: Fick's first law, Fick's second law, the continuity equation, "
        "advection and the continuum.");
  CHECK(overall_sentence(with(Outcome::inconsistent)) ==
        "Fick's first law has not emerged here: 1 of 5 checks disagrees (Fick's first law). In agreement: "
        "Fick's second law, the continuity equation, advection and the continuum.");
  CHECK(overall_sentence(with(Outcome::inconclusive))
            .starts_with(
                "No deviation was seen, but this run cannot decide: 1 of 5 checks could have missed one that "
                "matters (Fick's first law)."));
  CHECK(overall_sentence(with(Outcome::inconclusive))
            .ends_with("In agreement: Fick's second law, the continuity equation, advection and the "
                       "continuum."));
  Analysis unfinished = with(Outcome::consistent);
  unfinished.outcome = Outcome::inconclusive;
  unfinished.is_partial = true;
  CHECK(overall_sentence(unfinished).starts_with("No deviation was seen so far. In agreement: Fick's first"));
  CHECK(overall_sentence(unfinished)
            .ends_with("The run is not finished: these are the results of its batches so far."));
  Analysis failing = with(Outcome::inconsistent);
  failing.is_partial = true;
  CHECK(overall_sentence(failing).ends_with(
      "The run is not finished: these are the results of its batches so far."));
  CHECK(overall_sentence(Analysis{}) ==
        "Nothing was checked: no law applies to what the experiment measures.");
  Analysis three = with(Outcome::inconsistent);
  for (Verdict& verdict : three.verdicts) verdict.outcome = Outcome::inconsistent;
  three.verdicts.resize(3);
  CHECK(overall_sentence(three) ==
        "Fick's first and second law have not emerged here: 3 of 3 checks disagree (Fick's first law, Fick's "
        "second law and Continuity).");
}

TEST_CASE("each row has its own tolerance, whichever way it is measured") {
  Analysis analysis = with(Outcome::consistent);
  Verdict& relative = analysis.verdicts.front();
  relative.tolerance = 0.02 * relative.expected;
  Verdict& absolute = analysis.verdicts[3];
  absolute.tolerance = 0.75;
  absolute.resolution = 5.5;
  absolute.unit = "nm";
  const auto lines = lines_of(verdict_table(analysis, false));
  const std::size_t column = column_of(lines[0], "tolerance");
  CHECK(column_of(lines[1], "2.0 %") == column);
  CHECK(column_of(lines[7], "0.75") == column);
  CHECK(column_of(lines[7], "5.5") == column_of(lines[0], "resolution"));
  CHECK(lines[7].find("5.5 nm") == std::string::npos);  // the measured value has the unit
}

TEST_CASE("beside a statistic stands the p-value that belongs to it") {
  Analysis analysis = with(Outcome::consistent);
  Verdict& worst = analysis.verdicts[1];
  worst.statistic_value = 130.9;
  worst.degrees_of_freedom = 88;
  worst.num_compared = 101;
  worst.single_p_value = 0.0021;
  worst.p_value = 0.21;
  worst.statement = "∂c/∂t = D ∂²c/∂x², the least likely of 101 times";
  CHECK(verdict_table(analysis, false).find("the least likely of 101 times: p 0.0021, corrected 0.21\n") !=
        std::string::npos);
  worst.statement = std::string(90, 'a') + ", the least likely of 101 times";  // needs two lines
  const std::string text = verdict_table(analysis, false);
  CHECK(text.find("0.0021") != std::string::npos);
  for (const std::string& line : lines_of(text)) CHECK(report::display_width(line) <= 110);
}

TEST_CASE("F has its two degrees of freedom, and a long law goes on below") {
  Analysis analysis = with(Outcome::consistent);
  Verdict& joint = analysis.verdicts[1];
  joint.law = "A law of a name that takes more than the column has";
  joint.statistic = Statistic::f;
  joint.statistic_value = 0.4269;
  joint.degrees_of_freedom = 3;
  joint.denominator_degrees_of_freedom = 29;
  analysis.verdicts.front().unit = "a_unit_that_takes_a_good_deal_of_the_width_of_the_table";
  const auto lines = lines_of(verdict_table(analysis, false));
  std::size_t i = 0;
  while (i < lines.size() && lines[i].find("F(3, 29) = 0.4269") == std::string::npos) ++i;
  REQUIRE(i < lines.size());
  CHECK(column_of(lines[i], "F(3, 29) = 0.4269") == column_of(lines[0], "measured"));
  std::string law = lines[i].substr(0, lines[i].find("  "));
  const std::size_t first = i;
  for (++i; !lines[i].starts_with("  "); ++i) law += ' ' + lines[i];
  CHECK(i > first + 1);
  CHECK(law == joint.law);
}

TEST_CASE("what was not judged says what it was") {
  Analysis analysis = with(Outcome::consistent);
  Verdict crossings;
  crossings.law = "Crossings";
  crossings.statement = "forward crossings of plane 4 of x";
  crossings.not_applicable = "fewer than 100 are expected";
  analysis.verdicts.push_back(crossings);
  CHECK(verdict_table(analysis, false)
            .find("  forward crossings of plane 4 of x – fewer than 100 are expected\n") !=
        std::string::npos);
}

TEST_CASE("an input stands under expected, and not as measured") {
  const auto lines = lines_of(estimates_table(sample::analysis(), false));
  const auto row = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find("diffusivity_from_hop_law_x") != std::string::npos;
  });
  REQUIRE(row != lines.end());
  CHECK(column_of(*row, "an input") == column_of(lines[0], "measured"));
  CHECK(column_of(*row, "0.45 nm² ps⁻¹") == column_of(lines[0], "expected"));
}

TEST_CASE("only what was judged is said to have emerged, and what was not is named with the remedy") {
  Analysis analysis = with(Outcome::consistent);
  const std::vector<Verdict> all = analysis.verdicts;
  analysis.untested = {{Topic::fick_first_law, "add [measure.flux]"}};
  analysis.verdicts = {all[1], all[2]};
  std::string sentence = overall_sentence(analysis);
  CHECK(sentence.starts_with("Fick's second law has emerged: all 2 checks agree"));
  CHECK(sentence.ends_with("Not tested: Fick's first law (add [measure.flux])."));
  analysis.verdicts = {all[2]};
  analysis.untested.push_back({Topic::fick_second_law, "add [measure.profile]"});
  sentence = overall_sentence(analysis);
  CHECK(sentence.starts_with("Counts are consistent, but Fick's laws were not tested: the one check agrees"));
  CHECK(sentence.ends_with(
      "Not tested: Fick's first law (add [measure.flux]); Fick's second law (add [measure.profile])."));
  analysis.verdicts.push_back(all[0]);
  analysis.verdicts.back().topic = Topic::displacement;
  CHECK(overall_sentence(analysis).starts_with(
      "Walkers spread as expected, but Fick's laws were not tested: all 2 checks agree"));
  analysis.verdicts.back().topic = Topic::steady_state;
  CHECK(overall_sentence(analysis).starts_with(
      "The tested laws hold, but Fick's laws were not tested: all 2 checks agree"));
  analysis.verdicts = all;  // one of two checks of a law is not enough
  analysis.verdicts.push_back(all[0]);
  analysis.verdicts.back().outcome = analysis.outcome = Outcome::inconclusive;
  CHECK(overall_sentence(analysis).find("emerged") == std::string::npos);
  analysis.verdicts.back().topic = Topic::other;  // named by its title
  analysis.verdicts.back().law = "Something else";
  analysis.verdicts.back().outcome = analysis.outcome = Outcome::consistent;
  CHECK(overall_sentence(analysis).find("the continuum and Something else.") != std::string::npos);
}

TEST_CASE("estimates without a value say why") {
  const std::string text = estimates_table(sample::analysis(), false);
  CHECK(text.find("not measured") != std::string::npos);
  CHECK(text.find("No face lets walkers out.") != std::string::npos);
  CHECK(estimates_table(Analysis{}, false) == "Nothing was estimated.\n");
  CHECK(verdict_table(Analysis{}, false).find("Nothing was checked") == 0);
}
