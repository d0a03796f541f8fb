#include <memory>
#include <stdexcept>

#include "fluxwalk/input.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

namespace fluxwalk::app {
namespace {

ExitCode explain_key(const std::string& key) {
  std::string text;
  if (key.empty()) {
    for (const std::string& known : all_keys()) text += known + '\n';
    text += "\nMeaning, unit, default and an example of one: fluxwalk explain KEY\n";
  } else {
    try {
      text = explain(key);
    } catch (const std::invalid_argument& error) {
      throw UsageError(error.what());
    }
  }
  print(text);
  return ExitCode::consistent;
}

}  // namespace

void add_explain(CLI::App& program, ExitCode& code) {
  auto key = std::make_shared<std::string>();
  Verb verb(program, "explain", "Explain a key of the experiment file");
  verb.add_text("KEY", *key, "Dotted key, such as lattice.spacing (default: list all keys)").type_name("");
  verb.on_call([key, &code] { code = explain_key(*key); });
}

}  // namespace fluxwalk::app
