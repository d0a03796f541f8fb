/// \file
/// Which parts of a file that another program has changed are accepted.

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <span>

#include "fluxwalk/results_file.hpp"
#include "store/checksum.hpp"
#include "store/edit.hpp"
#include "store/folder.hpp"
#include "store/messages.hpp"
#include "store/sample.hpp"

using namespace fluxwalk;
using store::Handle;

namespace {

const Results& good() {
  static const Results results = sample::results(sample::experiment(2), {0, 1, 2, 3, 4, 5});
  return results;
}

Results read(const std::filesystem::path& file) {
  return read_results(file,
                      [](const std::string&, const std::string&, const auto&) { return good().experiment; });
}

Integrity integrity_of(const std::filesystem::path& file) {
  return read(file).provenance.integrity;
}

void write(const std::filesystem::path& file) {
  write_results(good(), sample::findings(), file);
}

template <class Edit>
std::string error_after(Edit edit) {
  const Folder folder;
  write(folder / "a.h5");
  edit_file(folder / "a.h5", edit);
  return file_error([&] { read(folder / "a.h5"); });
}

}  // namespace

TEST_CASE("a file knows for ever that another program has changed it") {
  const Folder folder;
  write(folder / "a.h5");
  CHECK(integrity_of(folder / "a.h5") == Integrity::checked);
  edit_file(folder / "a.h5", [](hid_t file) { store::write_attribute<std::string>(file, "note", "mine"); });
  CHECK(integrity_of(folder / "a.h5") == Integrity::edited);
  write_results(read(folder / "a.h5"), {}, folder / "b.h5");
  CHECK(integrity_of(folder / "b.h5") == Integrity::edited);
}

