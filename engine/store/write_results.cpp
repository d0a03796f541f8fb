#include <fmt/core.h>

#include <filesystem>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>

#include "files/failure.hpp"
#include "files/hdf5.hpp"
#include "fluxwalk/error.hpp"
#include "fluxwalk/output_file.hpp"
#include "fluxwalk/results_file.hpp"
#include "fluxwalk/write_experiment.hpp"
#include "fluxwalk/written_tallies.hpp"
#include "store/additions.hpp"
#include "store/checksum.hpp"
#include "store/format.hpp"
#include "store/memory_file.hpp"
#include "store/sealed_attributes.hpp"
#include "store/stack.hpp"
#include "store/variable.hpp"
#include "tallies/catalogue.hpp"
#include "tallies/dimensions.hpp"

namespace fluxwalk {

namespace {

using namespace store;

/// The factors from counts to physical numbers.
void write_units(hid_t object, const Lattice& lattice) {
  write_attribute(object, "lattice_spacing", lattice.spacing);
  write_attribute(object, "lattice_spacing_units", length_units(lattice));
  write_attribute(object, "time_step", lattice.step);
  write_attribute(object, "time_step_units", time_units(lattice));
}

void write_root(hid_t file, const Results& results) {
  const Experiment& experiment = results.experiment;
  write_attribute<std::string>(file, "filetype", file_type);
  write_attribute_list<std::int64_t>(file, "format_version", {major_version, minor_version});
  write_attribute<std::string>(file, "Conventions", "CF-1.8");
  write_attribute(file, "title",
                  experiment.heading.title.empty() ? experiment.heading.name : experiment.heading.title);
  write_attribute(file, "complete", std::int64_t{results.is_complete()});
  write_units(file, experiment.system.lattice);
}

/// The file as it was read; for an experiment made in a program, an equivalent file.
ExperimentText text_of(const Experiment& experiment) {
  const Heading& heading = experiment.heading;
  if (!heading.text.empty()) return {heading.text, heading.attachments};
  try {
    return to_toml(experiment);
  } catch (const InputError&) {  // no file can express it; the counts are kept all the same
    return {"", heading.attachments};
  }
}

void write_experiment(hid_t file, const Experiment& experiment, const std::string& text) {
  VariableWriter writer(file, "experiment");
  AttributeWriter(writer.group())
      .write("name", experiment.heading.name)
      .write("seed", experiment.sampling.seed)
      .write("num_batches", experiment.sampling.num_batches)
      .write<std::string>("kernel", to_string(experiment.sampling.kernel))
      .seal();
  writer.write({"text", "1", "the experiment file as it was read", {}, std::vector{text}});
}

void write_attachments(hid_t file, const std::vector<Attachment>& list) {
  if (list.empty()) return;
  const Handle attachments = create_group(file, "attachments");
  for (const Attachment& attachment : list) {
    VariableWriter writer(attachments, fmt::format("table_{}", 1 + &attachment - list.data()));
    AttributeWriter(writer.group()).write("name", attachment.name).seal();
    std::vector<std::string> dimensions;
    for (const std::int64_t length : attachment.shape) {
      const std::string name = fmt::format("index_{}", dimensions.size() + 1);
      std::vector<std::int64_t> numbers(static_cast<std::size_t>(length));
      std::iota(numbers.begin(), numbers.end(), 0);
      writer.write({name, "1", "number of the entry", {name}, std::move(numbers)});
      dimensions.push_back(name);
    }
    writer.write({"values", "1", "numbers of the file", std::move(dimensions), attachment.values});
  }
}

/// The tables that have been compressed, by their names.
using PackedTables = std::map<std::string, std::optional<PackedStack>>;

class TalliesWriter {
 public:
  TalliesWriter(hid_t file, const Results& results) : results_(results), writer_(file, "tallies") {
    write_units(writer_.group(), results.experiment.system.lattice);
  }

  void write(Variable table, const Stack& stack, std::optional<PackedStack>& packed) {
    for (const std::string& dimension : table.dimensions) {
      write_dimension(dimension);
      for (const Variable& variable : coordinates_of(dimension)) {
        if (variable.dimensions.size() != 1 || variable.is_coordinate()) continue;
        table.coordinates += (table.coordinates.empty() ? "" : " ") + variable.name;
      }
    }
    writer_.write(table, stack, packed);
  }

 private:
  std::vector<Variable> coordinates_of(const std::string& dimension) const {
    return fluxwalk::coordinates_of(dimension, results_.experiment, results_.batch_numbers);
  }

  void write_dimension(const std::string& dimension) {
    if (writer_.has(dimension)) return;
    for (const Variable& variable : coordinates_of(dimension)) {
      for (const std::string& other : variable.dimensions) {
        if (other != dimension) write_dimension(other);
      }
      writer_.write(variable);
    }
  }

