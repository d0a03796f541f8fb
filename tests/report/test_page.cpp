#include "report/page.hpp"

#include <doctest/doctest.h>

#include <set>

#include "report/sample.hpp"
#include "report/text_format.hpp"

using namespace fluxwalk;
using namespace fluxwalk::report;

namespace {

/// Checks that elements nest and close, that attributes are quoted, and that ids are unique. Returns the
/// fault.
std::string complaint(const std::string& html) {
  static const std::set<std::string> empty_elements = {"meta", "link", "br", "!DOCTYPE"};
  std::vector<std::string> open;
  std::set<std::string> ids;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find('>', at);
    if (end == std::string::npos) return "a tag without end";
    const std::string tag = html.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find_first_of(" \n\t/", 1));
    if (tag.front() == '/') {
      if (open.empty() || open.back() != tag.substr(1)) return "</" + tag.substr(1) + "> closes nothing";
      open.pop_back();
    } else if (tag.back() != '/' && !empty_elements.contains(name)) {
      open.push_back(name);
    }
    for (const std::string quote : {"\"", "'"}) {
      const std::size_t id = tag.find(" id=" + quote);
      if (id == std::string::npos) continue;
      const std::string value = tag.substr(id + 5, tag.find(quote, id + 5) - id - 5);
      if (!ids.insert(value).second) return "two elements with the id " + value;
    }
    if (name == "style")
      at = html.find("</style>", at) - 1;
    else
      at = end;
  }
  return open.empty() ? "" : "<" + open.back() + "> is not closed";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string drawing = R"(<?xml version="1.0"?>
<svg viewBox="0 0 520 400" xmlns:xlink="http://www.w3.org/1999/xlink">
<g id="gnuplot_canvas"><circle id='gpPt5'/><use xlink:href='#gpPt5' id='gpPt6'/></g>
</svg>
)";

std::string sample_page(const std::string& svg, const std::string& warning) {
  const Analysis analysis = sample::analysis();
  std::vector<PageFigure> figures;
  for (const Figure& figure : analysis.figures) figures.push_back({&figure, svg, figure.data});
  return make_page(sample::results(), analysis, figures, warning);
}

}  // namespace

TEST_CASE("the checker of this test knows good from bad") {
  CHECK(complaint("<p>a<br>b <i>c</i></p>") == "");
  CHECK(complaint("<p><i>c</p></i>") != "");
  CHECK(complaint("<p>") != "");
  CHECK(complaint("<p id=\"a\"></p><p id=\"a\"></p>") != "");
}

TEST_CASE("the page is well-formed, and every id is unique") {
  CHECK(complaint(sample_page(drawing, "")) == "");
  CHECK(complaint(sample_page("", "Some pictures are missing.")) == "");
  const Results nothing;
  CHECK(complaint(make_page(nothing, Analysis{}, {}, "")) == "");
}

TEST_CASE("the page needs no script and no network") {
  const std::string page = sample_page(drawing, "");
  CHECK_FALSE(contains(page, "<script"));
  CHECK_FALSE(contains(page, "src="));
  CHECK_FALSE(contains(page, "@import"));
  CHECK_FALSE(contains(page, "url(http"));
  for (std::size_t at = page.find("href=\""); at != std::string::npos; at = page.find("href=\"", at + 1)) {
    const bool stays_here = page.substr(at + 6, 5) == "data:" || page[at + 6] == '#';
    CHECK(stays_here);
  }
  CHECK(contains(page, "default-src 'none'"));
}

TEST_CASE("texts of the experiment are escaped") {
  const std::string page = sample_page(drawing, "");
  CHECK(contains(page, "<h1>A drop &lt;script&gt;alert(1)&lt;/script&gt; spreading</h1>"));
  CHECK(contains(page, "Does it &quot;spread&quot; &amp; obey?"));
  CHECK(contains(page, "&lt;b&gt;markup&lt;/b&gt;"));
}

TEST_CASE("the verdict comes first, then checks, figures, numbers and provenance") {
  const std::string page = sample_page(drawing, "");
  std::size_t last = 0;
  for (const char* part : {"Fick&#39;s second law has not emerged here", "What was checked",
                           "What it looks like", "What was measured", "Where the numbers come from"}) {
    const std::size_t at = page.find(part, last);
    CAPTURE(part);
    REQUIRE(at != std::string::npos);
    last = at;
  }
  CHECK(contains(page, "0.16672 ± 0.00014 nm² ps⁻¹"));
  CHECK(contains(page, "unfinished: 2 of 3 batches"));
  CHECK(contains(page, "No face lets walkers out."));
  CHECK(contains(page, "18446744073709551615"));
  CHECK(contains(page, "lang=\"en-GB\""));
}

