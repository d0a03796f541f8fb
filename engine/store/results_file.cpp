#include "store/results_file.hpp"

#include <fmt/core.h>

#include <filesystem>
#include "files/failure.hpp"
#include "files/regular_file.hpp"
#include "fluxwalk/version.hpp"
#include "store/checksum.hpp"
#include "store/format.hpp"
#include "store/trial.hpp"

namespace fluxwalk::store {

namespace {

/// Says in plain words what HDF5 says in its own.
Superblock require_hdf5(const std::filesystem::path& file) {
  std::ifstream stream = open_regular(file);
  const Superblock superblock = find_superblock(stream);
  if (superblock.is_there) return superblock;
  const bool is_empty = stream.peek() == std::char_traits<char>::eof();
  if (file.extension() == ".toml")
    throw Failure(fmt::format("is an experiment, not a results file: run it first, with fluxwalk run {}",
                              file.string()));
  throw Failure(is_empty ? "not a results file of fluxwalk: it is empty"
                         : "not a results file of fluxwalk: it is not in the HDF5 format");
}

Handle open_file(const std::filesystem::path& file, const Superblock& superblock) {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "cannot be read");
  // Results files are never changed in place: no lock is needed, and some network file systems have none.
  check(H5Pset_file_locking(access, false, true), "cannot be read");
  // Objects that HDF5 leaves open after a failure are closed with the file.
  check(H5Pset_fclose_degree(access, H5F_CLOSE_STRONG), "cannot be read");
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDONLY, access);
  if (opened < 0 && superblock.is_marked) throw Failure(open_elsewhere(file));
  return {opened, H5Fclose, "damaged or cut short: it cannot be opened"};
}

/// Minor version of a file of our major version.
std::int64_t minor_version_of(hid_t file) {
  if (H5Aexists(file, "filetype") <= 0 || read_attribute<std::string>(file, "filetype") != file_type) {
    throw Failure("not a results file of fluxwalk: it is an HDF5 file of another kind");
  }
  const auto format = read_attribute_list<std::int64_t>(file, "format_version", 2);
  if (format[0] > major_version) {
    throw Failure(
        fmt::format("written in format {}.{}, and fluxwalk {} reads formats up to {}.x: use a newer fluxwalk",
                    format[0], format[1], version(), major_version));
  }
  if (format[0] < 1) throw Failure(fmt::format("damaged: there is no format {}.{}", format[0], format[1]));
  return format[1];
}

}  // namespace

ResultsFile::ResultsFile(const std::filesystem::path& file)
    : file_([&] {
        const Superblock superblock = require_hdf5(file);
        has_user_block_ = superblock.begin > 0;
        has_line_ = verify_checksum(file);
        const std::string crash = trial([&] { read_all_texts(file); });
        if (!crash.empty()) throw Failure(fmt::format("damaged: HDF5 cannot read its texts ({})", crash));
        return open_file(file, superblock);
      }()) {
  has_hashes_ = minor_version_of(file_) >= first_minor_with_checksums;
}

Integrity ResultsFile::integrity() const noexcept {
  if (has_line_) return Integrity::checked;
  return has_hashes_ ? Integrity::edited : Integrity::unchecked;
}

}  // namespace fluxwalk::store
