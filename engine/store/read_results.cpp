#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <utility>

#include "files/failure.hpp"
#include "files/hdf5.hpp"
#include "fluxwalk/error.hpp"
#include "fluxwalk/results_file.hpp"
#include "store/format.hpp"
#include "store/own_tables.hpp"
#include "store/possible.hpp"
#include "store/results_file.hpp"
#include "store/sealed_attributes.hpp"
#include "store/variable.hpp"
#include "tallies/catalogue.hpp"
#include "tallies/dimensions.hpp"

namespace fluxwalk {

namespace {

using namespace store;

KernelKind require_kernel_named(const std::string& name) {
  if (const auto kind = kernel_named(name)) return *kind;
  throw Failure("damaged: there is no kernel " + name);
}

/// None in files of format 1.0.
std::vector<Attachment> read_attachments(const ResultsFile& file) {
  std::vector<Attachment> list;
  if (H5Lexists(file, "attachments", H5P_DEFAULT) <= 0) return list;
  const Handle attachments = open_group(file, "attachments");
  for (const std::string& name : member_names(attachments)) {
    // The others are of a user.
    if (name != fmt::format("table_{}", list.size() + 1)) continue;
    const Handle group = open_group(attachments, name);
    AttributeReader attributes(group);
    const auto attached = attributes.read<std::string>("name");
    attributes.require_seal(file.has_hashes(), name);
    const Shape shape = shape_of(open_dataset(group, "values"));
    list.push_back({attached,
                    {shape.begin(), shape.end()},
                    read_variable<double>(group, "values", shape, file.has_hashes())});
  }
  return list;
}

/// The command line may have overridden the text.
Experiment read_experiment(const ResultsFile& file, const ExperimentParser& parse) {
  const Handle group = open_group(file, "experiment");
  AttributeReader attributes(group);
  const auto name = attributes.read<std::string>("name");
  const auto seed = attributes.read<std::uint64_t>("seed");
  const auto num_batches = attributes.read<std::int64_t>("num_batches");
  const KernelKind kernel = require_kernel_named(attributes.read<std::string>("kernel"));
  attributes.require_seal(file.has_hashes(), "experiment");
  const std::string text = read_variable<std::string>(group, "text", {}, file.has_hashes()).front();
  const std::vector<Attachment> attachments = read_attachments(file);
  Experiment experiment;
  try {
    experiment = parse(text, name, attachments);
  } catch (const InputError& error) {
    throw Failure(fmt::format("the experiment stored in it is wrong:\n{}", error.what()));
  }
  experiment.heading.text = text;
  experiment.heading.name = name;
  experiment.sampling.seed = seed;
  experiment.sampling.num_batches = num_batches;
  experiment.sampling.kernel = kernel;
  return experiment;
}

std::vector<std::int64_t> read_batch_numbers(hid_t tallies, const Experiment& experiment, bool has_hashes) {
  const Shape shape = shape_of(open_dataset(tallies, "batch"));
  if (shape.size() != 1 || static_cast<std::int64_t>(shape.front()) > experiment.sampling.num_batches) {
    throw Failure("damaged: it holds more batches than the experiment has");
  }
  auto numbers = read_variable<std::int64_t>(tallies, "batch", shape, has_hashes);
  const bool is_ascending =
      std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end();
  if (!is_ascending ||
      (!numbers.empty() && (numbers.front() < 0 || numbers.back() >= experiment.sampling.num_batches))) {
    throw Failure("damaged: the numbers of its batches are not those of the experiment");
  }
  return numbers;
}

Shape expected_shape(const std::vector<std::string>& dimensions, const Results& results) {
  Shape shape;
  for (const std::string& dimension : dimensions)
    shape.push_back(dimension == "batch" ? results.batch_numbers.size()
                                         : size_of_dimension(dimension, results.experiment));
  return shape;
}

/// Reads the next rows of a stack of tables.
void take(std::vector<std::int64_t>::const_iterator& from, Counts& counts) {
  const auto size = static_cast<std::ptrdiff_t>(counts.data().size());
  std::copy_n(from, size, counts.data().begin());
  from += size;
}

void read_tallies(const ResultsFile& file, Results& results) {
  const Handle group = open_group(file, "tallies");
  results.batch_numbers = read_batch_numbers(group, results.experiment, file.has_hashes());
  const BatchTallies shapes = BatchTallies::zero(results.experiment);
  const auto read = [&](const std::string& table, const std::vector<std::string>& dimensions) {
    return read_variable<std::int64_t>(group, table, expected_shape(dimensions, results), file.has_hashes());
  };
  const auto started = read("started", {"batch"});
  for (const std::int64_t number : started) results.batches.emplace_back().started = number;
  for (const TallyTable& table : tally_tables()) {
    const Counts& shape = table.of(shapes);
    const bool is_summed = table.kind->batches == Batches::summed;
    if (is_summed) results.histogram = shape;
    if (!is_summed)
      for (BatchTallies& batch : results.batches) table.of(batch) = shape;
    if (shape.empty()) continue;
    const auto values = read(table.name, table.dimensions(results.experiment.system.lattice));
    auto from = values.begin();
    if (is_summed) take(from, results.histogram);
    if (!is_summed)
      for (BatchTallies& batch : results.batches) take(from, table.of(batch));
  }
}

Integrity integrity_named(const std::string& name) {
  for (const Integrity integrity : {Integrity::checked, Integrity::edited, Integrity::unchecked}) {
    if (name == to_string(integrity)) return integrity;
  }
  throw Failure("damaged: there is no integrity " + name);
}

Provenance read_provenance(const ResultsFile& file) {
  const Handle group = open_group(file, "provenance");
  AttributeReader attributes(group);
  Provenance provenance;
  for_each_text(provenance,
                [&](const char* name, std::string& text) { text = attributes.read<std::string>(name); });
  provenance.threads = static_cast<int>(attributes.read<std::int64_t>("threads"));
  provenance.wall_seconds = attributes.read<double>("wall_seconds");
  if (file.has_hashes()) {
    provenance.integrity = integrity_named(attributes.read<std::string>("integrity"));
    provenance.random_use = attributes.read<std::string>("random_use");
  } else {  // older formats only have the name of the kernel
    provenance.random_use = provenance.kernel.starts_with("occupation") ? "occupation" : "walkers";
  }
  attributes.require_seal(file.has_hashes(), "provenance");
  provenance.integrity = std::max(provenance.integrity, file.integrity());
  return provenance;
}

Column read_column(hid_t group, const std::string& name, bool has_hashes) {
  const Handle dataset = open_dataset(group, name);
  const Shape shape = shape_of(dataset);
  Column column{name, "", read_attribute<std::string>(dataset, "long_name"), {}};
  if (holds_text(dataset)) {
    column.values = read_variable<std::string>(group, name, shape, has_hashes);
  } else {
    column.unit = read_attribute<std::string>(dataset, "units");
    column.values = read_variable<double>(group, name, shape, has_hashes);
  }
  return column;
}

}  // namespace

Results read_results(const std::filesystem::path& file, const ExperimentParser& parse) {
  return naming(file, [&] {
    const QuietErrors quiet;
    const ResultsFile opened(file);
    Results results;
    results.experiment = read_experiment(opened, parse);
    read_tallies(opened, results);
    require_possible(results);
    results.provenance = read_provenance(opened);
    return results;
  });
}

std::vector<Table> read_findings(const std::filesystem::path& file) {
  return naming(file, [&] {
    const QuietErrors quiet;
    const ResultsFile opened(file);
    std::vector<Table> tables;
    if (H5Lexists(opened, "analysis", H5P_DEFAULT) <= 0) return tables;
    const Handle analysis = open_group(opened, "analysis");
    for (const std::string& name : member_names(analysis)) {
      if (!is_own_table(analysis, name, opened.has_hashes())) continue;
      const Handle group = open_group(analysis, name);
      Table& table = tables.emplace_back(Table{name, read_attribute<std::string>(group, "long_name"), {}});
      for (const std::string& column : member_names(group)) {
        if (column != "row" && is_own_column(group, column, opened.has_hashes()))
          table.columns.push_back(read_column(group, column, opened.has_hashes()));
      }
    }
    return tables;
  });
}

}  // namespace fluxwalk
