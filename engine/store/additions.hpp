#pragma once
#include <hdf5.h>

#include <filesystem>

namespace fluxwalk::store {

/// Copies what users added to the results file `old_file` into `new_file`, which holds all that fluxwalk
/// writes: attributes, datasets, groups and types; soft and external links as links, which are not followed.
/// Additions to a table of findings that `new_file` does not hold wait in a group with the name of the table.
/// \throws Failure if the old file cannot be read or is damaged, or if an addition, which it names, cannot be
/// kept.
void carry_additions(const std::filesystem::path& old_file, hid_t new_file);

}  // namespace fluxwalk::store
