#pragma once
/// \file
/// What can go wrong, as types. A library never exits the process: the program maps these to exit codes.

#include <stdexcept>
#include <string>
#include <vector>

namespace fluxwalk {

/// One thing wrong with an input file, in words that help to correct it without the manual.
struct Problem {
  std::string file;        ///< as the user named it
  int line = 0;            ///< from 1; 0 where the problem has no line (an empty file, a directory)
  int column = 0;          ///< from 1; 0 where there is none
  std::string key;         ///< dotted key, such as `measure.flux.planes`; may be empty
  std::string problem;     ///< what is wrong
  std::string reason;      ///< why it is wrong; may be empty
  std::string suggestion;  ///< what to write instead; may be empty
};

/// `file:line:column: key: problem (reason) suggestion`, leaving out what is empty.
std::string to_string(const Problem& problem);

/// The experiment (or another input) is wrong; carries every problem found. Exit code 3.
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<Problem> problems);
  const std::vector<Problem>& problems() const noexcept { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// A file cannot be read or written, or the system refuses something. Exit code 4.
class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// fluxwalk itself is at fault. Exit code 70.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

}  // namespace fluxwalk
