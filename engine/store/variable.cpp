#include "store/variable.hpp"

#include <hdf5_hl.h>

#include "files/failure.hpp"
#include "store/fnv.hpp"
#include "store/sealed_attributes.hpp"

namespace fluxwalk::store {

template <class T>
std::vector<T> read_variable(hid_t group, const std::string& name, const Shape& shape, bool is_hash_due) {
  std::vector<T> values = read_dataset<T>(group, name, shape);
  const Handle dataset = open_dataset(group, name);
  const bool has_hash = has_attribute(dataset, seal_name);
  if (has_hash ? read_attribute<std::uint64_t>(dataset, seal_name) != hash_of(name, shape, values)
               : is_hash_due)
    throw Failure("damaged: the values of dataset " + name + " are not those that were written");
  return values;
}

template std::vector<std::int64_t> read_variable(hid_t, const std::string&, const Shape&, bool);
template std::vector<double> read_variable(hid_t, const std::string&, const Shape&, bool);
template std::vector<std::string> read_variable(hid_t, const std::string&, const Shape&, bool);

bool has_attribute(hid_t object, const std::string& name) {
  return H5Aexists(object, name.c_str()) > 0;
}

VariableWriter::VariableWriter(hid_t parent, const std::string& group)
    : group_(create_group(parent, group)) {}

Shape VariableWriter::shape_of(const Variable& variable) const {
  if (variable.is_coordinate()) return {variable.size()};
  Shape shape;
  for (const std::string& dimension : variable.dimensions) shape.push_back(scales_.at(dimension).length);
  return shape;
}

void VariableWriter::write(const Variable& variable) {
  const Shape shape = shape_of(variable);
  std::visit(
      [&](const auto& values) {
        describe(write_dataset(group_, variable.name, shape, values), variable, shape,
                 hash_of(variable.name, shape, values));
      },
      variable.values);
}

void VariableWriter::write(const Variable& variable, const Stack& stack, std::optional<PackedStack>& packed) {
  const Shape shape = shape_of(variable);
  if (!is_chunked(shape)) {
    Variable whole = variable;
    auto& values = whole.values.emplace<std::vector<std::int64_t>>();
    for (const auto& row : stack) values.insert(values.end(), row.begin(), row.end());
    return write(whole);
  }
  if (packed)
    return describe(write_again(group_, variable.name, shape, *packed), variable, shape, packed->hash);
  PackedStack made;
  Handle dataset = write_stack(group_, variable.name, shape, stack, made);
  describe(std::move(dataset), variable, shape, made.hash);
  packed = std::move(made);
}

void VariableWriter::describe(Handle dataset, const Variable& variable, const Shape& shape,
                              std::uint64_t hash) {
  write_attribute(dataset, "long_name", variable.long_name);
  write_attribute(dataset, "units", variable.units);
  if (!variable.bounds.empty()) write_attribute(dataset, "bounds", variable.bounds);
  if (!variable.coordinates.empty()) write_attribute(dataset, "coordinates", variable.coordinates);
  if (variable.scale_factor != 1) write_attribute(dataset, "scale_factor", variable.scale_factor);
  if (variable.add_offset != 0) write_attribute(dataset, "add_offset", variable.add_offset);
  if (variable.fill_value) write_attribute(dataset, "_FillValue", *variable.fill_value);
  write_attribute(dataset, seal_name, hash);

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
