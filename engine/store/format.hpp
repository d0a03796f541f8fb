#pragma once
/// \file
/// What a results file calls itself and its provenance.

#include <cstdint>

#include "fluxwalk/results.hpp"

namespace fluxwalk::store {

inline constexpr const char* file_type = "fluxwalk results";

/// A reader takes every file of its own major version; a new minor version only adds.
inline constexpr std::int64_t major_version = 1;
inline constexpr std::int64_t minor_version = 2;
/// Since this version every dataset that is read back and every list of attributes has a checksum.
inline constexpr std::int64_t first_minor_with_checksums = 2;

/// Calls visit(name, text) for each text of the provenance, const or not; the names are those of the
/// attributes.
template <class AnyProvenance, class Visit>
void for_each_text(AnyProvenance& provenance, Visit&& visit) {
  visit("created", provenance.created);
  visit("version", provenance.version);
  visit("revision", provenance.revision);
  visit("compiler", provenance.compiler);
  visit("build_type", provenance.build_type);
  visit("cpu", provenance.cpu);
  visit("host_os", provenance.host_os);
  visit("kernel", provenance.kernel);
  visit("random_contract", provenance.random_contract);
}

}  // namespace fluxwalk::store
