#pragma once
/// \file
/// The parts of an experiment that belong to places of its lattice, as text and tables.

#include <string>
#include <vector>

#include "fluxwalk/write_experiment.hpp"
#include "toml_writer.hpp"

namespace fluxwalk::input {

/// Tables that the text names, one number per site.
class TablesWriter {
 public:
  TablesWriter(const Lattice& lattice, std::string prefix) : lattice_(lattice), prefix_(std::move(prefix)) {}

  /// Keeps a table; returns the name by which the text knows it.
  std::string add(const std::string& name, std::vector<double> values);
  /// The same of sites with numbers; all others have 0.
  std::string add(const std::string& name, const std::vector<std::int64_t>& sites,
                  const std::vector<double>& values);

  std::vector<Attachment> take() { return std::move(tables_); }

 private:
  const Lattice& lattice_;
  std::string prefix_;
  std::vector<Attachment> tables_;
};

void write_medium(const Experiment& experiment, TomlWriter& toml, TablesWriter& tables);
void write_turnover(const Experiment& experiment, TomlWriter& toml, TablesWriter& tables);
/// \throws InputError if a file cannot express it.
void write_populations(const Experiment& experiment, TomlWriter& toml, TablesWriter& tables);

}  // namespace fluxwalk::input
