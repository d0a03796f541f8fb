#pragma once
/// \file
/// Changes a results file as another program would: through HDF5, which drops the line with the checksum, or
/// byte by byte.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "files/hdf5.hpp"
#include "store/fnv.hpp"
#include "store/sealed_attributes.hpp"

/// Calls edit(HDF5 file).
template <class Edit>
void edit_file(const std::filesystem::path& path, Edit edit) {
  const fluxwalk::store::Handle file(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
  edit(static_cast<hid_t>(file));
}

/// Length of the line with the checksum, which is the last of a file.
inline constexpr std::size_t line_length = 33;

inline void set_format(hid_t file, std::int64_t major, std::int64_t minor) {
  H5Adelete(file, "format_version");
  fluxwalk::store::write_attribute_list<std::int64_t>(file, "format_version", {major, minor});
}

/// Makes a file of format 1.1, which had no hashes.
inline void make_old(hid_t file) {
  const auto forget = [](hid_t object, const char* name, const auto*, void*) -> herr_t {
    if (H5Aexists_by_name(object, name, "fnv1a", H5P_DEFAULT) > 0)
      H5Adelete_by_name(object, name, "fnv1a", H5P_DEFAULT);
    return 0;
  };
  H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_NATIVE, forget, nullptr, H5O_INFO_BASIC);
  H5Adelete_by_name(file, "provenance", "integrity", H5P_DEFAULT);
  for (const char* name : {"lattice_spacing", "lattice_spacing_units", "time_step", "time_step_units"}) {
    H5Adelete(file, name);
    H5Adelete_by_name(file, "tallies", name, H5P_DEFAULT);
  }
  set_format(file, 1, 1);
}

/// Puts other values into a table, with the matching hash: a forgery.
inline void forge(hid_t file, const std::string& table, std::vector<std::int64_t> values) {
  using namespace fluxwalk::store;
  const Handle tallies = open_group(file, "tallies");
  const Handle dataset = open_dataset(tallies, table);
  H5Dwrite(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  H5Adelete(dataset, seal_name);
  write_attribute(dataset, seal_name, hash_of(table, shape_of(dataset), values));
}
