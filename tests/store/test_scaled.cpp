#include <doctest/doctest.h>

#include "files/hdf5.hpp"
#include "store/folder.hpp"
#include "store/scaled.hpp"
#include "store/sealed_attributes.hpp"
#include "store/variable.hpp"

using namespace fluxwalk;
using namespace fluxwalk::store;

TEST_CASE("scale, offset and fill value of a table are attributes, and its values are stored as they are") {
  const Folder folder;
  const std::string path = folder / "a.h5";
  const Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose, "no file");
  VariableWriter writer(file, "tallies");
  writer.write(sample::batches());
  writer.write(sample::scaled());
  const Handle scaled = open_dataset(writer.group(), "energy"), plain = open_dataset(writer.group(), "batch");
  CHECK(read_attribute<double>(scaled, "scale_factor") == 0.25);
  CHECK(read_attribute<double>(scaled, "add_offset") == -2);
  CHECK(read_attribute<std::int64_t>(scaled, "_FillValue") == 9);
  CHECK(read_attribute<std::string>(scaled, "units") == "meV");
  CHECK(read_variable<std::int64_t>(writer.group(), "energy", {3}, true) ==
        std::vector<std::int64_t>{4, 9, -7});
  for (const char* name : {"scale_factor", "add_offset", "_FillValue"})
    CHECK_FALSE(has_attribute(plain, name));
}
