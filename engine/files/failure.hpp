#pragma once
/// \file
/// How this folder reports errors: inside, without the file's name; outside, as a FileError that begins with
/// the file's name.

#include <filesystem>
#include <stdexcept>
#include <string>

#include "fluxwalk/error.hpp"

namespace fluxwalk::files {

/// What is wrong with the file, in words that follow its name.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Calls `function`; a Failure or an error of the file system becomes a FileError that names the file.
template <class Function>
auto naming(const std::filesystem::path& file, Function&& function) {
  try {
    return function();
  } catch (const Failure& failure) {
    throw FileError(file.string() + ": " + failure.what());
  } catch (const std::filesystem::filesystem_error& error) {
    throw FileError(file.string() + ": " + error.code().message());
  }
}

}  // namespace fluxwalk::files
