#include <doctest/doctest.h>

#include <pcg_random.hpp>

#include "fluxwalk/input.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "input/sample.hpp"

using namespace fluxwalk;

namespace {

const std::vector<std::string> snippets = {"nan",
                                           "-inf",
                                           "1e400",
                                           "-1",
                                           "0",
                                           "9223372036854775807",
                                           "-9223372036854775808",
                                           "1e308",
                                           "\"\"",
                                           "\"5 nm\"",
                                           "\"2 ps\"",
                                           "\"1e300 m\"",
                                           "[]",
                                           "{}",
                                           "[[]]",
                                           "[{}]",
                                           "true",
                                           "1979-05-27",
                                           "'''",
                                           "\"\"\"",
                                           "#",
                                           "=",
                                           "\n",
                                           "[",
                                           "]",
                                           "{",
                                           "}",
                                           ",",
                                           ".",
                                           "[run]\n",
                                           "[[population]]\n",
                                           "\xff",
                                           "\xC2\xB5",
                                           "x = ",
                                           "at = ",
                                           "every = ",
                                           "all",
                                           "z",
                                           "\"reservoir\"",
                                           "\"table\"",
                                           "\"exponential\"",
                                           "\"none.csv\"",
                                           "[[source]]\n",
                                           "[[medium.potential]]\n",
                                           "_",
                                           "e9",
                                           "\\u0000"};

}  // namespace

TEST_CASE("a mutilated file gives an experiment or complaints, nothing else") {
  pcg32 random(20240229);
  const auto below = [&random](std::size_t bound) { return random(static_cast<std::uint32_t>(bound)); };
  const std::vector<std::string> seeds = {sample::text, new_experiment_text("mutant"), sample::fed};
  int num_right = 0, num_wrong = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string text = seeds[below(seeds.size())];
    const auto num_edits = 1 + below(4);
    for (std::uint32_t edit = 0; edit < num_edits; ++edit) {
      const std::size_t where = below(text.size());
      switch (below(5)) {
        case 0:
          text.erase(where, 1 + below(12));
          break;
        case 1:
          text.insert(where, snippets[below(snippets.size())]);
          break;
        case 2:
          text[where] = static_cast<char>(below(256));
          break;
        case 3:
          text.insert(where, text.substr(below(text.size()), below(40)));
          break;
        default: {  // a value becomes another
          const auto equals = text.find("= ", where);
          if (equals == std::string::npos) break;
          text.replace(equals + 2, text.find('\n', equals) - equals - 2, snippets[below(snippets.size())]);
        }
      }
    }
    CAPTURE(text);
    try {
      parse_experiment(text, "mutant.toml");
      ++num_right;
    } catch (const InputError& error) {
      ++num_wrong;
      CHECK_FALSE(error.problems().empty());
    }
  }
  CHECK(num_right > 100);
  CHECK(num_wrong > 1000);
}
