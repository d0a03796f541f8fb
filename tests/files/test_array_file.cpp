#include <filesystem>
#include "fluxwalk/array_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "files/hdf5.hpp"
#include "store/folder.hpp"
#include "store/messages.hpp"

using namespace fluxwalk;

namespace {

using Numbers = std::vector<double>;
using Shape = std::vector<std::int64_t>;

constexpr double plenty = 1e6;

}  // namespace

TEST_CASE("a text is a table of rows and columns, with commas, blanks and comments") {
  const Folder folder;
  const auto read = [&](const std::string& text) {
    folder.put("a.csv", text);
    return read_array(folder / "a.csv", "", plenty);
  };
  const Attachment table = read("# x y\n1,2 , 3\r\n\n  4\t-5e-3 +.5  # six\n");
  CHECK(table.name.empty());
  CHECK(table.shape == Shape{2, 3});
  CHECK(table.values == Numbers{1, 2, 3, 4, -5e-3, 0.5});
  CHECK(read("1\n2\n3").shape == Shape{3, 1});
  CHECK(read("").shape == Shape{0, 0});
  CHECK(read("# nothing\n").values.empty());
  CHECK(read("\xef\xbb\xbf"
             "1,2\r\n")
            .values == Numbers{1, 2});  // as spreadsheets save it
}

