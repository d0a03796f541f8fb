#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "fluxwalk/array_file.hpp"
#include "input/sample.hpp"
#include "model/encoding.hpp"

using namespace fluxwalk;
namespace fs = std::filesystem;

namespace {

/// Two or four bytes per character, the low one first or last.
std::string widened(const std::string& text, std::size_t width, bool is_little) {
  std::string wide;
  for (const char c : text) {
    std::string character(width, '\0');
    character[is_little ? 0 : width - 1] = c;
    wide += character;
  }
  return wide;
}

}  // namespace

TEST_CASE("an experiment in UTF-16 or UTF-32 is told to be saved as UTF-8") {
  for (const bool is_little : {true, false}) {
    const std::string mark = is_little ? "\xFF\xFE" : "\xFE\xFF";
    const std::string told = "f.toml:1:1: looks like UTF-16 (a text must be UTF-8) save it as UTF-8";
    CHECK(sample::complaints_about(mark + widened(sample::text, 2, is_little)) == told);
    CHECK(sample::complaints_about(widened(sample::text, 2, is_little)) == told);
    CHECK(sample::complaints_about(widened(sample::text, 4, is_little)) ==
          "f.toml:1:1: looks like UTF-32 (a text must be UTF-8) save it as UTF-8");
  }
}

TEST_CASE("bytes that are not UTF-8 are told with their place") {
  CHECK(sample::complaints_about("\ntitle = \"Gr\xF6\xDF"
                                 "e\"\n" +
                                 sample::text) ==
        "f.toml:2:12: byte 0xF6 is not UTF-8 (the text may be Latin-1 or Windows-1252) save it as UTF-8");
  CHECK(sample::complaints_about("# \xC3\xB6 \xE9\n" + sample::text)
            .starts_with("f.toml:1:5: byte 0xE9 is not UTF-8"));
  for (const char* wrong :
       {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5", "\x80", "\xC3"}) {
    const auto fault = find_encoding_fault("ab\n\"" + std::string(wrong));
    REQUIRE(fault);
    CHECK(fault->line == 2);
    CHECK(fault->column == 2);
  }
  CHECK_FALSE(find_encoding_fault("\xC3\xB6 \xE2\x84\x93 \xF0\x9F\x8D\x8E\n"));
  const auto nul = find_encoding_fault(std::string("title = \"a\0b\"", 13));
  REQUIRE(nul);
  CHECK(nul->problem == "a NUL character");
  CHECK(nul->column == 11);
}

TEST_CASE("a mark of the byte order is passed over, and shifts no column") {
  CHECK(sample::complaints_about("\xEF\xBB\xBF" + sample::text) == "");
  CHECK(sample::complaints_about("\xEF\xBB\xBFtitle = Perfume\n" + sample::text)
            .starts_with("f.toml:1:9: Perfume has no quotes"));
}

TEST_CASE("a text of others is shown on one line, in characters that a terminal may have") {
  CHECK(printable("a\tb\x1B[31m\x07\n") == "a?b?[31m??");
  CHECK(printable(std::string("a\0b", 3)) == "a?b");
  CHECK(printable("Gr\xC3\xB6\xC3\x9F"
                  "e") ==
        "Gr\xC3\xB6\xC3\x9F"
        "e");
  CHECK(printable("Gr\xF6\xDF"
                  "e") == "Gr??e");
  CHECK(printable("\xC2\x9B"
                  "31m") == "?31m");
  CHECK(printable("abcdef", 3) == "abc...");
}

TEST_CASE("a table that is no text in UTF-8 says so, and a NUL cuts no message") {
  const fs::path file =
      fs::temp_directory_path() / ("fluxwalk-encodings-" + std::to_string(getpid()) + ".csv");
  const auto complaint = [&](const std::string& content) -> std::string {
    std::ofstream(file, std::ios::binary) << content;
    try {
      read_array(file, "", 100);
      return "";
    } catch (const FileError& error) {
      return std::string(error.what()).substr(file.string().size());
    }
  };
  const std::string table = "1, 2\n3, 4\n";
  CHECK(complaint(table) == "");
  CHECK(complaint("\xEF\xBB\xBF" + table) == "");
  CHECK(complaint("# Gr\xF6\xDF"
                  "e\n" +
                  table) == "");
  CHECK(complaint("\xFF\xFE" + widened(table, 2, true)) == ": looks like UTF-16: save it as UTF-8");
  CHECK(complaint(widened(table, 2, false)) == ": looks like UTF-16: save it as UTF-8");
  CHECK(complaint(widened(table, 4, true)) == ": looks like UTF-32: save it as UTF-8");
  CHECK(complaint(table + std::string("5, \0 6\n", 7)) == ": line 3: holds a NUL character, as no text does");
  CHECK(complaint(table + "5, \x1B[31m6\n") == ": line 3: \"?[31m6\" is not a number");
  fs::remove(file);
}
