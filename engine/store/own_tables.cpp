#include "store/own_tables.hpp"

#include "files/failure.hpp"
#include "store/sealed_attributes.hpp"
#include "store/variable.hpp"

namespace fluxwalk::store {

namespace {

/// The identifier of a member of a group, if it is of this kind and not a link to another place.
hid_t open_member(hid_t group, const std::string& name, H5I_type_t kind) {
  H5L_info_t link;
  if (H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD)
    return H5I_INVALID_HID;
  const hid_t object = H5Oopen(group, name.c_str(), H5P_DEFAULT);
  if (object < 0 || H5Iget_type(object) == kind) return object;
  H5Oclose(object);
  return H5I_INVALID_HID;
}

}  // namespace

bool is_own_table(hid_t analysis, const std::string& name, bool has_hashes) {
  const hid_t found = open_member(analysis, name, H5I_GROUP);
  if (found < 0) return false;
  const Handle group(found, H5Oclose, "");
  if (!has_attribute(group, "long_name") || H5Lexists(group, "row", H5P_DEFAULT) <= 0) return false;
  if (!has_hashes) return true;
  try {
    AttributeReader attributes(group, name);
    attributes.read<std::string>("long_name");
    return attributes.is_sealed();
  } catch (const Failure&) {
    return false;
  }
}

bool is_own_column(hid_t table, const std::string& name, bool has_hashes) {
  const hid_t found = open_member(table, name, H5I_DATASET);
  if (found < 0) return false;
  const Handle dataset(found, H5Oclose, "");
  if (!has_hashes) return has_attribute(dataset, "long_name") || name == "row";
  try {
    const Shape shape = shape_of(dataset);
    if (name == "row")
      read_variable<std::int64_t>(table, name, shape, true);
    else if (holds_text(dataset))
      read_variable<std::string>(table, name, shape, true);
    else
      read_variable<double>(table, name, shape, true);
    return true;
  } catch (const Failure&) {
    return false;
  }
}

}  // namespace fluxwalk::store
