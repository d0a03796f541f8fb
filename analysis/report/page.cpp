#include "report/page.hpp"

#include <fmt/core.h>

#include <cmath>

#include "fluxwalk/report.hpp"
#include "report/page_style.hpp"
#include "report/summary.hpp"
#include "report/text_format.hpp"
#include "report/verdict_words.hpp"

namespace fluxwalk::report {

namespace {

std::string data_link(const std::string& type, const std::string& name, const std::string& content,
                      const std::string& text) {
  return fmt::format("<a download=\"{}\" href=\"data:{};charset=utf-8;base64,{}\">{}</a>", escape_html(name),
                     type, base64(content), escape_html(text));
}

void replace_all(std::string& text, std::string_view from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string badge(Outcome outcome) {
  const char* sign = outcome == Outcome::consistent ? "✓" : outcome == Outcome::inconsistent ? "✗" : "?";
  return fmt::format("<span class=\"badge {0}\"><span aria-hidden=\"true\">{1} </span>{0}</span>",
                     to_string(outcome), sign);
}

/// A line of a description list; nothing if the text is empty.
std::string described(const std::string& term, const std::string& description) {
  if (description.empty() || description == "–") return "";
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape_html(term), escape_html(description));
}

std::string head(const Experiment& experiment) {
  const std::string title =
      experiment.heading.title.empty() ? experiment.heading.name : experiment.heading.title;
  // The policy forbids scripts and every connection, whatever the texts of the experiment contain.
  return fmt::format(R"html(<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="generator" content="fluxwalk">
<title>{0} · fluxwalk</title>
<link rel="icon" href="data:,">
<style>{2}</style>
</head>
<body>
<header>
<h1>{0}</h1>
<p class="lead">{1}</p>
</header>
<main>
)html",
                     escape_html(title), escape_html(experiment.heading.question), page_style);
}

std::string verdict_section(const Results& results, const Analysis& analysis) {
  std::string html = fmt::format(
      "<section aria-label=\"Verdict\">\n<div class=\"verdict {}\">{}<p>{}</p></div>\n",
      to_string(analysis.outcome), badge(analysis.outcome), escape_html(overall_sentence(analysis)));
  if (!results.is_complete()) {
    html += fmt::format("<p class=\"note\">This run is unfinished: {} of {} batches stand here.</p>\n",
                        results.batches.size(), results.experiment.sampling.num_batches);
  }
  html += "<nav aria-label=\"Contents\"><ul class=\"contents\">";
  const auto entry = [&](const char* id, const char* text) {
    html += fmt::format("<li><a href=\"#{}\">{}</a></li>", id, text);
  };
  if (!analysis.verdicts.empty()) entry("checks", "Checks");
  if (!analysis.figures.empty()) entry("figures", "Figures");
  if (!analysis.estimates.empty()) entry("numbers", "Numbers");
  entry("provenance", "Provenance");
  html += "</ul></nav>\n";
  return html + "</section>\n";
}

const char* meaning(Rung rung) {
  switch (rung) {
    case Rung::exact:
      return "whole numbers that must be equal, with no tolerance";
    case Rung::sampling:
      return "the walkers against the exact answer on the lattice: only chance lies between";
    case Rung::discretisation:
      return "the exact answer on the lattice against the continuum law: no chance, only the lattice lies "
             "between";
  }
  return "";
}

std::string check_rows(const Verdict& verdict) {
  const auto cell = [](const char* label, const std::string& text) {
    return text == "–"
               ? std::string("<td></td>")
               : fmt::format("<td class=\"number\" data-label=\"{}\">{}</td>", label, escape_html(text));
  };
  std::string html = fmt::format("<tbody>\n<tr><th scope=\"row\">{}<small>{}</small></th>",
                                 escape_html(verdict.law), escape_html(statement_text(verdict)));
  html += cell("measured", measured_text(verdict, ErrorStyle::plus_minus));
  html += cell("expected", format_expected(verdict.expected, verdict.error));
  html += cell("p", format_probability(verdict.p_value));
  html += cell("resolution", resolution_text(verdict));
  html += cell("tolerance", tolerance_text(verdict));
  html += fmt::format("<td>{}</td></tr>\n", badge(verdict.outcome));
  html += fmt::format("<tr class=\"explained\"><td colspan=\"7\"><details><summary>{}</summary>\n<dl>\n",
                      escape_html(verdict.explanation.empty() ? "How it was checked" : verdict.explanation));
  html += described("Compared", meaning(verdict.rung));
  html += described("Statistic (degrees of freedom)", statistic_text(verdict));
  html += described("Expected", format_expected(verdict.expected, verdict.error));
  if (verdict.num_compared > 1) {
    html += described("Comparisons", std::to_string(verdict.num_compared) + "; the least likely is shown");
    html += described("p of the comparison shown", format_probability(verdict.single_p_value));
    html += described("p of this check, corrected for its comparisons", format_probability(verdict.p_value));
  } else {
    html += described("p of this check alone", format_probability(verdict.p_value));
  }
  html += described("p after correcting for all checks", format_probability(verdict.adjusted_p_value));
  html += described("Smallest deviation it would have caught", resolution_text(verdict));
  html += described("Deviation that matters (tolerance)", tolerance_text(verdict));
  html += described("What it lacks", remedy_text(verdict));
  html += described("Name", verdict.name);
  return html + "</dl></details></td></tr>\n</tbody>\n";
}

std::string skipped_row(const Verdict& verdict) {
  const std::string what =
      verdict.statement.empty() ? "" : "<small>" + escape_html(verdict.statement) + "</small>";
  return fmt::format(
      "<tbody>\n<tr><th scope=\"row\">{}{}</th><td colspan=\"5\">{}</td>"
      "<td><span class=\"badge skipped\">not judged</span></td></tr>\n</tbody>\n",
      escape_html(verdict.law), what, escape_html(verdict.not_applicable));
}

std::string check_section(const Analysis& analysis, const AnalysisSettings& settings) {
  if (analysis.verdicts.empty()) return "";
  std::string html =
      "<section id=\"checks\">\n<h2>What was checked</h2>\n<div class=\"card\"><table class=\"stacks "
      "checks\">\n"
      "<thead><tr><th scope=\"col\">Law</th><th scope=\"col\">Measured</th><th scope=\"col\">Expected</th>"
      "<th scope=\"col\">p</th><th scope=\"col\">Resolution</th><th scope=\"col\">Tolerance</th><th "
      "scope=\"col\">Verdict</th></tr></thead>\n";
  // The most important facts come first.
  for (const Outcome outcome : {Outcome::inconsistent, Outcome::inconclusive, Outcome::consistent}) {
    for (const Verdict& verdict : analysis.verdicts) {
      if (verdict.is_judged() && verdict.outcome == outcome) html += check_rows(verdict);
    }
  }
  for (const Verdict& verdict : analysis.verdicts) {
    if (!verdict.is_judged()) html += skipped_row(verdict);
  }
  html += "</table></div>\n";
  html += fmt::format(
      "<p class=\"note\">Errors are one standard deviation. p is the probability of a deviation at least "
      "this "
      "large if the law is true. Where the least likely of several times is shown, p is corrected for their "
      "number. Resolution is the smallest deviation that this run would have caught nine times out of ten; "
      "tolerance is the deviation that matters. Both are relative where they are in per cent, else in the "
      "unit of "
      "the measured value. A check that saw no deviation is consistent if its resolution is within its "
      "tolerance, and inconclusive if not. The tolerance of this experiment is {}; a row has another where "
      "it "
      "is measured on another scale. The probability that a true law is called inconsistent is {} over all "
      "checks "
      "together. What is not judged counts neither for a law nor against it.</p>\n</section>\n",
      format_number(100 * settings.tolerance, 3) + " %",
      format_number(100 * (1 - settings.confidence), 3) + " %");
  return html;
}

std::string figure_element(const PageFigure& item) {
  const Figure& figure = *item.figure;
  std::string html = fmt::format("<figure class=\"card\" id=\"figure-{0}\">\n", figure.id);
  if (!item.svg.empty()) {
    html += fmt::format("<div class=\"plate\">{}</div>\n",
                        inline_svg(item.svg, figure.id, figure.title + ". " + figure.caption));
  }
  html += fmt::format("<figcaption><strong>{}</strong> {}", escape_html(figure.title),
                      escape_html(figure.caption));
  const std::size_t rows = figure.data.rows();
  if (item.drawn.rows() < rows) {
    html += fmt::format(" <span class=\"note\">{} of {} rows are drawn; figures/{}.csv holds all.</span>",
                        format_count(static_cast<std::int64_t>(item.drawn.rows())),
                        format_count(static_cast<std::int64_t>(rows)), figure.id);
  }
  html += fmt::format(" <span class=\"downloads\">{}</span></figcaption>\n</figure>\n",
                      data_link("text/csv", figure.id + ".csv", to_csv(item.drawn), "Data (CSV)"));
  return html;
}

std::string figure_section(const std::vector<PageFigure>& figures, const std::string& warning) {
  if (figures.empty()) return "";
  std::string html = "<section id=\"figures\">\n<h2>What it looks like</h2>\n";
  if (!warning.empty())
    html += fmt::format("<p class=\"warning inconclusive\">{}</p>\n", escape_html(warning));
  html += "<div class=\"figures\">\n";
  for (const PageFigure& figure : figures) html += figure_element(figure);
  return html + "</div>\n</section>\n";
}

std::string estimate_section(const Analysis& analysis) {
  std::string rows, missing;
  for (const Estimate& estimate : analysis.estimates) {
    if (estimate.origin == Origin::measured && !estimate.has_value()) {
      missing += described(estimate.symbol + " (" + estimate.name + ")", estimate.not_applicable);
      continue;
    }
    const std::string expected = std::isnan(estimate.expected)
                                     ? "<td></td>"
                                     : fmt::format("<td class=\"number\" data-label=\"expected\">{}</td>",
                                                   escape_html(expected_text(estimate)));
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"number\" "
        "data-label=\"measured\">{}</td>{}<td>{}<small>{}</small></td></tr>\n",
        escape_html(estimate.symbol), escape_html(value_text(estimate, ErrorStyle::plus_minus)), expected,
        escape_html(estimate.method), escape_html(estimate.name));
  }
  if (rows.empty() && missing.empty()) return "";
  std::string html = "<section id=\"numbers\">\n<h2>What was measured</h2>\n";
  if (!rows.empty()) {
    html +=
        "<div class=\"card\"><table class=\"stacks\">\n<thead><tr><th scope=\"col\">Quantity</th><th "
        "scope=\"col\">"
        "Measured</th><th scope=\"col\">Expected</th><th scope=\"col\">How</th></tr></thead>\n<tbody>\n" +
        rows + "</tbody>\n</table></div>\n";
  }
  if (!missing.empty())
    html += "<details><summary>Not measured in this run, and why</summary>\n<dl>\n" + missing +
            "</dl></details>\n";
  return html + "</section>\n";
}

