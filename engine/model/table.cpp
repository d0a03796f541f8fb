#include "fluxwalk/table.hpp"

#include <fmt/core.h>

#include <cmath>

#include "fluxwalk/error.hpp"

namespace fluxwalk {

std::size_t Column::size() const {
  return std::visit([](const auto& list) { return list.size(); }, values);
}

std::size_t Table::rows() const {
  return columns.empty() ? 0 : columns.front().size();
}

const Column& Table::column(const std::string& wanted) const {
  for (const Column& candidate : columns) {
    if (candidate.name == wanted) return candidate;
  }
  throw InternalError("table " + name + " has no column " + wanted);
}

const std::vector<double>& Table::numbers(const std::string& wanted) const {
  const auto* list = std::get_if<std::vector<double>>(&column(wanted).values);
  if (list == nullptr) throw InternalError("column " + wanted + " of table " + name + " is not of numbers");
  return *list;
}

Table& Table::add(std::string column_name, std::string unit, std::string description,
                  std::vector<double> values) {
  columns.push_back({std::move(column_name), std::move(unit), std::move(description), std::move(values)});
  return *this;
}

Table& Table::add(std::string column_name, std::string description, std::vector<std::string> values) {
  columns.push_back({std::move(column_name), "", std::move(description), std::move(values)});
  return *this;
}

namespace {

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

std::string cell(const Column& column, std::size_t row) {
  if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) return quoted((*texts)[row]);
  const double number = std::get<std::vector<double>>(column.values)[row];
  return std::isnan(number) ? "" : fmt::format("{:.17g}", number);
}

}  // namespace

std::string to_csv(const Table& table) {
  std::string text;
  for (const Column& column : table.columns) {
    if (!text.empty()) text += ',';
    text += quoted(column.unit.empty() ? column.name : fmt::format("{} [{}]", column.name, column.unit));
  }
  text += "\r\n";
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (i > 0) text += ',';
      text += cell(table.columns[i], row);
    }
    text += "\r\n";
  }
  return text;
}

}  // namespace fluxwalk
