#pragma once
/// \file
/// Results to a file and back (docs/results-file.md).

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "fluxwalk/read_experiment.hpp"
#include "fluxwalk/results.hpp"
#include "fluxwalk/table.hpp"

namespace fluxwalk {

class OutputFile;

/// As parse_stored_experiment.
using ExperimentParser = std::function<Experiment(const std::string& text, const std::string& name,
                                                  const std::vector<Attachment>& attachments)>;

/// What happens to the attributes, datasets, groups and links that users added to the results file that is
/// replaced.
enum class Additions { keep, drop };

/// Writes a results file (docs/results-file.md) so that a crash at any instant leaves the old file or the new
/// one (OutputFile::replace). `findings` go to /analysis, one group per table. With Additions::keep, the new
/// file keeps what users added to the file that it replaces. An experiment without a text (Heading::text) is
/// stored as to_toml writes it. If to_toml cannot write it, no text is stored, and the file cannot be read
/// back. \throws FileError, also if an addition cannot be kept: the old file is then unchanged.
void write_results(const Results& results, const std::vector<Table>& findings, OutputFile& file,
                   Additions additions = Additions::keep);

/// The same, but the file is locked and checked only now. \throws FileTaken if another process writes it.
void write_results(const Results& results, const std::vector<Table>& findings,
                   const std::filesystem::path& file, Additions additions = Additions::keep);

/// Reads a results file back; the experiment is made again from its text. Provenance::integrity says whether
/// another program has changed the file.
/// \throws FileError if it cannot be read, is not a results file, is damaged, holds impossible counts, or is
/// of a newer format.
Results read_results(const std::filesystem::path& file,
                     const ExperimentParser& parse = parse_stored_experiment);

/// The tables that were stored beside the tallies; none if the file has none. \throws FileError.
std::vector<Table> read_findings(const std::filesystem::path& file);

}  // namespace fluxwalk
