#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "report/figure_layout.hpp"
#include "report/gnuplot_script.hpp"
#include "report/plot_elements.hpp"
#include "report/sample.hpp"

using namespace fluxwalk;
using namespace fluxwalk::report;

namespace {

Figure figure_called(const std::string& id) {
  for (const Figure& figure : sample::figures()) {
    if (figure.id == id) return figure;
  }
  FAIL("no such figure");
  return {};
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t number = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++number;
  return number;
}

}  // namespace

TEST_CASE("texts cannot break out of a script") {
  CHECK(quote(std::string("it's `date` @x \\n\n")) == "'it''s `date` @x \\n '");
  CHECK(quote(std::vector<std::string>{"a", "b'"}) == "'a'.\"\\n\".'b'''");
  CHECK(quote(std::vector<std::string>{}) == "''");
  Figure figure = figure_called("msd");
  figure.title = "x\n!touch /tmp/broken";
  const std::string script = gnuplot_script(figure, figure.data, "msd.csv");
  CHECK(script.find("\n!touch") == std::string::npos);
}

TEST_CASE("residuals have a panel of their own under the same x axis") {
  const Figure figure = figure_called("flux_against_gradient");
  const Layout layout = make_layout(figure, figure.data);
  REQUIRE(layout.panels.size() == 2);
  CHECK(layout.panels[1].is_residual);
  CHECK(layout.panels[1].top < layout.panels[0].bottom);
  CHECK(layout.panels[0].x.low == layout.panels[1].x.low);
  CHECK(layout.panels[0].left == layout.panels[1].left);
  CHECK(layout.panels[0].top < layout.height);
}

TEST_CASE("categories lie down the page, each with its name") {
  const Figure figure = figure_called("diffusivity_by_method");
  const Layout layout = make_layout(figure, figure.data);
  CHECK(layout.is_lying);
  CHECK(layout.categories.size() == 6);
  REQUIRE(layout.panels.size() == 2);
  CHECK(layout.panels[0].right < layout.panels[1].left);
  const std::string script = gnuplot_script(figure, figure.data, "d.csv");
  CHECK(script.find("'mean squared'.\"\\n\".'displacement' 3") != std::string::npos);
  CHECK(script.find("set arrow from first 0.166667, graph 0") != std::string::npos);
}

TEST_CASE("points lie under lines, and equal labels share an entry of the legend") {
  const Figure figure = figure_called("profile_x");
  const Layout layout = make_layout(figure, figure.data);
  const auto& series = layout.panels[0].series;
  CHECK(std::is_sorted(series.begin(), series.end(), [](const Series& a, const Series& b) {
    return a.mark == Mark::points && b.mark != Mark::points;
  }));
  CHECK(count(gnuplot_script(figure, figure.data, "p.csv"), "title 'exact'") == 1);
}

TEST_CASE("a line named after the points of its colour is called by what it is") {
  Figure figure = figure_called("profile_x");
  for (Series& series : figure.series) {
    if (series.label == "exact") series.label = "t = " + series.y.substr(6) + " τ, exact";
  }
  const std::string script = gnuplot_script(figure, figure.data, "p.csv");
  CHECK(count(script, "title 't = 20 τ'") == 1);
  CHECK(count(script, "title 'exact'") == 1);
  CHECK(count(script, ", exact") == 0);
}

TEST_CASE("the far tail of a theory does not stretch a logarithmic axis beyond its data") {
  Figure figure;
  figure.id = "tail";
  figure.log_y = true;
  figure.data.add("x", "1", "x", {0, 1, 2})
      .add("y", "1", "y", {1.0, 0.1, 0.0})
      .add("law", "1", "law", {1.0, 0.1, 1e-60});
  figure.series = {{"data", "x", "y", "", Mark::points, false, 0},
                   {"law", "x", "law", "", Mark::line, false, 0}};
  const Layout layout = make_layout(figure, figure.data);
  CHECK(layout.panels[0].y.low > 1e-3);
  CHECK(layout.panels[0].y.low < 0.1);
}

TEST_CASE("error bars on a logarithmic axis are not cut") {
  Figure figure;
  figure.id = "noise";
  figure.log_x = figure.log_y = true;
  figure.data.add("x", "1", "x", {1, 10, 100})
      .add("y", "1", "y", {1.0, 0.3, 0.1})
      .add("e", "1", "e", {0.5, 0.01, 0.06});
  figure.series = {{"data", "x", "y", "e", Mark::points, false, 0}};
  const Axis axis = make_layout(figure, figure.data).panels[0].y;
  CHECK(axis.high > 1.5);
  CHECK(axis.low < 0.04);
  CHECK(axis.low > 0.01);
}

TEST_CASE("few categories fill a figure of the usual height") {
  Figure figure = figure_called("diffusivity_by_method");
  for (Column& column : figure.data.columns)
    std::visit([](auto& values) { values.resize(4); }, column.values);
  figure.categories.resize(4);
  CHECK(make_layout(figure, figure.data).height > 300);
}

TEST_CASE("an error bar that dwarfs the values does not set the scale") {
  Figure figure;
  figure.id = "bars";
  figure.data.add("x", "1", "x", {0, 1, 2}).add("y", "1", "y", {1, 2, 3}).add("e", "1", "e", {0.1, 0.1, 1e6});
  figure.series = {{"data", "x", "y", "e", Mark::points, false, 0}};
  CHECK(make_layout(figure, figure.data).panels[0].y.high < 10);
  figure.data.columns.pop_back();
  figure.data.add("e", "1", "e", {0.1, 50, 60});
  CHECK(make_layout(figure, figure.data).panels[0].y.high > 63);
}

TEST_CASE("about a thousand rows are drawn of many, the first and the last among them") {
  Figure figure;
  std::vector<double> x;
  for (int i = 0; i < 100'000; ++i) x.push_back(i);
  figure.data.add("x", "1", "x", x);
  const auto linear = drawn_rows(figure).numbers("x");
  CHECK(linear.size() == 1500);
  CHECK(linear.front() == 0);
  CHECK(linear.back() == 99'999);
  figure.log_x = true;
  const auto logarithmic = drawn_rows(figure).numbers("x");
  CHECK(logarithmic.size() > 500);
  CHECK(logarithmic.size() <= 1500);
  for (std::size_t i = 0; i < 50; ++i) CHECK(logarithmic[i] == static_cast<double>(i));
  CHECK(std::adjacent_find(logarithmic.begin(), logarithmic.end(), std::greater_equal<>()) ==
        logarithmic.end());
  figure.data.columns.clear();
  figure.data.add("x", "1", "x", {1, 2});
  CHECK(drawn_rows(figure).rows() == 2);
}

TEST_CASE("texts break at spaces") {
  CHECK(break_lines("flux against gradient", 12) == std::vector<std::string>{"flux against", "gradient"});
  CHECK(break_lines("indivisible", 4) == std::vector<std::string>{"indivisible"});
  CHECK(break_lines("", 4).empty());
}