std::string provenance_section(const Results& results, const Analysis& analysis) {
  const Experiment& experiment = results.experiment;
  const Provenance& from = results.provenance;
  const Summary summary = summarise(results);
  std::string html =
      "<section id=\"provenance\">\n<h2>Where the numbers come from</h2>\n<div class=\"card "
      "provenance\">\n<dl>\n";
  html += described("Experiment", experiment.heading.name);
  html += described("Seed", std::to_string(experiment.sampling.seed));
  if (experiment.system.has_turnover()) {
    html += described("Walkers at the start", format_count(summary.walkers));
    html += described("Walkers that came in later", format_count(summary.came_in));
    html += described("Walkers in the box, on average", format_number(summary.mean_in_box, 6));
  } else {
    html += described("Walkers", format_count(summary.walkers));
  }
  html += described("Steps", format_count(experiment.system.steps) +
                                 (summary.duration.empty() ? "" : " (" + summary.duration + ")"));
  html +=
      described("Batches", fmt::format("{} of {}", results.batches.size(), experiment.sampling.num_batches));
  html += described("Hops", format_count(summary.hops));
  html += described("Wall time", format_number(from.wall_seconds, 3) + " s");
  if (from.wall_seconds > 0) {
    html += described("Rate",
                      format_number(static_cast<double>(summary.hops) / from.wall_seconds, 3) + " hops/s");
  }
  html += described("Kernel", from.kernel);
  html += described("Threads", std::to_string(from.threads));
  html += described("Processor", from.cpu);
  html += described("System", from.host_os);
  html += described("fluxwalk", fmt::format("{} (revision {})", from.version, from.revision));
  html += described("Compiler", fmt::format("{}, {}", from.compiler, from.build_type));
  html += described("Random numbers", from.random_contract);
  html += described("Made", from.created);
  if (from.integrity != Integrity::checked)
    html += described("Results file", fmt::format("{}: another program has edited it since fluxwalk wrote it",
                                                  to_string(from.integrity)));
  html += "</dl>\n";
  html += fmt::format(
      "<p class=\"downloads\">{} · {}</p>\n",
      data_link("application/toml",
                experiment.heading.name.empty() ? "experiment.toml" : experiment.heading.name,
                experiment.heading.text, "Experiment file"),
      data_link("application/json", "report.json", to_json(results, analysis), "All numbers (JSON)"));
  html += fmt::format(
      "<details><summary>The experiment file</summary>\n<pre "
      "tabindex=\"0\"><code>{}</code></pre></details>\n",
      escape_html(experiment.heading.text));
  return html + "</div>\n</section>\n";
}

}  // namespace