TEST_CASE("a text that is no table is refused, with the line") {
  const Folder folder;
  const auto error = [&](const std::string& text) {
    folder.put("a.csv", text);
    const std::string message = file_error([&] { read_array(folder / "a.csv", "", 4); });
    CHECK(message.starts_with((folder / "a.csv").string() + ": "));
    return message.substr((folder / "a.csv").string().size() + 2);
  };
  CHECK(error("1,2\n\n3,x\n") == "line 3: \"x\" is not a number");
  CHECK(error("x,y\n") == "line 1: \"x\" is not a number");
  CHECK(error("1,,2\n") == "line 1: nothing is not a number");
  CHECK(error("1,2,\n") == "line 1: nothing is not a number");
  CHECK(error(",1\n") == "line 1: nothing is not a number");
  CHECK(error("1.5.2\n") == "line 1: \"1.5.2\" is not a number");
  CHECK(error("1e999\n") == "line 1: \"1e999\" is not a number");
  CHECK(error("1 2\n3\n") == "line 2: has 1 numbers where the lines before have 2");
  CHECK(error("1 2 3\n4 5 6\n") == "holds 6 numbers where at most 4 are needed");
  CHECK(has(error(std::string(100'000, '7') + "x"), "is not a number"));
  CHECK(error(std::string(100'000, 'x')).size() < 100);
  CHECK(error("\xef\xbb\xbf\xef\xbb\xbf"
              "1\n")
            .ends_with("is not a number"));
  folder.put("large.csv", "1\n");
  std::filesystem::resize_file(folder / "large.csv", std::uintmax_t{1} << 36);  // with a hole, all zeros
  CHECK(file_error([&] {
          read_array(folder / "large.csv", "", 4);
        }).ends_with("is too large: 6.872e+10 bytes where at most 4 numbers are needed"));
}

TEST_CASE("a dataset of an HDF5 file is read whatever its type of numbers and its shape") {
  const Folder folder;
  {
    const files::Handle file(H5Fcreate((folder / "a.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
                             H5Fclose, "create");
    const files::Handle group = files::create_group(file, "deep");
    files::write_dataset<double>(group, "u", {2, 3}, {1, 2.5, -3, 4, 5, 6});
    files::write_dataset<std::int64_t>(file, "whole", {2, 1, 2}, {1, -2, 3, 4});
    files::write_dataset<double>(file, "one", {}, {7});
    files::write_dataset<std::string>(file, "words", {1}, {"seven"});
    // As h5py stores truth values.
    const files::Handle truth(H5Tenum_create(H5T_STD_I8LE), H5Tclose, "type");
    const signed char is_false = 0, is_true = 1;
    H5Tenum_insert(truth, "FALSE", &is_false);
    H5Tenum_insert(truth, "TRUE", &is_true);
    const hsize_t length = 3;
    const files::Handle space(H5Screate_simple(1, &length, nullptr), H5Sclose, "space");
    const files::Handle dataset(
        H5Dcreate2(file, "truth", truth, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose, "dataset");
    const signed char values[] = {1, 0, 1};
    H5Dwrite(dataset, truth, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
  }
  const auto read = [&](const std::string& dataset) { return read_array(folder / "a.h5", dataset, 6); };
  CHECK(read("deep/u").values == Numbers{1, 2.5, -3, 4, 5, 6});
  CHECK(read("/deep/u").shape == Shape{2, 3});
  CHECK(read("whole").values == Numbers{1, -2, 3, 4});
  CHECK(read("whole").shape == Shape{2, 1, 2});
  CHECK(read("one").values == Numbers{7});
  CHECK(read("one").shape.empty());
  CHECK(read("truth").values == Numbers{1, 0, 1});

  const auto error = [&](const std::string& name, const std::string& dataset, double most = plenty) {
    return file_error([&] { read_array(folder / name, dataset, most); });
  };
  CHECK(has(error("a.h5", ""), "a.h5: is an HDF5 file, which holds tables by name: say which dataset"));
  CHECK(has(error("a.h5", "v"), "a.h5: has no dataset \"v\""));
  CHECK(has(error("a.h5", "deep"), "a.h5: has no dataset \"deep\""));
  CHECK(has(error("a.h5", "words"), "a.h5: the dataset does not hold numbers"));
  CHECK(has(error("a.h5", "deep/u", 5), "a.h5: holds 6 numbers where at most 5 are needed"));
  CHECK(has(error("none.h5", "u"), "none.h5: cannot be read (there is no such file)"));
  folder.put("text.csv", "1,2");
  CHECK(has(error("text.csv", "u"), "text.csv: is not in the HDF5 format, so it has no datasets"));
  folder.put("cut.h5", folder.bytes("a.h5").substr(0, 600));
  CHECK(has(error("cut.h5", "u"), "cut.h5: damaged or cut short"));
}

TEST_CASE("a damaged HDF5 file gives numbers or an error, and HDF5 says nothing on its own") {
  const Folder folder;
  {
    const files::Handle file(H5Fcreate((folder / "a.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
                             H5Fclose, "create");
    files::write_dataset<double>(file, "u", {3}, {1, 2, 3});
  }
  const std::string bytes = folder.bytes("a.h5");
  for (std::size_t length = 8; length < bytes.size(); length += 97) {
    folder.put("cut.h5", bytes.substr(0, length));
    CHECK(has(file_error([&] { read_array(folder / "cut.h5", "u", 3); }), "cut.h5: "));
  }
}

TEST_CASE("a dataset behind a user block is read, as MATLAB writes it") {
  const Folder folder;
  {
    const files::Handle file(H5Fcreate((folder / "a.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
                             H5Fclose, "create");
    files::write_dataset<double>(file, "u", {3}, {1, 2, 3});
  }
  for (const std::size_t size : {512U, 1024U, 2048U, 65536U}) {
    folder.put("m.mat", "MATLAB 7.3 MAT-file" + std::string(size - 19, ' ') + folder.bytes("a.h5"));
    CHECK(read_array(folder / "m.mat", "u", 3).values == Numbers{1, 2, 3});
  }
  folder.put("m.mat", std::string(100, ' ') + folder.bytes("a.h5"));  // a place that no program checks
  CHECK(has(file_error([&] { read_array(folder / "m.mat", "u", 3); }), "is not in the HDF5 format"));
}

TEST_CASE("numbers that are in other files are not fetched, and a missing filter is named") {
  const Folder folder;
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);  // opening it would wait for ever
  const std::string pipe = (folder / "pipe").string();
  {
    const files::Handle file(H5Fcreate((folder / "a.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
                             H5Fclose, "create");
    H5Lcreate_external(pipe.c_str(), "/u", file, "link", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/link/u", file, "soft", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/nothing", file, "dangling", H5P_DEFAULT, H5P_DEFAULT);
    const hsize_t size = 2;
    const files::Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose, "space");
    const auto create = [&](const char* name, hid_t properties) {
      return files::Handle(
          H5Dcreate2(file, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose,
          name);
    };
    const auto properties = [] {
      return files::Handle(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "properties");
    };
    const files::Handle pieces = properties(), external = properties(), packed = properties();
    H5Pset_virtual(pieces, space, pipe.c_str(), "/u", space);
    create("virtual", pieces);
    H5Pset_external(external, "/etc/hostname", 0, H5F_UNLIMITED);
    create("external", external);
    H5Pset_chunk(packed, 1, &size);
    H5Pset_filter(packed, 32015, H5Z_FLAG_OPTIONAL, 0, nullptr);
    const files::Handle zstandard = create("packed", packed);
    const hsize_t start = 0;
    H5Dwrite_chunk(zstandard, H5P_DEFAULT, 0, &start, 4, "zstd");
    const files::Handle plain = create("not packed", packed);
    const double values[2] = {1, 2};
    H5Dwrite(plain, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
  }
  const auto error = [&](const std::string& dataset) {
    return file_error([&] { read_array(folder / "a.h5", dataset, plenty); });
  };
  CHECK(has(error("link"), "a.h5: \"link\" is a link to another file, which fluxwalk does not follow"));
  CHECK(
      has(error("/link/deep"), "a.h5: \"/link\" is a link to another file, which fluxwalk does not follow"));
  CHECK(has(error("soft"), "a.h5: has no dataset \"soft\""));
  CHECK(has(error("dangling"), "a.h5: has no dataset \"dangling\""));
  CHECK(has(error("virtual"), "a.h5: dataset \"virtual\" is a virtual dataset"));
  CHECK(has(error("external"), "a.h5: dataset \"external\" has its values in another file"));
  CHECK(has(error("packed"), "a.h5: the dataset is compressed with Zstandard (filter 32015)"));
  CHECK(error("not packed") == "no exception");
}
