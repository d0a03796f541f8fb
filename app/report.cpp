#include "fluxwalk/report.hpp"

#include <fmt/core.h>

#include <filesystem>
#include <memory>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/results.hpp"
#include "open_results.hpp"
#include "options.hpp"
#include "output_file.hpp"
#include "report_folder.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

namespace fluxwalk::app {

namespace fs = std::filesystem;

std::string draw_report(const Results& results, const Analysis& analysis, const fs::path& folder) {
  const ReportFiles files = write_report(results, analysis, folder);
  if (!files.warning.empty()) complain("fluxwalk: " + files.warning);
  return fmt::format("Report: {}\n", files.page.string());
}

namespace {

struct ReportOptions {
  std::string file;
  std::string folder;
  bool is_quiet = false;
};

ExitCode report(const ReportOptions& options) {
  fs::path folder = options.folder;
  if (folder.empty()) folder = fs::path(options.file).replace_extension().string() + "-report";
  check_output_folder(folder);
  const Results results = open_results(options.file);
  const std::string page = draw_report(results, analyse(results), folder);
  if (!options.is_quiet) print(page);
  return ExitCode::consistent;
}

}  // namespace

void add_report(CLI::App& program, ExitCode& code) {
  auto options = std::make_shared<ReportOptions>();
  Verb verb(program, "report", "Draw the figures and one self-contained page of a results file");
  verb.add_path("FILE", options->file, "Results file (.h5)").required();
  verb.add_path("-o,--output", options->folder, "Folder of the page (default: FILE-report beside the file)")
      .type_name("DIR");
  verb.add_flag("-q,--quiet", options->is_quiet, "Print nothing but errors");
  verb.on_call([options, &code] { code = report(*options); });
}

}  // namespace fluxwalk::app