std::string inline_svg(std::string svg, const std::string& prefix, const std::string& label) {
  const std::size_t start = svg.find("<svg");
  if (start == std::string::npos) return "";
  svg.erase(0, start);
  for (const char mark : {'\'', '"'}) {
    for (const std::string name : {"gp", "textbox", "greybox", "gnuplot_canvas"}) {
      replace_all(svg, fmt::format(" id={}{}", mark, name), fmt::format(" id={}{}-{}", mark, prefix, name));
    }
  }
  replace_all(svg, "href='#gp", fmt::format("href='#{}-gp", prefix));
  replace_all(svg, "url(#textbox", fmt::format("url(#{}-textbox", prefix));
  replace_all(svg, "url(#greybox", fmt::format("url(#{}-greybox", prefix));
  svg.replace(0, 4, fmt::format("<svg role=\"img\" aria-label=\"{}\"", escape_html(label)));
  return svg;
}

std::string make_page(const Results& results, const Analysis& analysis,
                      const std::vector<PageFigure>& figures, const std::string& warning) {
  return head(results.experiment) + verdict_section(results, analysis) +
         check_section(analysis, results.experiment.settings.analysis) + figure_section(figures, warning) +
         estimate_section(analysis) + provenance_section(results, analysis) +
         "</main>\n<footer><p>Made by fluxwalk. This page needs no network and no other file; beside it, the "
         "folder "
         "figures holds every figure as SVG, PNG and PDF with its data and its gnuplot "
         "script.</p></footer>\n</body>\n</html>\n";
}

}  // namespace fluxwalk::report
