#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>

#include "fluxwalk/error.hpp"
#include "fluxwalk/report.hpp"
#include "report/gnuplot.hpp"
#include "report/gnuplot_script.hpp"
#include "report/page.hpp"

namespace fluxwalk {

namespace {

namespace fs = std::filesystem;

void write_file(const fs::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << text;
  stream.close();
  if (!stream) throw FileError("cannot write " + file.string());
}

/// The text of a file; nothing if it is not there.
std::string read_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// The date that gnuplot's PDF holds is that of the drawing; it becomes that of the results (ISO 8601), digit
/// for digit, so that the same results give the same file.
void set_date(const fs::path& pdf, const std::string& created) {
  constexpr std::string_view mark = "/CreationDate (D:";
  constexpr std::size_t num_digits = 14;
  std::string text = read_file(pdf), digits;
  const std::size_t at = text.find(mark);
  if (at == std::string::npos || at + mark.size() + num_digits > text.size()) return;
  std::copy_if(created.begin(), created.end(), std::back_inserter(digits),
               [](char c) { return c >= '0' && c <= '9'; });
  if (digits.size() < num_digits) digits = "19700101000000";
  text.replace(at + mark.size(), num_digits, digits, 0, num_digits);
  write_file(pdf, text);
}

/// File names are made of ids.
void check_id(const std::string& id) {
  const bool is_plain = !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!is_plain) throw InternalError("a figure has the id '" + id + "', which is not snake_case");
}

}  // namespace

ReportFiles write_report(const Results& results, const Analysis& analysis, const fs::path& folder) {
  const fs::path figures = folder / "figures";
  std::error_code error;
  fs::create_directories(figures, error);
  if (error) throw FileError(fmt::format("cannot make the folder {}: {}", figures.string(), error.message()));

  ReportFiles files;
  files.page = folder / "index.html";
  std::vector<report::PageFigure> drawn;
  for (const Figure& figure : analysis.figures) {
    check_id(figure.id);
    const auto file = [&](const char* ending) { return figures / (figure.id + ending); };
    report::PageFigure item{&figure, "", report::drawn_rows(figure)};
    const bool has_all_rows = item.drawn.rows() == figure.data.rows();
    const std::string plotted = figure.id + (has_all_rows ? ".csv" : "_drawn.csv");
    // A picture of an earlier report must not pass for one of this.
    for (const char* ending : {".svg", ".png", ".pdf", "_drawn.csv"}) fs::remove(file(ending), error);
    write_file(file(".csv"), to_csv(figure.data));
    if (!has_all_rows) write_file(figures / plotted, to_csv(item.drawn));
    write_file(file(".gp"), report::gnuplot_script(figure, item.drawn, plotted));
    const std::string problem = report::run_gnuplot(figures, figure.id + ".gp");
    if (files.warning.empty()) files.warning = problem;
    set_date(file(".pdf"), results.provenance.created);
    item.svg = read_file(file(".svg"));
    for (const char* ending : {".csv", "_drawn.csv", ".gp", ".svg", ".png", ".pdf"}) {
      if (fs::exists(file(ending), error)) files.figures.push_back(file(ending));
    }
    drawn.push_back(std::move(item));
  }
  if (!files.warning.empty()) {
    files.warning = fmt::format(
        "Some pictures are missing: {}. Install gnuplot (on Debian: apt install gnuplot-nox) and write the "
        "report again; the "
        "data stand in the folder figures.",
        files.warning);
  }
  write_file(files.page, report::make_page(results, analysis, drawn, files.warning));
  write_file(folder / "report.json", to_json(results, analysis));
  return files;
}

}  // namespace fluxwalk
