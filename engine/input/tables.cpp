#include "tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "fluxwalk/array_file.hpp"
#include "fluxwalk/visible_text.hpp"

namespace fluxwalk::input {

namespace {

using Shape = std::vector<std::int64_t>;

/// Sites along each axis, or layers along one.
Shape needed_shape(std::optional<int> axis, const Draft& draft) {
  if (axis) return {draft.layers(*axis)};
  Shape shape;
  for (int a = 0; a < draft.dimension(); ++a) shape.push_back(draft.layers(a));
  return shape;
}

std::string what_is_needed(std::optional<int> axis, const Draft& draft) {
  if (axis || draft.dimension() == 1) {
    const int along = axis.value_or(0);
    return fmt::format("one number for each of the {} layers along {}", draft.layers(along),
                       axis_names[along]);
  }
  return fmt::format("one number for each of the {} sites", fmt::join(needed_shape(axis, draft), " x "));
}

double product(const Shape& shape) {
  double product = 1;
  for (const std::int64_t length : shape) product *= static_cast<double>(length);
  return product;
}

/// Leaves out dimensions of length 1: a row and a column of numbers are one list.
Shape squeezed(Shape shape) {
  std::erase(shape, 1);
  return shape;
}

/// A text has only rows and columns: the table of a cube has the rows of all its slices.
bool fits(const Attachment& table, Shape needed, bool is_text) {
  if (is_text && needed.size() == 3) needed = {needed[0] * needed[1], needed[2]};
  return squeezed(table.shape) == squeezed(needed);
}

std::string name_of(const std::string& file, const std::string& dataset) {
  return dataset.empty() ? file : file + ":" + dataset;
}

/// From the results, or from the file; nothing if an error was reported.
const Attachment* find_attachment(const Value& value, const std::string& file, const std::string& dataset,
                                  double most_values, Draft& draft) {
  const std::string name = name_of(file, dataset);
  std::vector<Attachment>& known = draft.experiment.heading.attachments;
  const auto is_it = [&](const Attachment& attachment) { return attachment.name == name; };
  const auto found = std::find_if(known.begin(), known.end(), is_it);
  if (found != known.end()) return &*found;
  if (draft.stored != nullptr) {
    const auto kept = std::find_if(draft.stored->begin(), draft.stored->end(), is_it);
    if (kept != draft.stored->end()) return &known.emplace_back(*kept);
    value.complain(fmt::format("{} is not there", in_quotes(name)), "it was not stored with the results");
    return nullptr;
  }
  try {
    Attachment read = read_array(draft.folder / file, dataset, most_values);
    read.name = name;
    return &known.emplace_back(std::move(read));
  } catch (const FileError& error) {
    std::error_code unknown;
    value.complain(
        shown(error.what(), 300), "",
        std::filesystem::exists(draft.folder / file, unknown)
            ? ""
            : "a table is a text of numbers, or a dataset of an HDF5 file; its name is relative to "
              "the folder of the experiment file");
    return nullptr;
  }
}

std::optional<std::vector<double>> read_file(const Value& file_value, const Value& dataset_value,
                                             std::optional<int> axis, Draft& draft,
                                             const Range<double>& range) {
  const std::optional<std::string> file = file_value.text(), dataset = dataset_value.text();
  if (!file || (dataset_value.exists() && !dataset)) return {};
  if (file->find('\0') != file->npos) {
    file_value.complain(fmt::format("{} holds a NUL character", in_quotes(*file)),
                        "the name of a file has none");
    return {};
  }
  const Shape needed = needed_shape(axis, draft);
  if (draft.has_lattice && 8 * product(needed) > draft.memory) {
    file_value.complain("does not fit into memory", what_is_needed(axis, draft) + " is needed",
                        "use a smaller lattice");
    return {};
  }
  const double most_values = draft.has_lattice ? product(needed) : draft.memory / 8;
  const Attachment* table = find_attachment(file_value, *file, dataset.value_or(""), most_values, draft);
  if (table == nullptr || !draft.has_lattice) return {};
  const bool is_text = !dataset;
  if (!fits(*table, needed, is_text)) {
    file_value.complain(
        is_text
            ? fmt::format("{} has {} of {}", in_quotes(table->name), counted(table->shape[0], "row", "rows"),
                          counted(table->shape[1], "number", "numbers"))
        : table->shape.empty()
            ? fmt::format("{} is a single number", in_quotes(table->name))
            : fmt::format("{} has the shape [{}]", in_quotes(table->name), fmt::join(table->shape, ", ")),
        what_is_needed(axis, draft) + " is needed",
        squeezed({table->shape.rbegin(), table->shape.rend()}) == squeezed(needed)
            ? "its axes are in reverse order, as MATLAB and Fortran write them: transpose the table"
            : "");
    return {};
  }
  const std::vector<double>& values = table->values;
  const auto wrong = std::find_if(values.begin(), values.end(), [&](double value) {
    return !std::isfinite(value) || value < range.low || value > range.high;
  });
  if (wrong != values.end()) {
    file_value.complain(fmt::format("{} holds {}", in_quotes(table->name), *wrong),
                        fmt::format("number {} of it; {}", wrong - values.begin() + 1,
                                    std::isfinite(*wrong) ? range.reason : "numbers are finite"));
    return {};
  }
  return values;
}

std::optional<std::vector<double>> read_values(const Value& list, std::optional<int> axis, const Draft& draft,
                                               const Range<double>& range) {
  const std::vector<Value> entries = list.elements();
  if (!list.is_list() || !draft.has_lattice) return {};
  if (!axis && draft.dimension() > 1) {
    list.complain("needs an axis", "a list has one number a layer", "add axis = \"x\", or use file");
    return {};
  }
  const std::int64_t needed = draft.layers(axis.value_or(0));
  if (static_cast<std::int64_t>(entries.size()) != needed) {
    list.complain("has " + counted(entries.size(), "number", "numbers"),
                  what_is_needed(axis, draft) + " is needed");
    return {};
  }
  std::vector<double> values;
  const FewComplaints few(list);
  for (const Value& entry : entries) {
    if (const auto value = entry.number(range)) values.push_back(*value);
  }
  return values.size() == entries.size() ? std::optional(values) : std::nullopt;
}

}  // namespace

std::optional<std::vector<double>> read_table(const Value& section, std::optional<int> axis, Draft& draft,
                                              const Range<double>& range) {
  const Value file = section["file"], values = section["values"], dataset = section["dataset"];
  if (file.exists() && values.exists()) {
    values.complain("cannot stand beside file", "the numbers are given twice", "keep one of the two");
    return {};
  }
  if (!file.exists() && !values.exists()) {
    section.complain("has no numbers", "neither file nor values is given",
                     "add file = \"table.csv\", or values = [...] with one number a layer");
    return {};
  }
  if (file.exists()) return read_file(file, dataset, axis, draft, range);
  if (dataset.exists()) dataset.complain("has no meaning here", "only an HDF5 file has datasets");
  return read_values(values, axis, draft, range);
}

std::optional<std::vector<double>> read_site_table(const Value& value, Draft& draft,
                                                   const Range<double>& range) {
  if (!value.exists()) return {};
  if (value.is_table()) {
    if (!value["file"].expect()) return {};
    return read_file(value["file"], value["dataset"], {}, draft, range);
  }
  if (!value.is_text()) {
    value.complain("must be the name of a file", "it holds one number per site",
                   "such as \"pores.csv\" or { file = \"pores.h5\", dataset = \"solid\" }");
    return {};
  }
  return read_file(value, value["dataset"], {}, draft, range);
}

}  // namespace fluxwalk::input
