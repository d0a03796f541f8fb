#include "store/additions.hpp"

#include <fmt/core.h>
#include <hdf5_hl.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "files/failure.hpp"
#include "files/hdf5.hpp"
#include "store/own_tables.hpp"
#include "store/results_file.hpp"
#include "store/sealed_attributes.hpp"

namespace fluxwalk::store {

using namespace files;

namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw Failure(fmt::format(
      "holds {}, which fluxwalk did not write and cannot keep ({}). Copy it elsewhere and remove it from the "
      "file, or write the results to another file",
      path, why));
}

std::string joined(const std::string& path, const std::string& name) {
  return path == "/" ? path + name : path + "/" + name;
}

/// The same for two identifiers of one object of one file, and different for different objects.
std::string identity(hid_t object) {
  const std::string what = "an object cannot be looked at";
#if H5_VERSION_GE(1, 12, 0)
  H5O_info2_t info;
  check(H5Oget_info3(object, &info, H5O_INFO_BASIC), what);
  return {reinterpret_cast<const char*>(&info.token), sizeof info.token};
#else
  H5O_info_t info;
  check(H5Oget_info2(object, &info, H5O_INFO_BASIC), what);
  return std::to_string(info.addr);
#endif
}

/// Those of dimension scales hold references; the scales are attached anew.
bool is_of_scales(const std::string& attribute) {
  return attribute == "DIMENSION_LIST" || attribute == "REFERENCE_LIST";
}

/// Attributes that fluxwalk writes to the tables of findings.
bool is_of_findings(const std::string& attribute) {
  for (const char* own : {"long_name", "units", "CLASS", "NAME", "_Netcdf4Dimid", seal_name}) {
    if (attribute == own) return true;
  }
  return is_of_scales(attribute);
}

/// For a new group. (The properties of the old group also contain the position of its links in its file.)
Handle properties_like(hid_t group, const std::string& what) {
  const Handle old(H5Gget_create_plist(group), H5Pclose, what);
  Handle made(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, what);
  unsigned order = 0;
  hbool_t has_times = false;
  check(H5Pget_link_creation_order(old, &order), what);
  check(H5Pset_link_creation_order(made, order), what);
  check(H5Pget_attr_creation_order(old, &order), what);
  check(H5Pset_attr_creation_order(made, order), what);
  check(H5Pget_obj_track_times(old, &has_times), what);
  check(H5Pset_obj_track_times(made, has_times), what);
  return made;
}

Handle link_properties(H5T_cset_t letters) {
  Handle properties(H5Pcreate(H5P_LINK_CREATE), H5Pclose, "a link cannot be made");
  check(H5Pset_char_encoding(properties, letters), "a link cannot be made");
  return properties;
}

/// \throws Failure if an attribute refers to objects: the copies of these have other addresses.
void require_no_reference(hid_t object, const std::string& name, const std::string& path) {
  const std::string what = fmt::format("attribute {} of {} cannot be kept", name, path);
  const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, what);
  const Handle type(H5Aget_type(attribute), H5Tclose, what);
  if (!is_of_scales(name) && H5Tdetect_class(type, H5T_REFERENCE) > 0)
    refuse(fmt::format("attribute {} of {}", name, path), "it refers to other objects");
}

void carry_attribute(hid_t from, hid_t to, const std::string& name, const std::string& path) {
  const std::string what = fmt::format("attribute {} of {} cannot be kept", name, path);
  const Handle old(H5Aopen(from, name.c_str(), H5P_DEFAULT), H5Aclose, what);
  const Handle stored(H5Aget_type(old), H5Tclose, what);
  const Handle type(H5Tcopy(stored), H5Tclose, what);  // a separate type, if it was a named one
  require_no_reference(from, name, path);
  const Handle space(H5Aget_space(old), H5Sclose, what);
  const Handle properties(H5Aget_create_plist(old), H5Pclose, what);
  const Handle made(H5Acreate2(to, name.c_str(), type, space, properties, H5P_DEFAULT), H5Aclose, what);
  if (H5Sget_simple_extent_type(space) == H5S_NULL) return;
  const hssize_t size = H5Sget_simple_extent_npoints(space);
  check(size, what);
  std::vector<std::byte> values(static_cast<std::size_t>(size) * H5Tget_size(type));
  check(H5Aread(old, type, values.data()), what);
  const herr_t written = H5Awrite(made, type, values.data());
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, values.data());
  check(written, what);
}

void carry_soft_link(hid_t from, hid_t to, const std::string& name, const H5L_info_t& link) {
  const std::string what = "link " + name + " cannot be kept";
  std::vector<char> value(link.u.val_size);
  check(H5Lget_val(from, name.c_str(), value.data(), value.size(), H5P_DEFAULT), what);
  const Handle properties = link_properties(link.cset);
  if (link.type == H5L_TYPE_SOFT) {
    check(H5Lcreate_soft(value.data(), to, name.c_str(), properties, H5P_DEFAULT), what);
    return;
  }
  const char *file = nullptr, *object = nullptr;
  unsigned flags = 0;
  check(H5Lunpack_elink_val(value.data(), value.size(), &flags, &file, &object), what);
  check(H5Lcreate_external(file, object, to, name.c_str(), properties, H5P_DEFAULT), what);
}

