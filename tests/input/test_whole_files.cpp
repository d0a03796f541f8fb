#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "fluxwalk/read_experiment.hpp"
#include "input/sample.hpp"

using namespace fluxwalk;
namespace fs = std::filesystem;

namespace {

/// A folder that goes away with its owner.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("fluxwalk-input-" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
    return path / name;
  }
};

std::string complaints_about_file(const fs::path& file) {
  try {
    load_experiment(file);
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("a file is read whole, and named without its folder") {
  const Folder folder;
  const Experiment e = load_experiment(folder.write("drop.toml", sample::text));
  CHECK(e.heading.name == "drop.toml");
  CHECK(e.heading.text == sample::text);
}

TEST_CASE("what is no experiment file is refused by name") {
  const Folder folder;
  const std::string at = folder.path.string();
  CHECK(complaints_about_file(folder.path) == at + ": is a directory (an experiment is a file)");
  CHECK(complaints_about_file(folder.path / "none.toml") == at + "/none.toml: there is no such file");
  CHECK(complaints_about_file(folder.path / "none/none.toml") ==
        at + "/none/none.toml: there is no such file");
  const std::string is_empty =
      ": is empty (it holds no keys) `fluxwalk new NAME` writes a file to start from";
  CHECK(complaints_about_file(folder.write("empty.toml", "")) == at + "/empty.toml" + is_empty);
  CHECK(complaints_about_file(folder.write("blank.toml", "\n \n# nothing\n")) ==
        at + "/blank.toml" + is_empty);
}

TEST_CASE("a file that cannot be read is refused") {
  // Reading one's own memory from address 0 fails for every user, root included.
  if (!fs::exists("/proc/self/mem")) return;
  CHECK(complaints_about_file("/proc/self/mem") == "/proc/self/mem: cannot be read (Input/output error)");
}

TEST_CASE("a large file is refused before it is read, an endless one after 16 MiB") {
  const Folder folder;
  const fs::path large = folder.write("large.toml", "");
  fs::resize_file(large, std::uintmax_t{1} << 30);  // sparse
  CHECK(complaints_about_file(large) ==
        large.string() + ": is too large (an experiment file has at most 16 MiB)");
  CHECK(complaints_about_file("/dev/zero") ==
        "/dev/zero: is too large (an experiment file has at most 16 MiB)");
}

TEST_CASE("garbage is refused with its line") {
  CHECK(sample::complaints_about(std::string("\x7f"
                                             "ELF\x02\x01\x01\0\0\0",
                                             10))
            .starts_with("f.toml:1:"));
  CHECK(sample::complaints_about("title = \"\xff\xfe\"").starts_with("f.toml:1:"));
  CHECK(sample::complaints_about("\n\ntitle = \"a\0b\"").find("f.toml:3:") != std::string::npos);
  CHECK(sample::complaints_about("<html>").starts_with("f.toml:1:"));
}

TEST_CASE("deep nesting is refused, not fallen into") {
  const auto repeated = [](const std::string& text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) result += text;
    return result;
  };
  CHECK(sample::complaints_about("a = " + repeated("[", 1'000'000))
            .starts_with(
                "f.toml:1:261: Error while parsing value: exceeded maximum nested value depth of 256"));
  const std::string deep = "a key of more than 64 parts (no key of an experiment has that many)";
  CHECK(sample::complaints_about("\n[" + repeated("a.", 3'000'000) + "a]") == "f.toml:2:1: " + deep);
  CHECK(sample::complaints_about(repeated("\"a b\" . ", 1'000'000) + "a = 1") == "f.toml:1:1: " + deep);
  CHECK(sample::complaints_about("t = \"\"\"\n\\\"\"\"\n'#'\n\"\"\"\n" + repeated("'a'.", 64) + "a = 1") ==
        "f.toml:5:1: " + deep);
  // The deepest tree that is accepted: long keys in nested tables.
  const std::string level = repeated("a.", 63) + "a = {";
  CHECK(sample::complaints_about(repeated(level, 255) + repeated("}", 255))
            .find("f.toml:1:1: a: unknown key") != std::string::npos);
  // Dots that do not belong to keys.
  CHECK(sample::complaints_about(sample::and_also("# " + repeated(".", 1000) + "\n")) == "");
  CHECK(sample::complaints_about("title = '" + repeated("a.", 1000) + "'\n" + sample::text) == "");
  CHECK(sample::complaints_about("title = \"\"\"" + repeated("a.\n", 1000) + "\"\"\"\n" + sample::text) ==
        "");
}

TEST_CASE("a hundred problems are told, more are counted") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "key_" + std::to_string(i) + " = 1\n";
  try {
    parse_experiment(text, "f.toml");
    FAIL("it was accepted");
  } catch (const InputError& error) {
    CHECK(error.problems().size() == 101);
    CHECK(error.problems().back().problem.ends_with("further problems are not shown"));
  }
}

TEST_CASE("problems come in the order of the file") {
  std::string text = sample::with("every = 10", "every = 0");
  text.replace(text.find("square"), 6, "cubik");
  text.replace(text.find("1000"), 4, "-1");
  try {
    parse_experiment(text, "f.toml");
    FAIL("it was accepted");
  } catch (const InputError& error) {
    std::vector<int> lines;
    for (const Problem& problem : error.problems()) lines.push_back(problem.line);
    CHECK(lines == std::vector<int>{2, 13, 20});
  }
}
