#pragma once
#include <doctest/doctest.h>

#include <vector>

#include "input/sample.hpp"

namespace sample {

/// The replaced part of the sample (empty: added at its end), its replacement, and every complaint about it.
struct Row {
  const char* from;
  const char* to;
  const char* complaints;
};

inline void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.from);
    CAPTURE(row.to);
    CHECK(complaints_about(*row.from ? with(row.from, row.to) : and_also(row.to)) == row.complaints);
  }
}

}  // namespace sample
