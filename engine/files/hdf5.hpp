#pragma once
/// \file
/// The part of HDF5 that results files need: handles that close themselves, errors as exceptions, typed
/// values. T is std::int64_t, std::uint64_t, double or std::string (UTF-8, of variable length) throughout.

#include <hdf5.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fluxwalk::files {

/// Refuses to follow an external link wherever `access` (of a dataset or a group) is used: the other file may
/// be a pipe that never ends, or may have nothing to do with fluxwalk.
void forbid_external_links(hid_t access);

/// Sizes of the dimensions of a dataset; none for a scalar.
using Shape = std::vector<hsize_t>;

/// Number of values in a dataset of this shape.
std::size_t num_values(const Shape& shape);

/// `[2, 3]`
std::string to_string(const Shape& shape);

/// Keeps HDF5 from printing its errors while this object lives; then restores the previous handler.
class QuietErrors {
 public:
  QuietErrors();
  ~QuietErrors();
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;

 private:
  H5E_auto2_t print_ = nullptr;
  void* data_ = nullptr;
};

/// Owner of an HDF5 identifier.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  /// Takes over `id`. \throws Failure, saying that `what` went wrong and why, if HDF5 refused to make it.
  Handle(hid_t id, Close close, const std::string& what);
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&&) = delete;
  ~Handle();

  operator hid_t() const noexcept { return id_; }

  /// Gives the identifier away: its new owner closes it.
  hid_t release() noexcept { return std::exchange(id_, H5I_INVALID_HID); }

 private:
  hid_t id_;
  Close close_;
};

/// \throws Failure, saying that `what` went wrong and why, if `status` is negative.
void check(long long status, const std::string& what);

/// A new group that remembers the order of its members and no times.
Handle create_group(hid_t parent, const std::string& name);

/// A member of a group. \throws Failure if it is missing, or is a link to another place: fluxwalk writes no
/// links.
Handle open_group(hid_t parent, const std::string& name);
Handle open_dataset(hid_t group, const std::string& name);

/// Names of the members of a group, in the order of their creation, or else of the alphabet.
std::vector<std::string> member_names(hid_t group);
/// Names of the attributes of an object, in the order of the alphabet.
std::vector<std::string> attribute_names(hid_t object);

/// A new dataset: in one piece if it is small, else in compressed chunks with a checksum each.
template <class T>
Handle write_dataset(hid_t group, const std::string& name, const Shape& shape, const std::vector<T>& values);

/// A new dataset of counts that is too large for one piece, without values: write_chunk() puts them there.
Handle create_chunked(hid_t group, const std::string& name, const Shape& shape);

/// Whether a dataset of numbers of this shape is stored in chunks.
bool is_chunked(const Shape& shape);

/// A part of a dataset that is stored, and compressed, as one.
struct Chunk {
  Shape offset;             ///< its first value
  Shape extent;             ///< how many values it has along each dimension
  std::size_t begin, size;  ///< the values, which are neighbours in the order of the dataset
};

/// All chunks of a dataset, in the order of their values.
std::vector<Chunk> chunks_of(const Shape& shape);

/// Compresses the values of a chunk.
void write_chunk(hid_t dataset, const Chunk& chunk, std::span<const std::int64_t> values);
/// The bytes of a chunk as the file has them, and the same for a chunk that has none yet.
std::vector<std::byte> packed_chunk(hid_t dataset, const Chunk& chunk);
void write_packed_chunk(hid_t dataset, const Chunk& chunk, std::span<const std::byte> bytes);

/// \throws Failure if the numbers of its values or bytes overflow.
Shape shape_of(hid_t dataset);
bool holds_text(hid_t dataset);

/// Why the values of a dataset are not read, in words that follow its name: they are in other files. Empty:
/// they are in its own file. Opens no other file, so ask this first.
std::string storage_fault(hid_t dataset);

/// Why reading the values of a dataset has failed, in words that follow its name: they are compressed with a
/// filter that is not installed. Empty: there is another cause.
std::string filter_fault(hid_t dataset);

/// All values of a dataset. \throws Failure if it is missing, or its shape or type differs from what fluxwalk
/// writes.
template <class T>
std::vector<T> read_dataset(hid_t group, const std::string& name, const Shape& shape);

/// A scalar attribute.
template <class T>
void write_attribute(hid_t object, const std::string& name, const T& value);
template <class T>
T read_attribute(hid_t object, const std::string& name);

/// A one-dimensional attribute.
template <class T>
void write_attribute_list(hid_t object, const std::string& name, const std::vector<T>& values);
template <class T>
std::vector<T> read_attribute_list(hid_t object, const std::string& name, std::size_t size);

}  // namespace fluxwalk::files
