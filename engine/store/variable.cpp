#include "store/variable.hpp"

#include <hdf5_hl.h>

namespace fluxwalk::store {

std::size_t Variable::size() const {
  return std::visit([](const auto& list) { return list.size(); }, values);
}

VariableWriter::VariableWriter(hid_t parent, const std::string& group)
    : group_(create_group(parent, group)) {}

void VariableWriter::write(const Variable& variable) {
  Shape shape;
  if (variable.is_coordinate()) {
    shape = {variable.size()};
  } else {
    for (const std::string& dimension : variable.dimensions) shape.push_back(scales_.at(dimension).length);
  }
  Handle dataset =
      std::visit([&](const auto& values) { return write_dataset(group_, variable.name, shape, values); },
                 variable.values);
  write_attribute(dataset, "long_name", variable.long_name);
  write_attribute(dataset, "units", variable.units);
  if (!variable.bounds.empty()) write_attribute(dataset, "bounds", variable.bounds);
  if (!variable.coordinates.empty()) write_attribute(dataset, "coordinates", variable.coordinates);

  const std::string what = "the dimensions of dataset " + variable.name + " cannot be written";
  if (variable.is_coordinate()) {
    check(H5DSset_scale(dataset, variable.name.c_str()), what);
    scales_.emplace(variable.name, Scale{std::move(dataset), shape.front()});
    return;
  }
  for (unsigned i = 0; i < variable.dimensions.size(); ++i) {
    check(H5DSattach_scale(dataset, scales_.at(variable.dimensions[i]).dataset, i), what);
  }
}

}  // namespace fluxwalk::store
