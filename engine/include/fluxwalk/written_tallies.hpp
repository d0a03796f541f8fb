#pragma once
/// \file
/// Writing the results of one run more than once.

#include <memory>
#include <vector>

#include "fluxwalk/results_file.hpp"

namespace fluxwalk {

/// The tallies as they were last written, compressed: writing them again, with findings, costs almost
/// nothing.
class WrittenTallies {
 public:
  WrittenTallies();
  WrittenTallies(WrittenTallies&&) noexcept;
  WrittenTallies& operator=(WrittenTallies&&) noexcept;
  ~WrittenTallies();

 private:
  friend void write_results(const Results&, const std::vector<Table>&, OutputFile&, Additions,
                            WrittenTallies&);
  struct State;
  std::unique_ptr<State> state_;
};

/// As write_results without `written`, which holds what the same run has written before: if it has the same
/// batches, they are not compressed again. \throws FileError.
void write_results(const Results& results, const std::vector<Table>& findings, OutputFile& file,
                   Additions additions, WrittenTallies& written);

}  // namespace fluxwalk
