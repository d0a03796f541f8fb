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
/// one (OutputFile::replace). `findings` go to /analysis, one group a table. With Additions::keep, what users
/// added to the file that is replaced is in the new one too. An experiment without a text (Heading::text) is
/// stored as to_toml writes it; if no file can say it, without a text, and then it cannot be read back.
/// \throws FileError, also where an addition cannot be kept: the old file is untouched then.
void write_results(const Results& results, const std::vector<Table>& findings, OutputFile& file,
                   Additions additions = Additions::keep);

/// The same for a file that is locked and looked at only now. \throws FileTaken if another process writes it.
void write_results(const Results& results, const std::vector<Table>& findings,
                   const std::filesystem::path& file, Additions additions = Additions::keep);

/// Reads a results file back; the experiment is made again from its text. Provenance::integrity says whether
/// another program has changed the file.
/// \throws FileError if it cannot be read, is not one of ours, is damaged, holds impossible counts, or is of
/// a newer format.
Results read_results(const std::filesystem::path& file,
                     const ExperimentParser& parse = parse_stored_experiment);

/// The tables that were stored beside the tallies; none if the file has none. \throws FileError.
std::vector<Table> read_findings(const std::filesystem::path& file);

}  // namespace fluxwalk
