#include "store/additions.hpp"

#include <doctest/doctest.h>
#include <hdf5_hl.h>
#include <sys/stat.h>

#include <filesystem>
#include "fluxwalk/results_file.hpp"
#include "store/edit.hpp"
#include "store/folder.hpp"
#include "store/messages.hpp"
#include "store/sample.hpp"
#include "store/trial.hpp"

using namespace fluxwalk;
using store::Handle;

namespace {

const Results& good() {
  static const Results results = sample::results(sample::experiment(2), {0, 1, 2, 3, 4, 5});
  return results;
}

Handle open(hid_t file, const std::string& path) {
  return {H5Oopen(file, path.c_str(), H5P_DEFAULT), H5Oclose, path + " is not there"};
}

void note(hid_t file, const std::string& path, const std::string& text) {
  store::write_attribute<std::string>(open(file, path), "note", text);
}

std::string note_of(hid_t file, const std::string& path) {
  return store::read_attribute<std::string>(open(file, path), "note");
}

void rewrite(const std::filesystem::path& file, bool has_findings = true) {
  write_results(good(), has_findings ? sample::findings() : std::vector<Table>(), file);
}

/// The error of writing over a file that `edit(HDF5 file)` has changed; the file must stay as it was.
template <class Edit>
std::string refusal(Edit edit) {
  const Folder folder;
  rewrite(folder / "a.h5");
  edit_file(folder / "a.h5", edit);
  const std::string before = folder.bytes("a.h5");
  const std::string message = file_error([&] { rewrite(folder / "a.h5"); });
  CHECK(folder.bytes("a.h5") == before);
  return message;
}

}  // namespace

