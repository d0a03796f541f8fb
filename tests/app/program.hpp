#pragma once
/// \file
/// Runs the program as a user would, without a shell between.

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace fluxwalk::test {

namespace fs = std::filesystem;

/// An empty folder that goes when the object goes.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const fs::path& path() const { return path_; }
  fs::path operator/(const std::string& name) const { return path_ / name; }
  /// Writes a file and returns its name.
  std::string write(const std::string& name, const std::string& text) const;
  std::vector<std::string> names() const;

 private:
  fs::path path_;
};

std::string read_text(const fs::path& file);

struct Finished {
  int code = 0;  ///< exit code, or minus the signal that ended it
  std::string out, err;
};

/// Where the streams of a program lead, other than to this object.
struct Setting {
  int in = -1;                ///< a descriptor for its standard input; -1: nothing to read
  int out = -1;               ///< a descriptor for its standard output; -1: kept in Finished::out
  bool closes_out = false;    ///< it starts with standard output closed
  bool has_terminal = false;  ///< its standard output and error are one terminal, kept in Finished::err
  long largest_file = -1;     ///< bytes to which a file, also one of its streams, may grow; -1: as here
  std::vector<std::string> environment = {};  ///< further "NAME=value"
};

/// A program at work.
class Program {
 public:
  Program(const Folder& folder, std::vector<std::string> arguments, const Setting& setting = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void send(int signal) const;
  /// Processor time that it has used: unlike a clock, it does not depend on what else the machine does.
  double processor_seconds() const;
  /// Waits until the condition is true. False if the program ended, or a minute passed, before that.
  bool wait_until(const std::function<bool()>& is_so);
  /// The same until standard error holds the text.
  bool wait_for_error(const std::string& text);
  Finished wait();

 private:
  bool collect();  ///< reads what there is; true while the program runs

  Folder streams_;
  pid_t process_ = -1;
  int terminal_ = -1;
  std::string shown_;
  int status_ = 0;
  bool has_ended_ = false;
};

/// Runs the program in `folder` to its end.
Finished run_program(const Folder& folder, std::vector<std::string> arguments, const Setting& setting = {});

/// An experiment of a few milliseconds that measures everything.
extern const char* const tiny_experiment;
/// The same for a given number of steps and batches, measuring little.
std::string plain_experiment(long steps, long batches, long walkers);

/// True if the text is one JSON value and white space (RFC 8259).
bool is_json(const std::string& text);

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace fluxwalk::test
