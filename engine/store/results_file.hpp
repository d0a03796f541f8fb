#pragma once
#include <filesystem>

#include "files/hdf5.hpp"
#include "fluxwalk/results.hpp"

namespace fluxwalk::store {

using namespace files;

/// A results file, open for reading; converts to its HDF5 identifier.
class ResultsFile {
 public:
  /// \throws Failure if it cannot be read, is not a results file, is damaged, or has a newer format.
  explicit ResultsFile(const std::filesystem::path& file);

  operator hid_t() const noexcept { return file_; }
  /// Its format promises a hash of every dataset and list of attributes that is read back.
  bool has_hashes() const noexcept { return has_hashes_; }
  /// Of the bytes as they are now.
  Integrity integrity() const noexcept;
  /// HDF5 begins behind a block of the user.
  bool has_user_block() const noexcept { return has_user_block_; }

 private:
  bool has_user_block_ = false, has_line_ = false, has_hashes_ = false;
  Handle file_;
};

}  // namespace fluxwalk::store
