#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

#include "files/hdf5.hpp"
#include "fluxwalk/results_file.hpp"
#include "store/edit.hpp"
#include "store/folder.hpp"
#include "store/messages.hpp"
#include "store/sample.hpp"

using namespace fluxwalk;

namespace {

const Results& good() {
  static const Results results = sample::results(sample::experiment(2), {0, 1, 2, 3, 4, 5});
  return results;
}

Experiment parse_good(const std::string&, const std::string&, const std::vector<Attachment>&) {
  return good().experiment;
}

std::string error_of(const std::filesystem::path& file) {
  return file_error([&] { read_results(file, parse_good); });
}

/// The error of a good file that `edit(HDF5 file)` has changed.
template <class Edit>
std::string error_after(Edit edit) {
  const Folder folder;
  write_results(good(), {}, folder / "a.h5");
  edit_file(folder / "a.h5", edit);
  return error_of(folder / "a.h5");
}

void set_batches(hid_t file, const std::vector<std::int64_t>& numbers) {
  const store::Handle tallies = store::open_group(file, "tallies");
  H5Ldelete(tallies, "batch", H5P_DEFAULT);
  const store::Shape shape = {numbers.size()};
  const store::Handle dataset = store::write_dataset(tallies, "batch", shape, numbers);
  store::write_attribute(dataset, store::seal_name, store::hash_of("batch", shape, numbers));
}

}  // namespace

TEST_CASE("what is not a results file is refused in plain words that begin with its name") {
  const Folder folder;
  const auto error = [&](const char* name) {
    const std::string message = error_of(folder / name);
    CHECK(message.starts_with((folder / name).string() + ": "));
    return message;
  };
  CHECK(has(error("missing.h5"), "there is no such file"));

  std::filesystem::create_directory(folder / "folder.h5");
  CHECK(has(error("folder.h5"), "it is a folder"));

  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(has(error("pipe"), "it is not a regular file"));  // and it does not wait for a writer

  folder.put("empty.h5", "");
  CHECK(has(error("empty.h5"), "it is empty"));

  folder.put("text.h5", "title = \"a drop\"\n");
  CHECK(has(error("text.h5"), "it is not in the HDF5 format"));

  folder.put("short.h5", "\x89HDF");
  CHECK(has(error("short.h5"), "it is not in the HDF5 format"));

  std::filesystem::create_symlink("nowhere", folder / "link.h5");
  CHECK(has(error("link.h5"), "there is no such file"));

  {
    const store::Handle other(H5Fcreate((folder / "other.h5").c_str(), H5F_ACC_TRUNC, 0, 0), H5Fclose,
                              "create");
  }
  CHECK(has(error("other.h5"), "it is an HDF5 file of another kind"));
  CHECK(has(file_error([&] { read_findings(folder / "other.h5"); }), "it is an HDF5 file of another kind"));
}

TEST_CASE("a file cut short anywhere is refused") {
  const Folder folder;
  write_results(good(), {}, folder / "a.h5");
  const std::string bytes = folder.bytes("a.h5");
  for (std::size_t length = 0; length < bytes.size(); length += 499) {
    folder.put("cut.h5", bytes.substr(0, length));
    CAPTURE(length);
    CHECK(has(error_of(folder / "cut.h5"), length < 8 ? "not a results file" : "damaged or cut short"));
  }
  folder.put("cut.h5", bytes);
  CHECK(error_of(folder / "cut.h5") == "no exception");
}

TEST_CASE("a file with a flipped bit anywhere is refused, where HDF5 would crash or not see it") {
  const Folder folder;
  write_results(good(), {}, folder / "a.h5");
  const std::string bytes = folder.bytes("a.h5");
  for (std::size_t i = 0; i < bytes.size() - 33; i += 499) {  // 33: the line with the checksum
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ (1 << i % 8));
    folder.put("flipped.h5", flipped);
    CAPTURE(i);
    CHECK(has(error_of(folder / "flipped.h5"), i < 8 ? "not a results file" : "damaged"));
  }
}

TEST_CASE("a file that another program has added to is read") {
  CHECK(error_after([](hid_t file) { store::write_attribute<std::string>(file, "note", "mine"); }) ==
        "no exception");
}

