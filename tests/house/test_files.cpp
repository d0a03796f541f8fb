#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>

#include "house/includes.hpp"

// One concept per file: a longer file holds two.
constexpr auto max_lines = 500;

TEST_CASE("source files are small and named in snake_case") {
  const std::regex snake_case("[a-z][a-z0-9]*(_[a-z0-9]+)*\\.[ch]pp");
  for (const auto& file : fluxwalk::house::sources(FLUXWALK_SOURCE_DIR)) {
    CAPTURE(file.string());
    CHECK(std::regex_match(file.filename().string(), snake_case));
    std::ifstream text(file);
    CHECK(std::count(std::istreambuf_iterator<char>(text), {}, '\n') <= max_lines);
  }
}

TEST_CASE("headers begin with #pragma once") {
  for (const auto& file : fluxwalk::house::sources(FLUXWALK_SOURCE_DIR)) {
    if (file.extension() != ".hpp") continue;
    CAPTURE(file.string());
    std::string first_line;
    std::getline(std::ifstream(file) >> std::ws, first_line);
    CHECK(first_line == "#pragma once");
  }
}

// The analysis does without an exact answer that is too costly, or that a medium does not have. If an error
// of fluxwalk were caught in the same place, a wrong program would report a costly answer.
TEST_CASE("exact answers and laws catch nothing but an answer that is too costly") {
  const std::regex any("catch \\(([^)]*)\\)");
  int num_caught = 0;
  for (const auto& file : fluxwalk::house::sources(FLUXWALK_SOURCE_DIR)) {
    const std::string path = file.lexically_relative(FLUXWALK_SOURCE_DIR).generic_string();
    if (!path.starts_with("analysis/") || path.starts_with("analysis/report/")) continue;
    CAPTURE(path);
    std::ifstream stream(file);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    for (std::sregex_iterator found(text.begin(), text.end(), any), end; found != end; ++found, ++num_caught)
      CHECK(((*found)[1].str() == "const theory::TooCostly&" ||
             (*found)[1].str() == "const theory::NoHomogenised& reason"));
  }
  CHECK(num_caught > 5);
}

// The effect of a face on a walker is written once, as properties of Face. Only their definition, the reader
// of experiments and the continuum theory, which has a solution for each kind, name the kinds.
TEST_CASE("kinds of faces are named in few places") {
  const std::regex allowed(
      "engine/(include/fluxwalk/faces.hpp|model/lattice_walk.cpp|input/.*)|analysis/theory/"
      "(walls|ladder).cpp");
  for (const auto& file : fluxwalk::house::sources(FLUXWALK_SOURCE_DIR)) {
    const std::string path = file.lexically_relative(FLUXWALK_SOURCE_DIR).generic_string();
    if (std::regex_match(path, allowed)) continue;
    CAPTURE(path);
    std::ifstream stream(file);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    CHECK(text.find("FaceKind::") == std::string::npos);
  }
}

TEST_CASE("files with test cases are named test_*.cpp") {
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::filesystem::path(FLUXWALK_SOURCE_DIR) / "tests")) {
    if (entry.path().extension() != ".cpp") continue;
    CAPTURE(entry.path().string());
    std::ifstream stream(entry.path());
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    const bool has_cases = text.find("\nTEST_CASE(") != std::string::npos;
    CHECK(has_cases == entry.path().filename().string().starts_with("test_"));
  }
}
