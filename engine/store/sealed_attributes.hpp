#pragma once
/// \file
/// Attributes of a group, and one more attribute that holds their hash.

#include <cstdint>
#include <string>

#include "files/failure.hpp"
#include "files/hdf5.hpp"
#include "store/fnv.hpp"

namespace fluxwalk::store {

using namespace files;

/// The attribute of datasets and groups that holds their hash.
inline constexpr const char* seal_name = "fnv1a";

bool has_attribute(hid_t object, const std::string& name);

/// Writes attributes one by one; seal() writes the hash of them all. With a `beginning`, which the hash
/// begins with, a copy under another name differs from the original.
class AttributeWriter {
 public:
  explicit AttributeWriter(hid_t object, const std::string& beginning = {}) : object_(object) {
    if (!beginning.empty()) hash_.add(beginning);
  }

  template <class T>
  AttributeWriter& write(const std::string& name, const T& value) {
    hash_.add(name);
    hash_.add(value);
    write_attribute(object_, name, value);
    return *this;
  }
  void seal() { write_attribute(object_, seal_name, hash_.value()); }

 private:
  hid_t object_;
  Fnv hash_;
};

/// Reads attributes in the order in which they were written.
class AttributeReader {
 public:
  explicit AttributeReader(hid_t object, const std::string& beginning = {}) : object_(object) {
    if (!beginning.empty()) hash_.add(beginning);
  }

  template <class T>
  T read(const std::string& name) {
    T value = read_attribute<T>(object_, name);
    hash_.add(name);
    hash_.add(value);
    return value;
  }
  bool is_sealed() const {
    return has_attribute(object_, seal_name) &&
           read_attribute<std::uint64_t>(object_, seal_name) == hash_.value();
  }
  /// \throws Failure if the hash differs, or is missing although `is_due`.
  void require_seal(bool is_due, const std::string& group) const {
    if (!is_sealed() && (is_due || has_attribute(object_, seal_name)))
      throw Failure("damaged: the attributes of group " + group + " are not those that were written");
  }

 private:
  hid_t object_;
  Fnv hash_;
};

}  // namespace fluxwalk::store
