#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "store/folder.hpp"
#include "store/hdf5.hpp"
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
  {
    const store::Handle file(H5Fopen((folder / "a.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
    edit(file);
  }
  return error_of(folder / "a.h5");
}

void set_format(hid_t file, std::int64_t major, std::int64_t minor) {
  H5Adelete(file, "format_version");
  store::write_attribute_list<std::int64_t>(file, "format_version", {major, minor});
}

void set_batches(hid_t file, const std::vector<std::int64_t>& numbers) {
  const store::Handle tallies = store::open_group(file, "tallies");
  H5Ldelete(tallies, "batch", H5P_DEFAULT);
  store::write_dataset(tallies, "batch", {numbers.size()}, numbers);
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
