#pragma once
/// \file
/// Which members of /analysis fluxwalk wrote, and which a user added.

#include <string>

#include "files/hdf5.hpp"

namespace fluxwalk::store {

using namespace files;

/// A table of findings under the name that it was written with. `has_hashes`: as the format of the file
/// promises.
bool is_own_table(hid_t analysis, const std::string& name, bool has_hashes);

/// A column of such a table, or its numbers of rows.
bool is_own_column(hid_t table, const std::string& name, bool has_hashes);

}  // namespace fluxwalk::store
