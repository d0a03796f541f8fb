#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "program.hpp"

using namespace fluxwalk::test;

namespace {

/// Whether a text contains characters that control a terminal, except for colours where they are allowed.
bool has_control(const std::string& text, bool may_have_colour = false) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = static_cast<unsigned char>(text[i]);
    const unsigned char next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if (code == 0x7F || (code < 0x20 && code != '\n' && code != '\t' && code != '\r' && code != 0x1B))
      return true;
    if (code == 0xC2 && next < 0xA0) return true;
    if (code == 0x1B && (!may_have_colour || next != '[')) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("every verb says that a results file was edited, and what is written from it remembers that") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  const int code = run_program(folder, {"run", "tiny.toml", "-q"}).code;
  CHECK(contains(run_program(folder, {"info", "tiny.h5", "--json"}).out, R"("integrity": "checked")"));
  // Like a file after HDF5 wrote to it: without the last line.
  fs::resize_file(folder / "tiny.h5", fs::file_size(folder / "tiny.h5") - 33);
  const std::string notice =
      "fluxwalk: not checked as a whole: tiny.h5 was edited by another program after fluxwalk wrote it. Each "
      "table that fluxwalk reads still had its checksum.\n";
  for (int i = 0; i < 2; ++i) {  // analyze has written it anew the second time
    const Finished info = run_program(folder, {"info", "tiny.h5", "--json"});
    CHECK(info.code == 0);
    CHECK(info.err == notice);
    CHECK(contains(info.out, R"("integrity": "edited")"));
    if (i == 1) {
      CHECK(contains(run_program(folder, {"report", "tiny.h5", "-q"}).err, notice));
      CHECK(contains(read_text(folder / "tiny-report/index.html"), "another program has edited it"));
    }
    const Finished analyze = run_program(folder, {"analyze", "tiny.h5", "--json"});
    CHECK(analyze.code == code);
    CHECK(analyze.err == notice);
    CHECK(contains(analyze.out, R"("integrity": "edited")"));
  }
  CHECK(contains(run_program(folder, {"run", "tiny.toml", "-q", "--resume"}).err, notice));
  CHECK(contains(run_program(folder, {"info", "tiny.h5"}).err, notice));
  CHECK(run_program(folder, {"run", "tiny.toml", "-q", "--force"}).code == code);
  CHECK(run_program(folder, {"info", "tiny.h5"}).err.empty());
}

TEST_CASE("controls of titles, keys and names never reach the terminal") {
  const Folder folder;
  const std::string controls = R"(a\u001b]0;owned\u0007\u0000\u007f\u009b31mb\u202e\u001b[2Jc)";
  std::string text = tiny_experiment;
  text.replace(text.find("A tiny"), 6, controls);
  text.replace(text.find("Does it"), 7, controls);
  folder.write("tiny.toml", text);
  CHECK(run_program(folder, {"run", "tiny.toml", "-q"}).code < 6);
  const std::vector<std::vector<std::string>> verbs = {{"info", "tiny.h5"},
                                                       {"info", "tiny.h5", "--json"},
                                                       {"analyze", "tiny.h5"},
                                                       {"analyze", "tiny.h5", "--json"}};
  for (const std::vector<std::string>& arguments : verbs) {
    CAPTURE(arguments.size());
    CAPTURE(arguments[0]);
    const Finished done = run_program(folder, arguments);
    CHECK(contains(done.out, "owned"));
    CHECK_FALSE(has_control(done.out + done.err));
    Setting terminal;
    terminal.has_terminal = true;
    terminal.environment = {"TERM=xterm"};
    const std::string shown = run_program(folder, arguments, terminal).err;
    CHECK(contains(shown, "owned"));
    CHECK_FALSE(has_control(shown, true));
    CHECK_FALSE(contains(shown, "\033[2J"));
  }
  run_program(folder, {"report", "tiny.h5", "-q"});
  CHECK_FALSE(has_control(read_text(folder / "tiny-report/index.html")));

  folder.write("wrong.toml", text + "\n\"k" + controls + "\" = 1\n");
  folder.write("na\033]0;me.toml", "[lattice]\n");
  for (const std::string name : {"wrong.toml", "na\033]0;me.toml", "no\033]0;ne.toml"}) {
    const Finished done = run_program(folder, {"run", name});
    CHECK(done.code >= 3);
    CHECK_FALSE(done.err.empty());
    CHECK_FALSE(has_control(done.out + done.err));
  }
}