TEST_CASE("a newer format is refused with both versions named; a newer minor version is read") {
  const std::string newer = error_after([](hid_t file) { set_format(file, 2, 3); });
  CHECK(has(newer, "written in format 2.3"));
  CHECK(has(newer, "up to 1.x"));
  CHECK(has(error_after([](hid_t file) { set_format(file, 0, 9); }), "there is no format 0.9"));
  CHECK(error_after([](hid_t file) { set_format(file, 1, 7); }) == "no exception");
}

TEST_CASE("a file with parts missing or changed is refused, saying which") {
  CHECK(has(error_after([](hid_t file) { H5Ldelete(file, "tallies/exits", H5P_DEFAULT); }), "dataset exits"));
  CHECK(has(error_after([](hid_t file) { H5Ldelete(file, "tallies", H5P_DEFAULT); }), "group tallies"));
  CHECK(has(error_after([](hid_t file) { H5Ldelete(file, "provenance", H5P_DEFAULT); }), "group provenance"));
  CHECK(has(error_after([](hid_t file) { H5Adelete_by_name(file, "experiment", "seed", H5P_DEFAULT); }),
            "attribute seed"));
  CHECK(has(error_after([](hid_t file) {
              H5Adelete_by_name(file, "experiment", "kernel", H5P_DEFAULT);
              store::write_attribute<std::string>(store::open_group(file, "experiment"), "kernel", "magic");
            }),
            "there is no kernel magic"));
  CHECK(has(error_after([](hid_t file) {
              H5Ldelete(file, "tallies/survivors", H5P_DEFAULT);
              store::write_dataset<std::int64_t>(store::open_group(file, "tallies"), "survivors", {2, 2},
                                                 {1, 2, 3, 4});
            }),
            "dataset survivors has the shape [2, 2] where [6, 3] is expected"));
}

TEST_CASE("batches that the experiment does not have are refused") {
  CHECK(has(error_after([](hid_t file) {
              set_batches(file, {0, 1, 2, 3, 4, 4});
            }),
            "numbers of its batches"));
  CHECK(has(error_after([](hid_t file) {
              set_batches(file, {-1, 1, 2, 3, 4, 5});
            }),
            "numbers of its batches"));
  CHECK(has(error_after([](hid_t file) {
              set_batches(file, {0, 1, 2, 3, 4, 6});
            }),
            "numbers of its batches"));
  CHECK(has(error_after([](hid_t file) { set_batches(file, {0, 1, 2, 3, 4, 5, 6}); }), "more batches"));
}

TEST_CASE(
    "values that are in other files, or of another type or shape, are refused, and no other file is opened") {
  const Folder folder;
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);  // opening it would wait for ever
  const std::string pipe = (folder / "pipe").string();
  const auto replace = [](hid_t file, const std::string& name, hid_t type, const std::vector<hsize_t>& shape,
                          hid_t properties) {
    H5Ldelete(file, ("tallies/" + name).c_str(), H5P_DEFAULT);
    const store::Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
                              H5Sclose, "space");
    const hid_t dataset =
        H5Dcreate2(file, ("tallies/" + name).c_str(), type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    REQUIRE(dataset >= 0);
    H5Dclose(dataset);
  };
  CHECK(has(error_after([&](hid_t file) {
              H5Ldelete(file, "tallies/exits", H5P_DEFAULT);
              H5Lcreate_external(pipe.c_str(), "/x", file, "tallies/exits", H5P_DEFAULT, H5P_DEFAULT);
            }),
            "damaged: exits is a link to another file, which fluxwalk does not follow"));
  CHECK(has(error_after([&](hid_t file) {
              H5Ldelete(file, "tallies", H5P_DEFAULT);
              H5Lcreate_external(pipe.c_str(), "/x", file, "tallies", H5P_DEFAULT, H5P_DEFAULT);
            }),
            "damaged: tallies is a link to another file"));
  CHECK(has(error_after([&](hid_t file) {
              H5Lcreate_external(pipe.c_str(), "/x", file, "link", H5P_DEFAULT, H5P_DEFAULT);
              H5Ldelete(file, "tallies/exits", H5P_DEFAULT);
              H5Lcreate_soft("/link/exits", file, "tallies/exits", H5P_DEFAULT, H5P_DEFAULT);
            }),
            "damaged: exits is a link to another object"));
  CHECK(has(error_after([&](hid_t file) {
              const store::Handle external(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "properties");
              H5Pset_external(external, "/etc/hostname", 0, H5F_UNLIMITED);
              replace(file, "started", H5T_STD_I64LE, {6}, external);
            }),
            "dataset started has its values in another file (external storage)"));
  CHECK(has(error_after([&](hid_t file) {
              const store::Handle pieces(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "properties");
              const hsize_t size = 6;
              const store::Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose, "space");
              H5Pset_virtual(pieces, space, pipe.c_str(), "/x", space);
              replace(file, "started", H5T_STD_I64LE, {6}, pieces);
            }),
            "dataset started is a virtual dataset"));
  CHECK(has(error_after([&](hid_t file) { replace(file, "started", H5T_IEEE_F64LE, {6}, H5P_DEFAULT); }),
            "dataset started cannot be read (its numbers are of another type)"));
  CHECK(has(error_after([&](hid_t file) { replace(file, "started", H5T_STD_I32LE, {6}, H5P_DEFAULT); }),
            "dataset started cannot be read (its numbers are of another type)"));
  const store::Handle pieces(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "properties");
  const hsize_t chunk[2] = {1, 1};
  H5Pset_chunk(pieces, 2, chunk);
  CHECK(has(error_after([&](hid_t file) {
              replace(file, "survivors", H5T_STD_I64LE, {(hsize_t{1} << 61) + 1, 8}, pieces);
            }),
            "damaged: a dataset has the impossible shape [2305843009213693953, 8]"));
}