/// The fill value has variable length, as netCDF gives to its texts. HDF5 1.10 then copies a dataset wrongly:
/// the fill value stays on the heap of the old file.
bool has_loose_fill_value(hid_t object, const std::string& what) {
  if (H5Iget_type(object) != H5I_DATASET) return false;
  const Handle type(H5Dget_type(object), H5Tclose, what);
  if (H5Tis_variable_str(type) <= 0 && H5Tdetect_class(type, H5T_VLEN) <= 0) return false;
  const Handle properties(H5Dget_create_plist(object), H5Pclose, what);
  H5D_fill_value_t fill = H5D_FILL_VALUE_ERROR;
  check(H5Pfill_value_defined(properties, &fill), what);
  return fill == H5D_FILL_VALUE_USER_DEFINED;
}

void copy_by_values(hid_t from, hid_t to, const std::string& name, hid_t link, const std::string& what) {
  const Handle stored(H5Dget_type(from), H5Tclose, what), space(H5Dget_space(from), H5Sclose, what);
  const Handle type(H5Tcopy(stored), H5Tclose, what);
  const Handle properties(H5Dget_create_plist(from), H5Pclose, what);
  const Handle made(H5Dcreate2(to, name.c_str(), type, space, link, properties, H5P_DEFAULT), H5Dclose, what);
  std::vector<std::byte> values(num_values(shape_of(from)) * H5Tget_size(type));
  check(H5Dread(from, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), what);
  const herr_t written = H5Dwrite(made, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, values.data());
  check(written, what);
}

class Carrier {
 public:
  Carrier(hid_t to, bool has_hashes) : to_(to), has_hashes_(has_hashes) {}

  void carry(hid_t from) {
    const Handle old_root = open_group(from, "/"), new_root = open_group(to_, "/");
    note(old_root, new_root, "/");
    carry_group(old_root, new_root, "/");
    for (const Copied& dataset : datasets_) attach_scales(dataset);
  }

 private:
  struct Copied {
    Handle dataset;  ///< the old one
    std::string path;
  };

