#include "fluxwalk/array_file.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <numeric>
#include <string_view>

#include "files/failure.hpp"
#include "files/hdf5.hpp"
#include "files/regular_file.hpp"
#include "model/encoding.hpp"

namespace fluxwalk {

namespace {

using namespace files;

[[noreturn]] void refuse_large(double num_values, double most_values) {
  throw Failure(fmt::format("holds {:.4g} numbers where at most {:.4g} are needed", num_values, most_values));
}

/// Numbers of a line of text, added to `values`. Returns how many.
std::int64_t read_row(std::string_view line, int number, std::vector<double>& values) {
  constexpr std::string_view blanks = " \t\r";
  line = line.substr(0, line.find('#'));
  std::int64_t count = 0;
  bool is_number_due = false;  // after a comma
  for (;;) {
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    if (line.empty() && !is_number_due) return count;
    std::string_view word = line.substr(0, line.find_first_of(" \t\r,"));
    line.remove_prefix(word.size());
    if (word.starts_with('+')) word.remove_prefix(1);
    double value = 0;
    const auto [end, status] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (status != std::errc() || end != word.data() + word.size()) {
      throw Failure(fmt::format("line {}: {} is not a number", number,
                                word.empty() ? "nothing" : fmt::format("\"{}\"", printable(word))));
    }
    values.push_back(value);
    ++count;
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    is_number_due = line.starts_with(',');
    if (is_number_due) line.remove_prefix(1);
  }
}

/// Blanks and comments included: a larger file is not a table of numbers, and is not read at all.
constexpr double most_bytes_of_value = 64, most_bytes_of_comments = 0x1p20;

/// Some programs put this mark at the beginning of a UTF-8 text.
void pass_over_byte_order_mark(std::istream& stream) {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  std::array<char, mark.size()> start{};
  stream.read(start.data(), start.size());
  const bool has_mark = std::string_view(start.data(), start.size()) == mark;
  stream.clear();
  stream.seekg(has_mark ? mark.size() : 0);
}

void require_narrow_text(std::istream& stream) {
  std::array<char, 64> start{};
  stream.read(start.data(), start.size());
  const std::string wide = wide_encoding({start.data(), static_cast<std::size_t>(stream.gcount())});
  stream.clear();
  stream.seekg(0);
  if (!wide.empty()) throw Failure(fmt::format("looks like {}: save it as UTF-8", wide));
}

Attachment read_text(std::istream& stream, double most_values) {
  require_narrow_text(stream);
  pass_over_byte_order_mark(stream);
  std::vector<double> values;
  std::int64_t rows = 0, columns = 0;
  int number = 0;
  for (std::string line; std::getline(stream, line);) {
    if (line.find('\0') != line.npos)
      throw Failure(fmt::format("line {}: holds a NUL character, as no text does", number + 1));
    const std::int64_t count = read_row(line, ++number, values);
    if (count == 0) continue;
    if (rows > 0 && count != columns) {
      throw Failure(
          fmt::format("line {}: has {} numbers where the lines before have {}", number, count, columns));
    }
    columns = count;
    ++rows;
    const auto so_far = static_cast<double>(values.size());
    if (so_far > most_values) refuse_large(so_far, most_values);
  }
  if (stream.bad()) throw Failure("cannot be read to its end");
  return {"", {rows, columns}, std::move(values)};
}

/// Numbers of a dataset, or truth values, which are kept as named whole numbers.
std::vector<double> read_numbers(hid_t dataset, std::size_t size) {
  const std::string what = "the dataset cannot be read";
  const Handle type(H5Dget_type(dataset), H5Tclose, what);
  std::vector<double> values(size);
  const auto read = [&](hid_t memory_type) {
    if (H5Dread(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0) return;
    const std::string fault = filter_fault(dataset);
    throw Failure(fault.empty() ? what + ": it is damaged, or the file is cut short"
                                : "the dataset " + fault);
  };
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
    case H5T_FLOAT:
      read(H5T_NATIVE_DOUBLE);
      return values;
    case H5T_ENUM:
      if (H5Tget_size(type) > sizeof(double)) break;
      read(type);
      check(H5Tconvert(Handle(H5Tget_super(type), H5Tclose, what), H5T_NATIVE_DOUBLE, size, values.data(),
                       nullptr, H5P_DEFAULT),
            what);
      return values;
    default:
      break;
  }
  throw Failure("the dataset does not hold numbers");
}

/// Says where a path ends in a link to another file. Does not follow it.
void require_no_external_link(hid_t file, const std::string& name) {
  for (std::size_t end = name.find('/', 1);; end = name.find('/', end + 1)) {
    const std::string part = name.substr(0, end);
    H5L_info_t link;
    const bool is_known =
        part != "/" && !part.empty() && H5Lget_info(file, part.c_str(), &link, H5P_DEFAULT) >= 0;
    if (is_known && link.type == H5L_TYPE_EXTERNAL) {
      throw Failure(
          fmt::format("\"{}\" is a link to another file, which fluxwalk does not follow: name that "
                      "file and its dataset in the experiment",
                      part));
    }
    if (end == std::string::npos) return;
  }
}

Attachment read_hdf5(const std::filesystem::path& path, const Superblock& superblock, const std::string& name,
                     double most_values) {
  const QuietErrors quiet;
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "cannot be read");
  check(H5Pset_file_locking(access, false, true), "cannot be read");
  const hid_t opened = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access);
  if (opened < 0 && superblock.is_marked) throw Failure(open_elsewhere(path));
  const Handle file(opened, H5Fclose, "damaged or cut short");
  const Handle no_links(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose, "cannot be read");
  forbid_external_links(no_links);
  const hid_t found = H5Dopen2(file, name.c_str(), no_links);
  if (found < 0) {
    require_no_external_link(file, name);
    throw Failure(fmt::format("has no dataset \"{}\"", name));
  }
  const Handle dataset(found, H5Dclose, "");
  const std::string fault = storage_fault(dataset);
  if (!fault.empty()) throw Failure(fmt::format("dataset \"{}\" {}", name, fault));
  const Shape shape = shape_of(dataset);
  const double num_values = std::accumulate(shape.begin(), shape.end(), 1.0, [](double n, hsize_t length) {
    return n * static_cast<double>(length);
  });
  if (num_values > most_values) refuse_large(num_values, most_values);
  return {"", {shape.begin(), shape.end()}, read_numbers(dataset, files::num_values(shape))};
}

}  // namespace

Attachment read_array(const std::filesystem::path& file, const std::string& dataset, double most_values) {
  return naming(file, [&] {
    std::ifstream stream = open_regular(file);
    const Superblock superblock = find_superblock(stream);
    if (superblock.is_there != !dataset.empty()) {
      throw Failure(dataset.empty() ? "is an HDF5 file, which holds tables by name: say which dataset"
                                    : "is not in the HDF5 format, so it has no datasets");
    }
    if (!dataset.empty()) return read_hdf5(file, superblock, dataset, most_values);
    const auto size = static_cast<double>(std::filesystem::file_size(file));
    if (size > most_bytes_of_comments + most_bytes_of_value * most_values)
      throw Failure(fmt::format("is too large: {:.4g} bytes where at most {:.4g} numbers are needed", size,
                                most_values));
    return read_text(stream, most_values);
  });
}

}  // namespace fluxwalk
