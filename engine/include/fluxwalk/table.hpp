#pragma once
/// \file
/// A named table of columns with units: what findings are stored as, printed as CSV, and plotted from.

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace fluxwalk {

struct Column {
  std::string name;       ///< snake_case
  std::string unit;       ///< UDUNITS text; "1" for pure numbers, "" for text
  std::string long_name;  ///< what it is, for a reader
  std::variant<std::vector<double>, std::vector<std::string>> values;

  std::size_t size() const;
};

struct Table {
  std::string name;  ///< snake_case, unique in a file
  std::string long_name;
  std::vector<Column> columns;  ///< all of one length

  std::size_t rows() const;
  /// \throws InternalError if there is no such column (or it is not of numbers).
  const std::vector<double>& numbers(const std::string& column) const;
  const Column& column(const std::string& name) const;
  Table& add(std::string name, std::string unit, std::string long_name, std::vector<double> values);
  Table& add(std::string name, std::string long_name, std::vector<std::string> values);
};

/// RFC 4180 text: a header line `name [unit]`, then one line per row; numbers in 17 significant digits, NaN
/// empty.
std::string to_csv(const Table& table);

}  // namespace fluxwalk