  static Handle open(hid_t group, const std::string& name) {
    return {H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose, "object " + name + " cannot be read"};
  }
  static bool is_there(hid_t group, const std::string& name) {
    return H5Lexists(group, name.c_str(), H5P_DEFAULT) > 0;
  }
  static H5L_info_t link_of(hid_t group, const std::string& name) {
    H5L_info_t link;
    check(H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT), "link " + name + " cannot be read");
    return link;
  }

  /// Remembers where the objects are that both files have.
  void note(hid_t from, hid_t to, const std::string& path) {
    if (!paths_.emplace(identity(from), path).second || H5Iget_type(to) != H5I_GROUP) return;
    if (H5Iget_type(from) != H5I_GROUP) return;
    for (const std::string& name : member_names(from)) {
      if (is_there(to, name) && link_of(from, name).type == H5L_TYPE_HARD)
        note(open(from, name), open(to, name), joined(path, name));
    }
  }

  void carry_attributes(hid_t from, hid_t to, const std::string& path, bool is_of_table = false) {
    for (const std::string& name : attribute_names(from)) {
      if (is_of_scales(name) || has_attribute(to, name) || (is_of_table && is_of_findings(name))) continue;
      carry_attribute(from, to, name, path);
    }
  }

  void carry_group(hid_t from, hid_t to, const std::string& path) {
    carry_attributes(from, to, path);
    for (const std::string& name : member_names(from)) carry_member(from, to, name, joined(path, name));
  }

  void carry_member(hid_t from, hid_t to, const std::string& name, const std::string& path) {
    const H5L_info_t link = link_of(from, name);
    if (link.type != H5L_TYPE_HARD) {
      if (link.type != H5L_TYPE_SOFT && link.type != H5L_TYPE_EXTERNAL)
        refuse(path, "it is a link of an unknown kind");
      if (is_there(to, name)) refuse(path, "it is a link where fluxwalk writes an object of its own");
      carry_soft_link(from, to, name, link);
      return;
    }
    const Handle object = open(from, name);
    if (is_there(to, name)) {
      carry_into(object, open(to, name), path);
    } else if (is_own(from, object, name, path)) {
      carry_to_vanished(object, to, name, path);
    } else {
      carry_object(object, to, name, path, link.cset);
    }
  }

  /// An object that fluxwalk writes, in both files.
  void carry_into(hid_t from, hid_t to, const std::string& path) {
    const H5I_type_t kind = H5Iget_type(to);
    if (H5Iget_type(from) == kind) {
      if (kind == H5I_GROUP) return carry_group(from, to, path);
      remember(from, path);
    } else {
      // A group may hold additions to a column that was missing for a while.
      const bool is_stand_in = path.starts_with("/analysis/") && H5Iget_type(from) == H5I_GROUP;
      if (!is_stand_in || !member_names(from).empty())
        refuse(path, "fluxwalk writes an object of its own there");
    }
    carry_attributes(from, to, path);
  }

  /// A table of findings, or a column of one, that fluxwalk wrote.
  bool is_own(hid_t group, hid_t object, const std::string& name, const std::string& path) const {
    if (path == "/analysis/" + name) return is_own_table(group, name, has_hashes_);
    const bool is_in_table =
        path.starts_with("/analysis/") && vanished_.contains(path.substr(0, path.rfind('/')));
    return is_in_table && H5Iget_type(object) == H5I_DATASET && is_own_column(group, name, has_hashes_);
  }

  /// The findings are made again, and may be missing while a run continues. Additions to them wait in a group
  /// of the same name.
  void carry_to_vanished(hid_t from, hid_t to, const std::string& name, const std::string& path) {
    Handle group = create_group(to, name);
    if (H5Iget_type(from) == H5I_GROUP) vanished_.emplace(path, true);
    carry_attributes(from, group, path, true);
    if (H5Iget_type(from) == H5I_GROUP) {
      for (const std::string& member : member_names(from))
        carry_member(from, group, member, joined(path, member));
    }
    const bool is_empty = attribute_names(group).empty() && member_names(group).empty();
    if (is_empty) check(H5Ldelete(to, name.c_str(), H5P_DEFAULT), "an empty group cannot be removed");
  }

  void carry_object(hid_t from, hid_t to, const std::string& name, const std::string& path,
                    H5T_cset_t letters) {
    const std::string what = path + " cannot be kept";
    const Handle link = link_properties(letters);
    const auto [known, is_new] = paths_.emplace(identity(from), path);
    if (!is_new) {  // one object of two names
      check(H5Lcreate_hard(to_, known->second.c_str(), to, name.c_str(), link, H5P_DEFAULT), what);
      return;
    }
    if (H5Iget_type(from) == H5I_GROUP) {
      const Handle properties = properties_like(from, what);
      const Handle group(H5Gcreate2(to, name.c_str(), link, properties, H5P_DEFAULT), H5Gclose, what);
      carry_group(from, group, path);
      return;
    }
    if (H5Iget_type(from) == H5I_DATASET) {
      const Handle type(H5Dget_type(from), H5Tclose, what);
      if (H5Tdetect_class(type, H5T_REFERENCE) > 0) refuse(path, "it refers to other objects");
    }
    for (const std::string& attribute : attribute_names(from)) require_no_reference(from, attribute, path);
    if (has_loose_fill_value(from, what)) {
      if (!storage_fault(from).empty()) refuse(path, "it " + storage_fault(from));
      copy_by_values(from, to, name, link, what);
      carry_attributes(from, open(to, name), path);
      remember(from, path);
      return;
    }
    check(H5Ocopy(from, ".", to, name.c_str(), H5P_DEFAULT, link), what);
    const Handle made = open(to, name);
    for (const std::string& attribute : attribute_names(made)) {
      if (is_of_scales(attribute)) check(H5Adelete(made, attribute.c_str()), what);
    }
    if (H5Iget_type(from) == H5I_DATASET) remember(from, path);
  }

  void remember(hid_t dataset, const std::string& path) {
    check(H5Iinc_ref(dataset), "a dataset cannot be kept open");
    datasets_.push_back({Handle(dataset, H5Oclose, ""), path});
  }

  /// Attaches the scales that a dataset had to its copy.
  void attach_scales(const Copied& dataset);

  hid_t to_;
  bool has_hashes_;
  std::map<std::string, std::string> paths_;  ///< identity in the old file -> path in the new one
  std::map<std::string, bool> vanished_;
  std::vector<Copied> datasets_;
};

void Carrier::attach_scales(const Copied& old) {
  const std::string what = "the dimensions of " + old.path + " cannot be kept";
  if (H5DSis_scale(old.dataset) > 0) return;
  const Handle made(H5Dopen2(to_, old.path.c_str(), H5P_DEFAULT), H5Dclose, what);
  for (unsigned dimension = 0; dimension < shape_of(old.dataset).size(); ++dimension) {
    if (H5DSget_num_scales(old.dataset, dimension) <= 0) continue;
    std::vector<std::string> scales;
    const auto add = [](hid_t, unsigned, hid_t scale, void* list) -> herr_t {
      static_cast<std::vector<std::string>*>(list)->push_back(identity(scale));
      return 0;
    };
    check(H5DSiterate_scales(old.dataset, dimension, nullptr, add, &scales), what);
    for (const std::string& scale : scales) {
      const auto path = paths_.find(scale);
      if (path == paths_.end()) continue;  // it belongs to a table of findings that is missing now
      const Handle attached(H5Dopen2(to_, path->second.c_str(), H5P_DEFAULT), H5Dclose, what);
      if (H5DSis_attached(made, attached, dimension) <= 0)
        check(H5DSattach_scale(made, attached, dimension), what);
    }
  }
}

}  // namespace

void carry_additions(const std::filesystem::path& old_file, hid_t new_file) {
  const ResultsFile old(old_file);
  if (old.has_user_block()) refuse("a user block before the HDF5 part", "fluxwalk does not write one");
  Carrier(new_file, old.has_hashes()).carry(old);
}

}  // namespace fluxwalk::store
