#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include "program.hpp"

using namespace fluxwalk::test;

namespace {

void check_usage_error(std::vector<std::string> arguments, const std::string& complaint) {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  const Finished done = run_program(folder, arguments);
  CAPTURE(done.err);
  CHECK(done.code == 2);
  CHECK(done.out.empty());
  CHECK(contains(done.err, complaint));
  CHECK(contains(done.err, "--help'"));
  CHECK(folder.names() == std::vector<std::string>{"tiny.toml"});
}

}  // namespace

TEST_CASE("a command line that makes no sense ends with 2 and says what would") {
  check_usage_error({}, "a verb is missing: one of run, plan, analyze");
  check_usage_error({"rnu", "tiny.toml"}, "unknown verb 'rnu'. Did you mean 'run'?");
  check_usage_error({"--verson"}, "unknown option '--verson'. Did you mean '--version'?");
  check_usage_error({"run"}, "EXPERIMENT is required");
  check_usage_error({"run", ""}, "the path is empty");
  check_usage_error({"run", "tiny.toml", "tiny.toml"}, "one argument too many");
  check_usage_error({"run", "tiny.toml", "--sed", "3"}, "unknown option '--sed'. Did you mean '--seed'?");
  check_usage_error({"run", "tiny.toml", "--quite"}, "Did you mean '--quiet'?");
  check_usage_error({"run", "tiny.toml", "-o", ""}, "the path is empty");
  check_usage_error({"run", "tiny.toml", "--force", "--resume"}, "--resume");
  check_usage_error({"run", "tiny.toml", "--threads"}, "--threads takes one value, once");
  check_usage_error({"run", "tiny.toml", "--threads", "1", "--threads", "2"},
                    "--threads takes one value, once");
  check_usage_error({"analyze"}, "FILE is required");
  check_usage_error({"completion", "tcsh"}, "'tcsh' is none of bash, zsh, fish");
  check_usage_error({"random", "--batches", "0"}, "'0' is not a whole number in 1 ... 1000000");
}

TEST_CASE("numbers on the command line are whole, in range and nothing else") {
  for (const char* wrong :
       {"-3", "abc", "", "2.5", "1e3", " 2", "2x", "0x10", "4097", "99999999999999999999"})
    check_usage_error({"run", "tiny.toml", "--threads", wrong}, "is not a whole number in 0 ... 4096");
  for (const char* wrong : {"-1", "18446744073709551616"})
    check_usage_error({"run", "tiny.toml", "--seed", wrong},
                      "is not a whole number in 0 ... 18446744073709551615");
}

TEST_CASE("an unknown kernel is told the known ones") {
  check_usage_error({"run", "tiny.toml", "--kernel", "walker"},
                    "'walker' is none of auto, reference, walkers, occupation. Did you mean 'walkers'?");
}

TEST_CASE("help and version go to standard output and end with 0") {
  const Folder folder;
  const Finished help = run_program(folder, {"--help"});
  CHECK(help.code == 0);
  CHECK(help.err.empty());
  for (const std::string verb :
       {"run", "analyze", "report", "verify", "new", "explain", "info", "random", "completion", "help"}) {
    CAPTURE(verb);
    CHECK(contains(help.out, std::string("\n  ") + verb + " "));
    const Finished help_of_verb = run_program(folder, {verb, "--help"});
    CHECK(help_of_verb.code == 0);
    CHECK(contains(help_of_verb.out, std::string("Usage: fluxwalk ") + verb));
  }
  const Finished version = run_program(folder, {"--version"});
  CHECK(version.code == 0);
  CHECK(version.out.starts_with("fluxwalk "));
  for (const std::string line : {"\nrevision ", "\ncompiler ", "\nbuild type ", "\nCPU "})
    CHECK(contains(version.out, line));
}

TEST_CASE("help prints what --help does, of the program and of a verb") {
  const Folder folder;
  CHECK(run_program(folder, {"help"}).out == run_program(folder, {"--help"}).out);
  for (const std::string verb : {"run", "random", "help"}) {
    const Finished help = run_program(folder, {"help", verb});
    CHECK(help.code == 0);
    CHECK(help.out == run_program(folder, {verb, "--help"}).out);
  }
  check_usage_error({"help", "rnu"}, "unknown verb 'rnu'. Did you mean 'run'?");
}

