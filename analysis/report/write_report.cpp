#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>

#include "fluxwalk/error.hpp"
#include "fluxwalk/output_file.hpp"
#include "fluxwalk/report.hpp"
#include "report/gnuplot.hpp"
#include "report/gnuplot_script.hpp"
#include "report/page.hpp"

namespace fluxwalk {

namespace {

namespace fs = std::filesystem;

constexpr const char* page_name = "index.html";
constexpr const char* json_name = "report.json";

/// The text of a file; nothing if it is not there.
std::string read_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// gnuplot writes the date of the drawing into a PDF. It is replaced by that of the results (ISO 8601), digit
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
  write_directly(pdf, text);
}

/// File names are made of ids.
void check_id(const std::string& id) {
  const bool is_plain = !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!is_plain) throw InternalError("a figure has the id '" + id + "', which is not snake_case");
}

/// gnuplot ends with code 0 even if there was no room for the picture.
bool is_whole(const fs::path& picture) {
  const std::string text = read_file(picture),
                    end = text.substr(text.size() - std::min<std::size_t>(text.size(), 32));
  const std::string kind = picture.extension().string();
  const char* mark = kind == ".svg" ? "</svg>" : kind == ".png" ? "IEND" : "%%EOF";
  return end.find(mark) != std::string::npos;
}

/// gnuplot does not say why it left a picture incomplete. \throws FileError with the cause if there is no
/// room.
void require_room(const fs::path& picture) {
  constexpr std::size_t plenty = 1 << 20;
  const std::string text = read_file(picture);
  write_directly(picture, std::string(plenty, ' '));
  write_directly(picture, text);
}

/// Folders that are made, and removed again with their content unless they are kept.
class NewFolders {
 public:
  NewFolders() = default;
  NewFolders(const NewFolders&) = delete;
  NewFolders& operator=(const NewFolders&) = delete;
  ~NewFolders() {
    std::error_code ignored;
    if (!first_.empty()) fs::remove_all(first_, ignored);
  }

  /// Makes a folder and those above it that are missing. \throws FileError.
  void make(const fs::path& folder) {
    const fs::path above = folder.parent_path();
    std::error_code error;
    if (!above.empty() && !fs::exists(above, error)) make(above);
    if (fs::create_directory(folder, error) && first_.empty()) first_ = folder;
    if (error || !fs::is_directory(folder, error))
      throw FileError(fmt::format("cannot make the folder {}: {}", folder.string(),
                                  error ? error.message() : "a file has this name"));
  }
  void keep() { first_.clear(); }

 private:
  fs::path first_;
};

/// What is drawn, by its path in the folder of the report.
struct Drawn {
  std::vector<fs::path> figures,
      outdated;  ///< of an earlier report, not to be mistaken for this one's
  std::string warning;
};

Drawn draw(const Results& results, const Analysis& analysis, const fs::path& folder) {
  Drawn made;
  std::vector<report::PageFigure> drawn;
  for (const Figure& figure : analysis.figures) {
    check_id(figure.id);
    const fs::path inside = "figures", figures = folder / inside;
    const auto file = [&](const char* ending) { return figures / (figure.id + ending); };
    report::PageFigure item{&figure, "", report::drawn_rows(figure)};
    const bool has_all_rows = item.drawn.rows() == figure.data.rows();
    const std::string plotted = figure.id + (has_all_rows ? ".csv" : "_drawn.csv");
    write_directly(file(".csv"), to_csv(figure.data));
    if (!has_all_rows) write_directly(figures / plotted, to_csv(item.drawn));
    write_directly(file(".gp"), report::gnuplot_script(figure, item.drawn, plotted));
    const std::string problem = report::run_gnuplot(figures, figure.id + ".gp");
    if (made.warning.empty()) made.warning = problem;
    for (const char* ending : {".svg", ".png", ".pdf"}) {
      if (!fs::exists(file(ending)) || is_whole(file(ending))) continue;
      require_room(file(ending));
      if (made.warning.empty()) made.warning = fmt::format("gnuplot left {}{} incomplete", figure.id, ending);
    }
    set_date(file(".pdf"), results.provenance.created);
    item.svg = read_file(file(".svg"));
    std::error_code error;
    for (const char* ending : {".csv", "_drawn.csv", ".gp", ".svg", ".png", ".pdf"})
      (fs::exists(file(ending), error) ? made.figures : made.outdated)
          .push_back(inside / (figure.id + ending));
    drawn.push_back(std::move(item));
  }
  if (!made.warning.empty()) {
    made.warning = fmt::format(
        "Some pictures are missing: {}. Install gnuplot (on Debian: apt install gnuplot-nox) and write the "
        "report again; the "
        "data stand in the folder figures.",
        made.warning);
  }
  write_directly(folder / page_name, report::make_page(results, analysis, drawn, made.warning));
  write_directly(folder / json_name, to_json(results, analysis));
  return made;
}

/// Errors name the files as they would be in `folder`.
Drawn draw_for(const fs::path& folder, const Results& results, const Analysis& analysis,
               const fs::path& scratch) try {
  return draw(results, analysis, scratch);
} catch (const FileError& error) {
  std::string message = error.what();
  const std::string temporary = scratch.string();
  if (message.starts_with(temporary)) message.replace(0, temporary.size(), folder.string());
  throw FileError(message);
}

/// Moves the parts of a report over those of an earlier one, the page last.
void move_parts(const Drawn& drawn, const fs::path& from, const fs::path& folder) {
  fs::create_directories(folder / "figures");
  for (const fs::path& figure : drawn.figures) fs::rename(from / figure, folder / figure);
  for (const fs::path& figure : drawn.outdated) fs::remove(folder / figure);
  for (const char* name : {json_name, page_name}) fs::rename(from / name, folder / name);
}

}  // namespace

ReportFiles write_report(const Results& results, const Analysis& analysis, const fs::path& named) {
  // A slash at the end would give an empty file name.
  const fs::path folder = named.has_filename() ? named : named.parent_path();
  std::error_code error;
  const bool is_new = !fs::exists(fs::symlink_status(folder, error));
  // An earlier report, or other content of the folder, stays until this one is complete.
  const fs::path scratch =
      is_new ? unique_beside(folder, ".partial-") : unique_beside(folder / ".report", "-");
  NewFolders around, inside;
  around.make(scratch.parent_path().empty() ? "." : scratch.parent_path());
  inside.make(scratch);
  inside.make(scratch / "figures");
  const Drawn drawn = draw_for(folder, results, analysis, scratch);
  if (is_new) {
    fs::rename(scratch, folder, error);
    if (error)
      throw FileError(fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
    inside.keep();
  } else {
    try {
      move_parts(drawn, scratch, folder);
    } catch (const fs::filesystem_error& failure) {
      throw FileError(fmt::format("cannot write into {}: {}", folder.string(), failure.code().message()));
    }
  }
  around.keep();

  ReportFiles files;
  files.page = folder / page_name;
  for (const fs::path& figure : drawn.figures) files.figures.push_back(folder / figure);
  files.warning = drawn.warning;
  return files;
}

}  // namespace fluxwalk
