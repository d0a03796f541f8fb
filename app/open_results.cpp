#include "open_results.hpp"

#include <fmt/core.h>

#include <filesystem>
#include "fluxwalk/results_file.hpp"
#include "terminal.hpp"

namespace fluxwalk::app {

Results open_results(const std::filesystem::path& file) {
  Results results = read_results(file);
  const Integrity integrity = results.provenance.integrity;
  if (integrity != Integrity::checked)
    complain(fmt::format("fluxwalk: {}: {} was edited by another program after fluxwalk wrote it. {}",
                         integrity == Integrity::edited ? "not checked as a whole" : "not checked",
                         file.string(),
                         integrity == Integrity::edited
                             ? "Each table that fluxwalk reads still had its checksum."
                             : "Its tables had no checksums then: a changed count would not show."));
  return results;
}

}  // namespace fluxwalk::app
