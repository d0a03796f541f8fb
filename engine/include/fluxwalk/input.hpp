#pragma once
/// \file
/// Help with writing an experiment file (docs/experiment-file.md), and the differences between two of them.
/// Reading one is in read_experiment.hpp.

#include <string>
#include <vector>

#include "fluxwalk/experiment.hpp"

namespace fluxwalk {

/// Every key of the experiment file, dotted ("lattice.spacing", "measure.flux.every"), in reading order;
/// sections ("lattice", "measure.flux") stand before their keys.
std::vector<std::string> all_keys();

/// A key's meaning, unit, default and an example, or a section's meaning, its keys and its tables; several
/// lines, the last one ended. The last part of a key ("batches") is enough if no other key has that name.
/// \throws std::invalid_argument if there is no such key; the sentence names the nearest one.
std::string explain(const std::string& key);

/// A commented experiment file to start from. It parses, and runs within seconds. `name` becomes its title.
std::string new_experiment_text(const std::string& name);

/// Something that differs between two experiments.
struct Difference {
  std::string key;   ///< dotted; of several alike sections with its number from 1: "population[2].walkers"
  std::string what;  ///< "is 100 there, 200 now"
  int line = 0;      ///< in the text of the later one; 0: it is not in that text
  int column = 0;
  bool changes_counts = true;  ///< false: it changes no tally, as the title
};

/// What has changed from one experiment to another, compared by what the keys mean. No differences are:
/// comments, the order of keys, the spelling of a number or a unit, a default that is written out. `threads`
/// and `kernel` are not compared. Tables in files are compared by their content.
std::vector<Difference> differences(const Experiment& before, const Experiment& now);

}  // namespace fluxwalk
