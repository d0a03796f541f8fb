#pragma once
#include <string>

#include "fluxwalk/error.hpp"

/// The message of the FileError that `call` throws; if it throws none, what happened instead.
template <class Call>
std::string file_error(Call&& call) {
  try {
    call();
  } catch (const fluxwalk::FileError& error) {
    return error.what();
  } catch (const std::exception& error) {
    return std::string("another exception: ") + error.what();
  }
  return "no exception";
}

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}
