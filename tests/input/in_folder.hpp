#pragma once
/// \file
/// Experiments that name files of a folder.

#include <string>

#include "fluxwalk/error.hpp"
#include "fluxwalk/input.hpp"
#include "fluxwalk/read_experiment.hpp"
#include "store/folder.hpp"

/// Every complaint about an experiment file in the folder, without the path of the folder; empty if the file
/// is correct.
inline std::string complaints(const Folder& folder, const std::string& text) {
  try {
    fluxwalk::parse_experiment(text, (folder / "f.toml").string());
    return "";
  } catch (const fluxwalk::InputError& error) {
    std::string all = error.what();
    const std::string beginning = folder.path().string() + "/";
    for (std::size_t at = 0; (at = all.find(beginning)) != std::string::npos;)
      all.erase(at, beginning.size());
    return all;
  }
}
