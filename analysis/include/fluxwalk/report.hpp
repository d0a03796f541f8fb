#pragma once
/// \file
/// Results and their analysis, for people (text, figures, one HTML page) and to machines (JSON).

#include <filesystem>
#include <string>
#include <vector>

#include "fluxwalk/analysis.hpp"
#include "fluxwalk/results.hpp"

namespace fluxwalk {

/// The verdicts as a table for the terminal, at most 110 columns wide, then one overall sentence. UTF-8; ends
/// in a newline. `color` adds ANSI colours; the words alone say everything.
std::string verdict_table(const Analysis& analysis, bool color);

/// The measured numbers as a table for the terminal: symbol, value ± error, expectation, method.
std::string estimates_table(const Analysis& analysis, bool color);

/// The overall outcome in plain words: what was tested, what was not and how it could be, such as "Fick's
/// first law has emerged: all 7 checks agree ... Tested: ... Not tested: Fick's second law (add
/// [measure.profile]).". It claims nothing that no verdict judged.
std::string overall_sentence(const Analysis& analysis);

/// One JSON object (RFC 8259) with the outcome, every estimate and verdict, and the provenance; NaN is null.
/// docs/report.md lists its keys.
std::string to_json(const Results& results, const Analysis& analysis);

/// What write_report wrote.
struct ReportFiles {
  std::filesystem::path page;  ///< index.html: needs no other file and no network
  std::vector<std::filesystem::path>
      figures;          ///< in figures/: CSV and gnuplot script, and what gnuplot drew from them
  std::string warning;  ///< why pictures are missing, and the remedy; empty: none is
};

/// Writes folder/index.html, folder/report.json and, for every figure,
/// folder/figures/ID.{csv,gp,svg,png,pdf}. The folder is made if it is not there; files of these names in it
/// are replaced, once all new ones are whole. The pictures are drawn by the program gnuplot; without it the
/// page has its tables and data still. \throws FileError with the cause if a file cannot be written; nothing
/// has changed then.
ReportFiles write_report(const Results& results, const Analysis& analysis,
                         const std::filesystem::path& folder);

}  // namespace fluxwalk