TEST_CASE("an attached table that claims more numbers than the file can hold is refused") {
  const Folder folder;
  const Results fed = sample::results(sample::fed_experiment(2), {0});
  write_results(fed, {}, folder / "a.h5");
  edit_file(folder / "a.h5", [](hid_t file) {
    H5Ldelete(file, "attachments/table_1/values", H5P_DEFAULT);
    const store::Handle pieces(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "properties");
    const hsize_t chunk = 1024, size = hsize_t{1} << 40;
    H5Pset_chunk(pieces, 1, &chunk);
    const store::Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose, "space");
    H5Dclose(H5Dcreate2(file, "attachments/table_1/values", H5T_IEEE_F64LE, space, H5P_DEFAULT, pieces,
                        H5P_DEFAULT));
  });
  const auto parse = [&](const std::string&, const std::string&, const auto&) { return fed.experiment; };
  CHECK(has(file_error([&] { read_results(folder / "a.h5", parse); }),
            "claims more values than the file can hold"));
}

TEST_CASE("a file without the group of findings has none, and is not damaged") {
  const Folder folder;
  write_results(good(), sample::findings(), folder / "a.h5");
  {
    const store::Handle file(H5Fopen((folder / "a.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
    REQUIRE(H5Ldelete(file, "analysis", H5P_DEFAULT) >= 0);
  }
  CHECK(read_findings(folder / "a.h5").empty());
}

TEST_CASE("an experiment that no longer fits its text is refused") {
  const Folder folder;
  write_results(good(), {}, folder / "a.h5");
  const auto wrong = [](const std::string&, const std::string& name, const auto&) -> Experiment {
    throw InputError({{name, 1, 1, "lattice.shape", "is not positive", "", ""}});
  };
  const std::string message = file_error([&] { read_results(folder / "a.h5", wrong); });
  CHECK(has(message, "the experiment stored in it is wrong"));
  CHECK(has(message, "sample:1:1: lattice.shape"));
  const auto another = [](const std::string&, const std::string&, const auto&) {
    return sample::experiment(3);
  };
  CHECK(has(file_error([&] { read_results(folder / "a.h5", another); }), "damaged"));
}

TEST_CASE("HDF5 prints nothing, and a caller's own choice of printing is put back") {
  const Folder folder;
  folder.put("cut.h5", "\x89HDF\r\n\x1a\n and then nothing of use");
  const int saved = ::dup(2);
  const int log = ::open((folder / "log").c_str(), O_WRONLY | O_CREAT, 0600);
  ::dup2(log, 2);
  const std::string message = error_of(folder / "cut.h5");
  ::dup2(saved, 2);
  ::close(saved);
  ::close(log);
  CHECK(has(message, "damaged or cut short"));
  CHECK(folder.bytes("log").empty());

  H5E_auto2_t print = nullptr;
  void* data = nullptr;
  H5Eget_auto2(H5E_DEFAULT, &print, &data);
  const bool prints_again = print != nullptr;
  CHECK(prints_again);
}
