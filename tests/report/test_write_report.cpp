#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "fluxwalk/error.hpp"
#include "fluxwalk/report.hpp"
#include "report/gnuplot.hpp"
#include "report/sample.hpp"

using namespace fluxwalk;
namespace fs = std::filesystem;

namespace {

/// A separate folder for each test, with a name that needs quoting.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("fluxwalk it's a \"report\" " + std::to_string(getpid()))) {
    fs::remove_all(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// PATH without any program, for as long as it lives.
class NoPrograms {
 public:
  NoPrograms() : path_(std::getenv("PATH")) { setenv("PATH", "/nonexistent", 1); }
  ~NoPrograms() { setenv("PATH", path_.c_str(), 1); }

 private:
  std::string path_;
};

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

bool has_gnuplot() {
  fs::create_directories(fs::temp_directory_path());
  const fs::path script = fs::temp_directory_path() / ("fluxwalk_probe_" + std::to_string(getpid()) + ".gp");
  std::ofstream(script) << "exit\n";
  const bool runs = report::run_gnuplot(script.parent_path(), script.filename().string()).empty();
  fs::remove(script);
  return runs;
}

}  // namespace

TEST_CASE("every kind of figure is drawn, as SVG, PNG and PDF" * doctest::skip(!has_gnuplot())) {
  const Folder folder;
  const Analysis analysis = sample::analysis();
  const ReportFiles files = write_report(sample::results(), analysis, folder.path());
  CHECK(files.warning == "");
  for (const Figure& figure : analysis.figures) {
    CAPTURE(figure.id);
    const fs::path stem = folder.path() / "figures" / figure.id;
    CHECK(text_of(stem.string() + ".svg").find("</svg>") != std::string::npos);
    CHECK(text_of(stem.string() + ".png").starts_with("\x89PNG"));
    CHECK(text_of(stem.string() + ".pdf").starts_with("%PDF"));
    CHECK(text_of(stem.string() + ".csv") == to_csv(figure.data));
    CHECK_FALSE(fs::exists(stem.string() + ".gp.log"));
  }
  const std::string drawing = text_of(folder.path() / "figures" / "first_passage.svg");
  CHECK(drawing.find(">it's `date` @x \\n</text>") != std::string::npos);
  const std::string page = text_of(files.page);
  for (const Figure& figure : analysis.figures)
    CHECK(page.find("id=\"" + figure.id + "-gnuplot_canvas\"") != std::string::npos);
  CHECK(text_of(folder.path() / "report.json") == to_json(sample::results(), analysis));
}

TEST_CASE("the same results give the same files, at any time" * doctest::skip(!has_gnuplot())) {
  Analysis analysis;
  analysis.figures = {sample::figures().front()};
  const auto drawn = [&](const std::string& created) {
    const Folder folder;
    Results results = sample::results();
    results.provenance.created = created;
    std::string all;
    for (const fs::path& file : write_report(results, analysis, folder.path()).figures) all += text_of(file);
    return all;
  };
  const std::string first = drawn("2025-01-02T03:04:05Z");
  CHECK(first.find("/CreationDate (D:20250102030405") != std::string::npos);
  CHECK(drawn("2025-01-02T03:04:05Z") == first);
  CHECK(drawn("of old").find("/CreationDate (D:19700101000000") != std::string::npos);
}

TEST_CASE("without gnuplot the page and the data are written, and old pictures do not stay") {
  const Folder folder;
  fs::create_directories(folder.path() / "figures");
  std::ofstream(folder.path() / "figures" / "msd.svg") << "<svg>old</svg>";
  const NoPrograms no_programs;
  const ReportFiles files = write_report(sample::results(), sample::analysis(), folder.path());
  CHECK(files.warning.find("gnuplot was not found") != std::string::npos);
  CHECK(files.warning.find("apt install gnuplot-nox") != std::string::npos);
  CHECK(fs::exists(folder.path() / "figures" / "msd.csv"));
  CHECK(fs::exists(folder.path() / "figures" / "msd.gp"));
  CHECK_FALSE(fs::exists(folder.path() / "figures" / "msd.svg"));
  CHECK(text_of(files.page).find("apt install gnuplot-nox") != std::string::npos);
}

TEST_CASE("a script that gnuplot refuses is a warning with its complaint" * doctest::skip(!has_gnuplot())) {
  const Folder folder;
  fs::create_directories(folder.path());
  std::ofstream(folder.path() / "bad.gp") << "plot 'not there.csv'\n";
  CHECK(report::run_gnuplot(folder.path(), "bad.gp").find("could not draw bad.gp") != std::string::npos);
}

TEST_CASE("a folder that cannot be made is a FileError") {
  const Folder folder;
  std::ofstream(folder.path()) << "a file stands here";
  CHECK_THROWS_AS(write_report(sample::results(), Analysis{}, folder.path()), FileError);
}

TEST_CASE("an id that is no file name is a mistake of ours") {
  const Folder folder;
  Analysis analysis;
  analysis.figures.push_back(sample::figures().front());
  analysis.figures.front().id = "../escape";
  CHECK_THROWS_AS(write_report(sample::results(), analysis, folder.path()), InternalError);
}