TEST_CASE("standard output that is full or closed is a system error") {
  const Folder folder;
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  REQUIRE(full >= 0);
  const Setting to_full{.out = full};
  const Setting closed{.closes_out = true};
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--version"}, {"--help"}, {"explain"}, {"random"}, {"completion", "bash"}})
    for (const Setting& setting : {to_full, closed}) {
      const Finished done = run_program(folder, arguments, setting);
      CAPTURE(arguments[0]);
      CHECK(done.code == 4);
      CHECK(contains(done.err, "cannot write to standard output"));
    }
  close(full);
}

TEST_CASE("results are kept where standard output is closed, and not in its place") {
  const Folder folder;
  folder.write("tiny.toml", tiny_experiment);
  CHECK(run_program(folder, {"run", "tiny.toml"}, {.closes_out = true}).code == 4);
  CHECK(run_program(folder, {"info", "tiny.h5"}).code == 0);
}

TEST_CASE("bash accepts its completion script, which completes verbs, options and values") {
  const Folder folder;
  const Finished bash = run_program(folder, {"completion", "bash"});
  CHECK(bash.code == 0);
  CHECK(contains(bash.out, "complete -o bashdefault -o default -F _fluxwalk fluxwalk"));
  CHECK(contains(bash.out, "--kernel) COMPREPLY=($(compgen -W 'auto reference walkers occupation'"));
  const Finished zsh = run_program(folder, {"completion", "zsh"});
  CHECK(zsh.code == 0);
  CHECK(zsh.out.starts_with("#compdef fluxwalk\n"));
  const Finished fish = run_program(folder, {"completion", "fish"});
  CHECK(fish.code == 0);
  CHECK(contains(fish.out, "-l kernel -f -a 'auto reference walkers occupation' -r"));
}

TEST_CASE("new writes an experiment that runs, and replaces none unasked") {
  const Folder folder;
  const Finished made = run_program(folder, {"new", "first"});
  CHECK(made.code == 0);
  CHECK(contains(made.out, "fluxwalk run first.toml"));
  const Finished again = run_program(folder, {"new", "first.toml"});
  CHECK(again.code == 4);
  CHECK(contains(again.err, "first.toml: exists already. Choose another name, or replace it with --force."));
  CHECK(run_program(folder, {"new", "first", "--force"}).code == 0);
  CHECK(run_program(folder, {"new", "nowhere/first"}).code == 4);
  CHECK(folder.names() == std::vector<std::string>{"first.toml"});
}

TEST_CASE("a command that is suggested can be pasted into a shell") {
  const Folder folder;
  CHECK(contains(run_program(folder, {"new", "it's my drop"}).out, "fluxwalk run 'it'\\''s my drop.toml'\n"));
  CHECK(contains(run_program(folder, {"new", "$(date)"}).out, "fluxwalk run '$(date).toml'\n"));
  CHECK(contains(run_program(folder, {"new", "--", "-x"}).out, "fluxwalk run ./-x.toml\n"));
  CHECK(contains(run_program(folder, {"new", "Größe_1"}).out, "fluxwalk run Größe_1.toml\n"));
}

TEST_CASE("the help of verify names its folder once") {
  const Folder folder;
  const std::string help = run_program(folder, {"verify", "--help"}).out;
  CHECK(contains(help, "  DIR  "));
  CHECK_FALSE(contains(help, "DIR DIR"));
}

TEST_CASE("explain lists the keys, explains one, and names the nearest of one that is unknown") {
  const Folder folder;
  const Finished all = run_program(folder, {"explain"});
  CHECK(all.code == 0);
  CHECK(contains(all.out, "lattice.spacing\n"));
  const Finished one = run_program(folder, {"explain", "lattice.spacing"});
  CHECK(one.code == 0);
  CHECK(contains(one.out, "lattice.spacing"));
  const Finished section = run_program(folder, {"explain", "measure.profile"});
  CHECK(contains(section.out, "profile_x [batch, profile_time, layer_x]: walkers in layers along x"));
  const Finished none = run_program(folder, {"explain", "lattice.spacin"});
  CHECK(none.code == 2);
  CHECK(none.out.empty());
  CHECK(contains(none.err, "lattice.spacing"));
}