TEST_CASE("what users add to a file stays when it is written again") {
  const Folder folder;
  rewrite(folder / "a.h5");
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  edit_file(folder / "a.h5", [](hid_t file) {
    for (const char* path : {"/", "/tallies", "/tallies/exits", "/experiment/text", "/analysis",
                             "/provenance", "/analysis/estimates", "/analysis/estimates/value"})
      note(file, path, std::string("ℓ of ") + path);
    const Handle notes(H5Gcreate2(file, "my notes", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose,
                       "group");
    store::write_dataset<double>(notes, "fit", {2, 2}, {1, 2, 3, 4});
    store::write_dataset<std::string>(notes, "words", {2}, {"α", ""});
    note(file, "/my notes/fit", "mine");
    H5Lcreate_soft("/tallies/exits", notes, "soft", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_external("pipe", "/x", notes, "pipe", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_hard(file, "/tallies/exits", notes, "hard", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_hard(file, "/", notes, "all", H5P_DEFAULT, H5P_DEFAULT);
    const Handle type(H5Tcopy(H5T_STD_I16BE), H5Tclose, "type");
    H5Tcommit2(notes, "type", type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const Handle nothing(H5Screate(H5S_NULL), H5Sclose, "space");
    H5Aclose(H5Acreate2(notes, "nothing", type, nothing, H5P_DEFAULT, H5P_DEFAULT));
    store::write_attribute_list<std::int64_t>(notes, "list", {1, 2, 3});
    // A table along our own coordinate, as xarray would write it, and one in a table of findings.
    const Handle mine =
        store::write_dataset<double>(store::open_group(file, "tallies"), "mine", {5}, {1, 2, 3, 4, 5});
    const Handle layers = open(file, "/tallies/layer_x");
    H5DSattach_scale(mine, layers, 0);
    store::write_dataset<double>(open(file, "/analysis/estimates"), "guess", {1}, {7});
    // A copy of a table of findings, and of a column, under other names.
    H5Ocopy(file, "/analysis/estimates", file, "/analysis/estimates before", H5P_DEFAULT, H5P_DEFAULT);
    H5Ocopy(file, "/analysis/estimates/value", file, "/analysis/estimates/old value", H5P_DEFAULT,
            H5P_DEFAULT);
  });
  // Like a run that continues: without findings for a while, then with them again, and once more.
  for (const bool has_findings : {false, true, true, false, true}) {
    rewrite(folder / "a.h5", has_findings);
    CHECK(read_findings(folder / "a.h5").size() == (has_findings ? sample::findings().size() : 0));
  }
  const Handle file(H5Fopen((folder / "a.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open");
  for (const char* path : {"/", "/tallies", "/tallies/exits", "/experiment/text", "/analysis", "/provenance",
                           "/analysis/estimates", "/analysis/estimates/value"}) {
    CAPTURE(path);
    CHECK(note_of(file, path) == std::string("ℓ of ") + path);
  }
  const Handle notes = store::open_group(file, "my notes");
  CHECK(store::read_dataset<double>(notes, "fit", {2, 2}) == std::vector<double>{1, 2, 3, 4});
  CHECK(store::read_dataset<std::string>(notes, "words", {2}) == std::vector<std::string>{"α", ""});
  CHECK(note_of(file, "/my notes/fit") == "mine");
  CHECK(store::read_attribute_list<std::int64_t>(notes, "list", 3) == std::vector<std::int64_t>{1, 2, 3});
  CHECK(store::has_attribute(notes, "nothing"));
  CHECK(H5Iget_type(open(notes, "type")) == H5I_DATATYPE);
  CHECK(note_of(file, "/my notes/soft") == "ℓ of /tallies/exits");
  CHECK(note_of(file, "/my notes/hard") == "ℓ of /tallies/exits");
  CHECK(note_of(file, "/my notes/all/my notes/all") == "ℓ of /");
  H5L_info_t link;
  REQUIRE(H5Lget_info(notes, "pipe", &link, H5P_DEFAULT) >= 0);
  CHECK(link.type == H5L_TYPE_EXTERNAL);
  const Handle mine = open(file, "/tallies/mine"), layers = open(file, "/tallies/layer_x");
  CHECK(H5DSis_attached(mine, layers, 0) == 1);
  CHECK(store::read_dataset<double>(open(file, "/analysis/estimates"), "guess", {1}) ==
        std::vector<double>{7});
  CHECK(store::read_dataset<double>(open(file, "/analysis/estimates"), "old value", {3})[0] == 0.25);
  CHECK(store::read_dataset<double>(open(file, "/analysis/estimates before"), "value", {3})[0] == 0.25);
}

TEST_CASE("the counts do not change by what is added, and a new run drops it") {
  const Folder folder;
  rewrite(folder / "plain.h5");
  rewrite(folder / "a.h5");
  edit_file(folder / "a.h5", [](hid_t file) { note(file, "/", "mine"); });
  rewrite(folder / "a.h5");
  const auto parse = [](const std::string&, const std::string&, const auto&) { return good().experiment; };
  CHECK((read_results(folder / "a.h5", parse).batches == good().batches));
  write_results(good(), sample::findings(), folder / "a.h5", Additions::drop);
  CHECK(folder.bytes("a.h5") == folder.bytes("plain.h5"));
}

TEST_CASE("what cannot be kept is named, and the file stays as it is") {
  CHECK(has(refusal([](hid_t file) {
              hobj_ref_t reference;
              H5Rcreate(&reference, file, "/tallies/exits", H5R_OBJECT, -1);
              const Handle space(H5Screate(H5S_SCALAR), H5Sclose, "space");
              const Handle made(H5Acreate2(file, "where", H5T_STD_REF_OBJ, space, H5P_DEFAULT, H5P_DEFAULT),
                                H5Aclose, "attribute");
              H5Awrite(made, H5T_STD_REF_OBJ, &reference);
            }),
            "holds attribute where of /, which fluxwalk did not write and cannot keep (it refers to other "
            "objects)"));
  CHECK(has(refusal([](hid_t file) {
              H5Ldelete(file, "/tallies/face", H5P_DEFAULT);
              H5Lcreate_external("other.h5", "/face", file, "/tallies/face", H5P_DEFAULT, H5P_DEFAULT);
            }),
            "holds /tallies/face, which fluxwalk did not write and cannot keep"));
  CHECK(has(refusal([](hid_t file) {
              H5Ldelete(file, "/tallies/face", H5P_DEFAULT);
              H5Gclose(H5Gcreate2(file, "/tallies/face", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
              store::write_attribute<std::string>(open(file, "/tallies/face"), "note", "mine");
              store::write_dataset<double>(open(file, "/tallies/face"), "mine", {}, {1});
            }),
            "holds /tallies/face"));
  const Folder folder;
  rewrite(folder / "a.h5");
  const std::string bytes = std::string(512, 'u') + folder.bytes("a.h5");
  folder.put("a.h5", bytes);
  CHECK(has(file_error([&] { rewrite(folder / "a.h5"); }), "holds a user block"));
  CHECK(folder.bytes("a.h5") == bytes);
}

TEST_CASE("what is not a results file, or a damaged one, is not replaced unless it is to be dropped") {
  const Folder folder;
  folder.put("a.h5", "precious");
  CHECK(has(file_error([&] { rewrite(folder / "a.h5"); }), "not a results file"));
  CHECK(folder.bytes("a.h5") == "precious");
  write_results(good(), {}, folder / "a.h5", Additions::drop);
  CHECK(folder.bytes("a.h5") != "precious");
}

TEST_CASE("a heap of links that cannot be read is an error, not a crash") {
  const Folder folder;
  Table wide{"wide", "so many columns that HDF5 keeps their links in a heap", {}};
  for (int i = 0; i < 24; ++i) wide.add("column_" + std::to_string(i), "1", "a number", {1.0});
  write_results(good(), {wide}, folder / "a.h5");
  std::string bytes = folder.bytes("a.h5");
  bytes.resize(bytes.size() - 33);  // without the line with the checksum
  int num_heaps = 0;
  for (std::size_t heap = 0; (heap = bytes.find("FRHP", heap + 1)) != std::string::npos; ++num_heaps) {
    std::string damaged = bytes;
    damaged[heap + 116] = static_cast<char>(damaged[heap + 116] ^ 0x80);  // in the size of its first block
    folder.put("a.h5", damaged);
    CAPTURE(heap);
    CHECK(store::trial([&] { write_results(good(), {wide}, folder / "a.h5"); }) == "");
    CHECK(has(file_error([&] { write_results(good(), {wide}, folder / "a.h5"); }), "a.h5: "));
  }
  CHECK(num_heaps > 1);
}
