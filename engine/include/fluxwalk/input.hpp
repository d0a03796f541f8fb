#pragma once
/// \file
/// Help with writing an experiment file (docs/experiment-file.md). Reading one is in experiment.hpp.

#include <string>
#include <vector>

namespace fluxwalk {

/// Every key of the experiment file, dotted ("lattice.spacing", "measure.flux.every"), in reading order;
/// sections ("lattice", "measure.flux") stand before their keys.
std::vector<std::string> all_keys();

/// A key's meaning, unit, default and an example, or a section's meaning and its keys; several lines, the
/// last one ended. The last part of a key alone ("batches") is enough where it is the only one of that name.
/// \throws std::invalid_argument if there is no such key; the sentence names the nearest one.
std::string explain(const std::string& key);

/// A commented experiment file to start from. It parses, and runs within seconds. `name` becomes its title.
std::string new_experiment_text(const std::string& name);

}  // namespace fluxwalk