  const Results& results_;
  VariableWriter writer_;
};

void require_shape(const Counts& counts, const Counts& shape) {
  if (counts.rows() != shape.rows() || counts.columns() != shape.columns())
    throw InternalError("a tally does not have the shape that the experiment asks for");
}

/// The rows of a table apart.
Stack rows_of(const Counts& counts) {
  Stack rows;
  for (std::size_t row = 0; row < counts.rows(); ++row) rows.emplace_back(counts.row(row), counts.columns());
  return rows;
}

void write_tallies(hid_t file, const Results& results, PackedTables& packed) {
  if (results.batches.size() != results.batch_numbers.size())
    throw InternalError("batches and their numbers differ");
  TalliesWriter writer(file, results);
  std::vector<std::int64_t> started;
  for (const BatchTallies& batch : results.batches) started.push_back(batch.started);
  Stack starts;
  for (const std::int64_t& number : started) starts.emplace_back(&number, 1);
  writer.write({"started", "1", "walkers at the start", {"batch"}, {}}, starts, packed["started"]);

  const BatchTallies shapes = BatchTallies::zero(results.experiment);
  for (const TallyTable& table : tally_tables()) {
    const Counts& shape = table.of(shapes);
    if (shape.empty()) continue;
    Stack stack;
    if (table.kind->batches == Batches::summed) {
      require_shape(results.histogram, shape);
      stack = rows_of(results.histogram);
    } else {
      for (const BatchTallies& batch : results.batches) {
        require_shape(table.of(batch), shape);
        stack.emplace_back(table.of(batch).data());
      }
    }
    writer.write(table.variable(results.experiment), stack, packed[table.name]);
  }
}

void write_findings(hid_t file, const std::vector<Table>& findings) {
  const Handle analysis = create_group(file, "analysis");
  for (const Table& table : findings) {
    VariableWriter writer(analysis, table.name);
    AttributeWriter(writer.group(), table.name).write("long_name", table.long_name).seal();
    std::vector<std::int64_t> rows(table.rows());
    std::iota(rows.begin(), rows.end(), 0);
    writer.write({"row", "1", "number of the row", {"row"}, std::move(rows)});
    for (const Column& column : table.columns) {
      const std::string units = column.unit.empty() ? "1" : column.unit;
      std::visit(
          [&](const auto& values) {
            writer.write({column.name, units, column.long_name, {"row"}, values});
          },
          column.values);
    }
  }
}

void write_provenance(hid_t file, const Provenance& provenance) {
  const Handle group = create_group(file, "provenance");
  AttributeWriter attributes(group);
  for_each_text(provenance, [&](const char* name, const std::string& text) { attributes.write(name, text); });
  attributes.write("threads", std::int64_t{provenance.threads})
      .write("wall_seconds", provenance.wall_seconds)
      .write<std::string>("integrity", to_string(provenance.integrity))
      .write("random_use", provenance.random_use)
      .seal();
}

}  // namespace

struct WrittenTallies::State {
  std::vector<std::int64_t> batch_numbers;
  PackedTables tables;
  std::optional<FileIdentity> bare;  ///< of the file that was written last, if it holds nothing of a user
};

WrittenTallies::WrittenTallies() : state_(std::make_unique<State>()) {}
WrittenTallies::WrittenTallies(WrittenTallies&&) noexcept = default;
WrittenTallies& WrittenTallies::operator=(WrittenTallies&&) noexcept = default;
WrittenTallies::~WrittenTallies() = default;

void write_results(const Results& results, const std::vector<Table>& findings, OutputFile& file,
                   Additions additions, WrittenTallies& written) {
  WrittenTallies::State& last = *written.state_;
  if (last.batch_numbers != results.batch_numbers) last.tables.clear();
  last.batch_numbers = results.batch_numbers;
  const ExperimentText text = text_of(results.experiment);
  naming(file.path(), [&] {
    const QuietErrors quiet;
    bool has_additions = false;
    std::vector<std::byte> bytes = write_in_memory([&](hid_t memory) {
      write_root(memory, results);
      write_experiment(memory, results.experiment, text.text);
      write_attachments(memory, text.attachments);
      write_tallies(memory, results, last.tables);
      write_findings(memory, findings);
      // Last: it differs from run to run, and so moves nothing else.
      write_provenance(memory, results.provenance);
      // Another program's file is not read here: replace() refuses it.
      const bool is_ours = file.identity() && identity_of(file.path()) == file.identity();
      has_additions = additions == Additions::keep && is_ours && last.bare != file.identity();
      if (has_additions) carry_additions(file.path(), memory);
    });
    append_checksum(bytes);
    file.replace(bytes);
    last.bare = has_additions ? std::nullopt : file.identity();
  });
}

void write_results(const Results& results, const std::vector<Table>& findings, OutputFile& file,
                   Additions additions) {
  WrittenTallies none;
  write_results(results, findings, file, additions, none);
}

void write_results(const Results& results, const std::vector<Table>& findings,
                   const std::filesystem::path& file, Additions additions) {
  OutputFile output(file);
  write_results(results, findings, output, additions);
}

}  // namespace fluxwalk