TEST_CASE("a file of format 1.1 is read; where it was edited, nothing vouches for it, and that stays said") {
  const Folder folder;
  write(folder / "a.h5");
  edit_file(folder / "a.h5", make_old);
  const Results edited = read(folder / "a.h5");
  CHECK((edited.batches == good().batches));
  CHECK(edited.provenance.integrity == Integrity::unchecked);
  CHECK(read_findings(folder / "a.h5").size() == sample::findings().size());
  write_results(edited, {}, folder / "b.h5");
  CHECK(integrity_of(folder / "b.h5") == Integrity::unchecked);

  // As fluxwalk wrote it: with its line.
  std::string bytes = folder.bytes("a.h5");
  store::Fnv hash;
  hash.add(std::as_bytes(std::span(bytes)));
  folder.put("whole.h5", bytes + fmt::format("\nfluxwalk fnv1a {:016x}\n", hash.value()));
  CHECK(integrity_of(folder / "whole.h5") == Integrity::checked);
  // Users' additions to it stay, and its own tables of findings do not become additions.
  edit_file(folder / "whole.h5",
            [](hid_t file) { store::write_attribute<std::string>(file, "note", "mine"); });
  write_results(good(), {}, folder / "whole.h5");
  CHECK(read_findings(folder / "whole.h5").empty());
  const Handle file(H5Fopen((folder / "whole.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open");
  CHECK(store::read_attribute<std::string>(file, "note") == "mine");
  CHECK(store::member_names(store::open_group(file, "analysis")).empty());
}

TEST_CASE("values that another program has put into a table are refused") {
  CHECK(has(error_after([](hid_t file) {
              const std::int64_t values[6] = {1'000'000, 1'000'001, 1'000'002,
                                              1'000'003, 1'000'004, 1'000'006};
              const Handle dataset = store::open_dataset(store::open_group(file, "tallies"), "started");
              H5Dwrite(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
            }),
            "damaged: the values of dataset started are not those that were written"));
  CHECK(has(error_after([](hid_t file) {
              const Handle group = store::open_group(file, "experiment");
              H5Adelete(group, "seed");
              store::write_attribute<std::uint64_t>(group, "seed", 7);
            }),
            "damaged: the attributes of group experiment are not those that were written"));
  CHECK(
      has(error_after([](hid_t file) { H5Adelete_by_name(file, "tallies/survivors", "fnv1a", H5P_DEFAULT); }),
          "damaged: the values of dataset survivors are not those that were written"));
  // Also in a minor version that promises no hashes, existing hashes are checked.
  CHECK(has(error_after([](hid_t file) {
              set_format(file, 1, 0);
              forge(file, "survivors", std::vector<std::int64_t>(18, 5));
              const Handle dataset = store::open_dataset(store::open_group(file, "tallies"), "survivors");
              const std::vector<std::int64_t> values(18, 6);
              H5Dwrite(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
            }),
            "the values of dataset survivors"));
}

TEST_CASE("counts that cannot be are refused, though their hash agrees") {
  const auto forged = [](const std::string& table, std::vector<std::int64_t> values) {
    return error_after([&](hid_t file) { forge(file, table, std::move(values)); });
  };
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  CHECK(has(forged("started", {1, 2, 3, 4, 5, -6}), "damaged: started of batch 5 cannot be: a count is -6"));
  CHECK(has(forged("started", {1, 2, 3, 4, largest, 6}),
            "started of batch 4 cannot be: its counts are too large"));
  CHECK(has(forged("survivors", std::vector<std::int64_t>(18, 2'000'000)),
            "survivors of batch 0 cannot be: it holds 2000000 walkers where there were 1000000"));
  std::vector<std::int64_t> displacement(6 * 3 * 2, 0);
  displacement[1] = std::numeric_limits<std::int64_t>::min();
  CHECK(has(forged("displacement", displacement),
            "displacement of batch 0 cannot be: its counts are too large"));
  displacement[1] = -5;
  CHECK(forged("displacement", displacement) == "no exception");
  std::vector<std::int64_t> lowest(6 * 2, 0);
  lowest.back() = largest;  // no walker, as in extent_high_x
  CHECK(forged("extent_low_x", lowest) == "no exception");
  lowest.back() = 0;
  CHECK(has(forged("extent_low_x", lowest), "an extent of batch 5 cannot be: it goes from layer 0 to layer"));
  lowest.back() = largest;
  lowest[3] = 1000;
  CHECK(has(forged("extent_low_x", lowest), "an extent of batch 1 cannot be: it goes from layer 1000 to"));
  lowest[3] = -1;
  CHECK(has(forged("extent_low_x", lowest), "extent_low_x of batch 1 cannot be: a value is -1"));

  // If the number of walkers is not drawn, it is known.
  const Folder folder;
  Results fixed = sample::results(sample::experiment(2), {0, 1});
  fixed.experiment.system.populations[0].is_poisson = false;
  fixed.batches[0].started = fixed.batches[1].started = 1'000'000;
  const auto parse = [&](const std::string&, const std::string&, const auto&) { return fixed.experiment; };
  write_results(fixed, {}, folder / "a.h5");
  CHECK(file_error([&] { read_results(folder / "a.h5", parse); }) == "no exception");
  edit_file(folder / "a.h5", [](hid_t file) { forge(file, "started", {1'000'000, 999'999}); });
  CHECK(has(file_error([&] { read_results(folder / "a.h5", parse); }),
            "started of batch 1 cannot be: it is 999999 where the experiment has 1000000"));

  const auto fed = sample::results(sample::fed_experiment(2), {0, 1});
  const auto parse_fed = [&](const std::string&, const std::string&, const auto&) { return fed.experiment; };
  write_results(fed, {}, folder / "fed.h5");
  edit_file(folder / "fed.h5", [](hid_t file) { forge(file, "balance", std::vector<std::int64_t>(12, 1)); });
  CHECK(has(file_error([&] { read_results(folder / "fed.h5", parse_fed); }),
            "balance of batch 0 cannot be: walkers are lost, or appear from nowhere"));
}

TEST_CASE("a file that a program has open for writing, or left so, is read; it is not called damaged") {
  const Folder folder;
  write(folder / "a.h5");
  {
    const Handle file(H5Fopen((folder / "a.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
    std::filesystem::copy(folder / "a.h5", folder / "open.h5");
  }
  std::string bytes = folder.bytes("open.h5");
  REQUIRE(bytes[11] != 0);
  CHECK(integrity_of(folder / "open.h5") == Integrity::checked);
  CHECK(read_findings(folder / "open.h5").size() == sample::findings().size());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  folder.put("half.h5", bytes);
  const std::string message = file_error([&] { read(folder / "half.h5"); });
  CHECK(has(message, "another program has, or had, it open for writing"));
  CHECK(has(message, "h5clear -s " + (folder / "half.h5").string()));
}

TEST_CASE("a results file behind a user block is read, and checked") {
  const Folder folder;
  write(folder / "a.h5");
  const std::string bytes = folder.bytes("a.h5");
  for (const std::size_t size : {512U, 1024U, 4096U}) {
    folder.put("block.h5", std::string(size, 'u') + bytes);
    CHECK(integrity_of(folder / "block.h5") == Integrity::checked);
  }
  std::string flipped = std::string(512, 'u') + bytes;
  flipped[1200] = static_cast<char>(flipped[1200] ^ 4);
  folder.put("block.h5", flipped);
  CHECK(has(file_error([&] { read(folder / "block.h5"); }), "damaged"));
}

TEST_CASE("a flipped bit in a file without its line is an error, or changes nothing that is read") {
  const Folder folder;
  write(folder / "a.h5");
  std::string bytes = folder.bytes("a.h5");
  bytes.resize(bytes.size() - line_length);
  std::mt19937 draw(20240229);
  int num_refused = 0;
  for (int i = 0; i < 60; ++i) {  // fuzz_results_file has many
    std::string flipped = bytes;
    const std::size_t at = draw() % flipped.size();
    const unsigned bit = draw() % 8;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
    folder.put("flipped.h5", flipped);
    CAPTURE(at);
    CAPTURE(bit);
    Results found;
    const std::string message = file_error([&] { found = read(folder / "flipped.h5"); });
    if (message != "no exception") {
      CHECK(message.starts_with((folder / "flipped.h5").string() + ": "));
      ++num_refused;
      continue;
    }
    CHECK((found.batches == good().batches));
    CHECK((found.histogram == good().histogram));
    CHECK(found.batch_numbers == good().batch_numbers);
    CHECK(found.experiment.sampling.seed == good().experiment.sampling.seed);
    CHECK(found.experiment.heading.text == good().experiment.heading.text);
    CHECK(found.provenance.integrity == Integrity::edited);
  }
  CHECK(num_refused > 20);
}

TEST_CASE("a file whose name another one takes while it is read is the whole one that was opened") {
  const Folder folder;
  const auto put = [&](const std::string& name, std::size_t size) {
    std::vector<std::byte> bytes(size);
    store::append_checksum(bytes);
    folder.put(name, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  };
  for (const std::size_t size : {std::size_t{10}, std::size_t{1000}}) {
    put("a.h5", size);
    std::ifstream opened(folder / "a.h5", std::ios::binary);
    put("next", 1010 - size);
    std::filesystem::rename(folder / "next", folder / "a.h5");
    CHECK(store::verify_checksum(opened, folder / "a.h5"));
    CHECK(store::verify_checksum(folder / "a.h5"));
  }
}
