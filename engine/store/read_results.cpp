#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "fluxwalk/error.hpp"
#include "fluxwalk/version.hpp"
#include "store/checksum.hpp"
#include "store/failure.hpp"
#include "store/format.hpp"
#include "store/hdf5.hpp"
#include "store/layout.hpp"
#include "store/regular_file.hpp"

namespace fluxwalk {

namespace {

using namespace store;

/// Says in plain words what HDF5 would say in its own.
void require_hdf5(const std::filesystem::path& file) {
  std::ifstream stream = open_regular(file);
  if (is_hdf5(stream)) return;
  const bool is_empty = stream.peek() == std::char_traits<char>::eof();
  if (file.extension() == ".toml")
    throw Failure(fmt::format("is an experiment, not a results file: run it first, with fluxwalk run {}",
                              file.string()));
  throw Failure(is_empty ? "not a results file of fluxwalk: it is empty"
                         : "not a results file of fluxwalk: it is not in the HDF5 format");
}

Handle open_results(const std::filesystem::path& file) {
  require_hdf5(file);
  verify_checksum(file);
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "cannot be read");
  // Results files are never changed in place: no lock is needed, and some network file systems have none.
  check(H5Pset_file_locking(access, false, true), "cannot be read");
  Handle opened(H5Fopen(file.c_str(), H5F_ACC_RDONLY, access), H5Fclose,
                "damaged or cut short: it cannot be opened");
  if (H5Aexists(opened, "filetype") <= 0 || read_attribute<std::string>(opened, "filetype") != file_type) {
    throw Failure("not a results file of fluxwalk: it is an HDF5 file of another kind");
  }
  const auto format = read_attribute_list<std::int64_t>(opened, "format_version", 2);
  if (format[0] > major_version) {
    throw Failure(
        fmt::format("written in format {}.{}, and fluxwalk {} reads formats up to {}.x: use a newer fluxwalk",
                    format[0], format[1], version(), major_version));
  }
  if (format[0] < 1) throw Failure(fmt::format("damaged: there is no format {}.{}", format[0], format[1]));
  return opened;
}

KernelKind kernel_named(const std::string& name) {
  for (const KernelKind kind :
       {KernelKind::automatic, KernelKind::reference, KernelKind::walkers, KernelKind::occupation}) {
    if (name == to_string(kind)) return kind;
  }
  throw Failure("damaged: there is no kernel " + name);
}

/// None in files of format 1.0.
std::vector<Attachment> read_attachments(hid_t file) {
  std::vector<Attachment> list;
  if (H5Lexists(file, "attachments", H5P_DEFAULT) == 0) return list;
  const Handle attachments = open_group(file, "attachments");
  for (const std::string& name : member_names(attachments)) {
    const Handle group = open_group(attachments, name);
    const Shape shape = shape_of(open_dataset(group, "values"));
    list.push_back({read_attribute<std::string>(group, "name"),
                    {shape.begin(), shape.end()},
                    read_dataset<double>(group, "values", shape)});
  }
  return list;
}

/// The command line may have overridden what the text says.
Experiment read_experiment(hid_t file, const ExperimentParser& parse) {
  const Handle group = open_group(file, "experiment");
  const std::string text = read_dataset<std::string>(group, "text", {}).front();
  const auto name = read_attribute<std::string>(group, "name");
  const std::vector<Attachment> attachments = read_attachments(file);
  Experiment experiment;
  try {
    experiment = parse(text, name, attachments);
  } catch (const InputError& error) {
    throw Failure(fmt::format("the experiment stored in it is wrong:\n{}", error.what()));
  }
  experiment.text = text;
  experiment.name = name;
  experiment.seed = read_attribute<std::uint64_t>(group, "seed");
  experiment.num_batches = read_attribute<std::int64_t>(group, "num_batches");
  experiment.kernel = kernel_named(read_attribute<std::string>(group, "kernel"));
  return experiment;
}

std::vector<std::int64_t> read_batch_numbers(hid_t tallies, const Experiment& experiment) {
  const Shape shape = shape_of(open_dataset(tallies, "batch"));
  if (shape.size() != 1 || static_cast<std::int64_t>(shape.front()) > experiment.num_batches) {
    throw Failure("damaged: it holds more batches than the experiment has");
  }
  auto numbers = read_dataset<std::int64_t>(tallies, "batch", shape);
  const bool is_ascending =
      std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end();
  if (!is_ascending ||
      (!numbers.empty() && (numbers.front() < 0 || numbers.back() >= experiment.num_batches))) {
    throw Failure("damaged: the numbers of its batches are not those of the experiment");
  }
  return numbers;
}

Shape expected_shape(const std::string& table, const Results& results) {
  Shape shape;
  for (const std::string& dimension : layout_of(table, results.experiment.lattice.dimension).dimensions) {
    shape.push_back(coordinates_of(dimension, results.experiment, results.batch_numbers).front().size());
  }
  return shape;
}

/// Reads the next rows of a stack of tables.
void take(std::vector<std::int64_t>::const_iterator& from, Counts& counts) {
  const auto size = static_cast<std::ptrdiff_t>(counts.data().size());
  std::copy_n(from, size, counts.data().begin());
  from += size;
}

void read_tallies(hid_t file, Results& results) {
  const Handle group = open_group(file, "tallies");
  results.batch_numbers = read_batch_numbers(group, results.experiment);
  BatchTallies shapes = BatchTallies::zero(results.experiment);
  results.histogram = std::exchange(shapes.histogram, {});
  results.batches.assign(results.batch_numbers.size(), shapes);

  const auto read = [&](const std::string& table) {
    return read_dataset<std::int64_t>(group, table, expected_shape(table, results));
  };
  const auto started = read("started");
  for (std::size_t i = 0; i < started.size(); ++i) results.batches[i].started = started[i];
  if (!results.histogram.empty()) results.histogram.data() = read("histogram");

  std::vector<std::vector<Counts*>> tables;
  for (BatchTallies& batch : results.batches) {
    auto& list = tables.emplace_back();
    for_each_table(batch, [&](const std::string&, Counts& counts) { list.push_back(&counts); });
  }
  std::size_t index = 0;
  for_each_table(shapes, [&](const std::string& table, const Counts& shape) {
    const std::size_t number = index++;
    if (shape.empty()) return;
    const auto values = read(table);
    auto from = values.begin();
    for (auto& list : tables) take(from, *list[number]);
  });
}

Provenance read_provenance(hid_t file) {
  const Handle group = open_group(file, "provenance");
  Provenance provenance;
  for_each_text(provenance, [&](const char* name, std::string& text) {
    text = read_attribute<std::string>(group, name);
  });
  provenance.threads = static_cast<int>(read_attribute<std::int64_t>(group, "threads"));
  provenance.wall_seconds = read_attribute<double>(group, "wall_seconds");
  return provenance;
}

Column read_column(hid_t group, const std::string& name) {
  const Handle dataset = open_dataset(group, name);
  const Shape shape = shape_of(dataset);
  Column column{name, "", read_attribute<std::string>(dataset, "long_name"), {}};
  if (holds_text(dataset)) {
    column.values = read_dataset<std::string>(group, name, shape);
  } else {
    column.unit = read_attribute<std::string>(dataset, "units");
    column.values = read_dataset<double>(group, name, shape);
  }
  return column;
}

}  // namespace

Results read_results(const std::filesystem::path& file, const ExperimentParser& parse) {
  return naming(file, [&] {
    const QuietErrors quiet;
    const Handle opened = open_results(file);
    Results results;
    results.experiment = read_experiment(opened, parse);
    read_tallies(opened, results);
    results.provenance = read_provenance(opened);
    return results;
  });
}

std::vector<Table> read_findings(const std::filesystem::path& file) {
  return naming(file, [&] {
    const QuietErrors quiet;
    const Handle opened = open_results(file);
    std::vector<Table> tables;
    if (H5Lexists(opened, "analysis", H5P_DEFAULT) == 0) return tables;
    const Handle analysis = open_group(opened, "analysis");
    for (const std::string& name : member_names(analysis)) {
      const Handle group = open_group(analysis, name);
      Table& table = tables.emplace_back(Table{name, read_attribute<std::string>(group, "long_name"), {}});
      for (const std::string& column : member_names(group)) {
        if (column != "row") table.columns.push_back(read_column(group, column));
      }
    }
    return tables;
  });
}

}  // namespace fluxwalk