TEST_CASE("the contents lead to sections that are there") {
  const std::string page = sample_page(drawing, "");
  std::size_t links = 0;
  for (std::size_t at = page.find("href=\"#"); at != std::string::npos;
       at = page.find("href=\"#", at + 1), ++links) {
    const std::string id = page.substr(at + 7, page.find('"', at + 7) - at - 7);
    CHECK(contains(page, "<section id=\"" + id + "\">"));
  }
  CHECK(links == 4);
}

TEST_CASE("what disagrees comes before what agrees") {
  const std::string page = sample_page(drawing, "");
  CHECK(page.find("fick_second_law_x") < page.find("drift_x"));
  CHECK(page.find("drift_x") < page.find("fick_first_law_slope_x"));
}

TEST_CASE("what was not judged comes last, with the reason") {
  Analysis analysis = sample::analysis();
  Verdict entropy;
  entropy.law = "Entropy";
  entropy.not_applicable = "walkers <leave> the box";
  analysis.verdicts.insert(analysis.verdicts.begin(), entropy);
  const std::string page = make_page(sample::results(), analysis, {}, "");
  CHECK(complaint(page) == "");
  CHECK(contains(page, "walkers &lt;leave&gt; the box"));
  CHECK(page.find("walkers &lt;leave&gt;") > page.find("emergence_order_x"));
  CHECK(contains(page, ">not judged<"));
}

TEST_CASE("the page shows tolerance, both p-values and both degrees of freedom") {
  Analysis analysis = sample::analysis();
  Verdict& worst = analysis.verdicts[1];
  worst.num_compared = 101;
  worst.single_p_value = 0.0021;
  worst.p_value = 0.21;
  worst.statement = "curve, the least likely of 101 times";
  worst.tolerance = 0.4;
  Verdict joint = worst;
  joint.statistic = Statistic::f;
  joint.statistic_value = 0.5;
  joint.degrees_of_freedom = 3;
  joint.denominator_degrees_of_freedom = 29;
  joint.num_compared = 1;
  joint.name = "joint";
  analysis.verdicts.push_back(joint);
  Verdict unjudged;
  unjudged.law = "Membrane";
  unjudged.statement = "plane 4 of x";
  unjudged.not_applicable = "too few";
  analysis.verdicts.push_back(unjudged);
  const std::string page = make_page(sample::results(), analysis, {}, "");
  CHECK(complaint(page) == "");
  for (const char* part :
       {">Tolerance</th>", "data-label=\"tolerance\">40 %<",
        "the least likely of 101 times: p 0.0021, corrected 0.21",
        "<dt>p of the comparison shown</dt><dd>0.0021</dd>", "F(3, 29) = 0.5",
        "Membrane<small>plane 4 of x</small>", "data-label=\"expected\">0.45 nm² ps⁻¹<", ">an input<"})
    CHECK_MESSAGE(contains(page, part), part);
}

TEST_CASE("where walkers come and go the page says how many did, and how many there were") {
  Results results = sample::results();
  CHECK(contains(sample_page("", ""), "<dt>Walkers</dt>"));
  results.experiment.system.faces[0][0].kind = FaceKind::reservoir;
  for (BatchTallies& batch : results.batches) {
    batch.started = 0;
    batch.balance = Counts(1, 6);
    batch.balance(0, 0) = 600;
    batch.balance(0, 1) = 20;
    batch.balance(0, 2) = 1;
  }
  const std::string page = make_page(results, sample::analysis(), {}, "");
  CHECK_FALSE(contains(page, "<dt>Walkers</dt>"));
  CHECK(contains(page, "<dt>Walkers that came in later</dt><dd>1\u202F242</dd>"));
  const auto mean = 1e9 / static_cast<double>(results.experiment.system.steps);  // hops over steps
  CHECK(contains(page, "<dt>Walkers in the box, on average</dt><dd>" + format_number(mean, 6) + "</dd>"));
}

TEST_CASE("drawings become part of the page, with a text alternative") {
  const std::string element = inline_svg(drawing, "msd", "A \"line\" <up>");
  CHECK(element.starts_with("<svg role=\"img\" aria-label=\"A &quot;line&quot; &lt;up&gt;\""));
  CHECK(contains(element, "id='msd-gpPt5'"));
  CHECK(contains(element, "href='#msd-gpPt5'"));
  CHECK(contains(element, "id=\"msd-gnuplot_canvas\""));
  CHECK(inline_svg("not a drawing", "a", "b") == "");
}

TEST_CASE("without drawings the page says how to get them and keeps the data") {
  const std::string page = sample_page("", "Some pictures are missing: install gnuplot.");
  CHECK(contains(page, "install gnuplot"));
  CHECK_FALSE(contains(page, "<svg"));
  CHECK(contains(page, "download=\"msd.csv\""));
}
