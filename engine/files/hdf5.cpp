#include "files/hdf5.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <numeric>
#include <string>
#include <type_traits>
#include <utility>

#include "files/failure.hpp"

namespace fluxwalk::files {

namespace {

constexpr std::size_t largest_contiguous =
    2048;  // values; for larger tables compression saves more than a chunk index costs
// Values. Most places are never reached, so most of these chunks hold only zeros, which are compressed once.
// The index of smaller chunks would cost more than they save.
constexpr hsize_t largest_chunk = 16384;
// Level 4 takes twice the time, and makes files of counts only a fifth smaller.
constexpr unsigned deflate_level = 1;

/// The innermost entry of HDF5's error stack: the one that says what really happened.
std::string reason() {
  std::string text;
  H5Ewalk2(
      H5E_DEFAULT, H5E_WALK_UPWARD,
      [](unsigned depth, const H5E_error2_t* error, void* result) -> herr_t {
        if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(result) = error->desc;
        return 0;
      },
      &text);
  return text;
}

enum class Place { file, memory };

/// Little-endian in files, whatever the byte order in memory.
template <class T>
Handle type_of(Place place) {
  const bool is_file = place == Place::file;
  hid_t base = H5T_C_S1;
  if constexpr (std::is_same_v<T, std::int64_t>) base = is_file ? H5T_STD_I64LE : H5T_NATIVE_INT64;
  if constexpr (std::is_same_v<T, std::uint64_t>) base = is_file ? H5T_STD_U64LE : H5T_NATIVE_UINT64;
  if constexpr (std::is_same_v<T, double>) base = is_file ? H5T_IEEE_F64LE : H5T_NATIVE_DOUBLE;
  Handle type(H5Tcopy(base), H5Tclose, "a type cannot be made");
  if constexpr (std::is_same_v<T, std::string>) {
    check(H5Tset_size(type, H5T_VARIABLE), "a type cannot be made");
    check(H5Tset_cset(type, H5T_CSET_UTF8), "a type cannot be made");
  }
  return type;
}

Handle space_of(const Shape& shape) {
  return {shape.empty() ? H5Screate(H5S_SCALAR)
                        : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
          H5Sclose, "a shape cannot be made"};
}

std::vector<const char*> pointers(const std::vector<std::string>& values) {
  std::vector<const char*> list;
  for (const std::string& value : values) list.push_back(value.c_str());
  return list;
}

/// Calls transfer(memory) with the address of the values.
template <class T, class Transfer>
void send(const std::vector<T>& values, Transfer transfer) {
  if constexpr (std::is_same_v<T, std::string>) {
    transfer(pointers(values).data());
  } else {
    transfer(values.data());
  }
}

/// Calls transfer(memory) with room for `size` values, and returns them.
template <class T, class Transfer>
std::vector<T> receive(std::size_t size, hid_t type, hid_t space, Transfer transfer) {
  if constexpr (std::is_same_v<T, std::string>) {
    struct Texts {
      std::vector<char*> list;
      hid_t type, space;
      ~Texts() { H5Dvlen_reclaim(type, space, H5P_DEFAULT, list.data()); }
    } texts{std::vector<char*>(size, nullptr), type, space};
    transfer(texts.list.data());
    std::vector<std::string> values;
    for (const char* text : texts.list) values.emplace_back(text == nullptr ? "" : text);
    return values;
  } else {
    std::vector<T> values(size);
    transfer(values.data());
    return values;
  }
}

/// \throws Failure unless a member of a group is an object in the group's own file. Does not look behind a
/// link.
void require_no_link(hid_t group, const std::string& name) {
  H5L_info_t link;
  if (H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT) < 0 || link.type == H5L_TYPE_HARD) return;
  throw Failure(fmt::format("damaged: {} is a link to {}, which fluxwalk does not follow", name,
                            link.type == H5L_TYPE_SOFT ? "another object" : "another file"));
}

/// Filters that plugins bring, by the numbers that The HDF Group gives out.
const std::map<H5Z_filter_t, const char*> known_filters = {{H5Z_FILTER_SZIP, "szip"},
                                                           {307, "bzip2"},
                                                           {32000, "LZF"},
                                                           {32001, "Blosc"},
                                                           {32004, "LZ4"},
                                                           {32008, "bitshuffle"},
                                                           {32013, "ZFP"},
                                                           {32015, "Zstandard"},
                                                           {32017, "SZ"},
                                                           {32018, "FPZIP"},
                                                           {32024, "SZ3"},
                                                           {32026, "Blosc2"},
                                                           {32019, "JPEG"},
                                                           {32023, "Granular BitRound"}};

/// No compression of numbers saves more: a dataset that claims more is damaged, and would need all memory.
constexpr double largest_compression = 2048;

/// \throws Failure if a dataset claims more bytes than a file of this size can hold.
void require_room(hid_t dataset, const std::string& what, double num_bytes) {
  const Handle file(H5Iget_file_id(dataset), H5Fclose, what);
  hsize_t size = 0;
  check(H5Fget_filesize(file, &size), what);
  if (num_bytes > largest_compression * static_cast<double>(size))
    throw Failure(what + " (it claims more values than the file can hold)");
}

/// As large as allowed, cut along the first dimensions: a chunk then holds whole rows.
Shape chunk_of(Shape shape) {
  for (hsize_t& length : shape) {
    while (length > 1 && num_values(shape) > largest_chunk) length = (length + 1) / 2;
  }
  return shape;
}

template <class T>
Handle creation_of(const Shape& shape) {
  Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "a dataset cannot be made");
  const auto set = [](herr_t status) { check(status, "a dataset cannot be made"); };
  set(H5Pset_obj_track_times(properties, false));
  set(H5Pset_attr_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED));
  if (!std::is_same_v<T, std::string> && is_chunked(shape)) {
    const Shape chunk = chunk_of(shape);
    set(H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data()));
    set(H5Pset_shuffle(properties));
    set(H5Pset_deflate(properties, deflate_level));
    set(H5Pset_fletcher32(properties));
  }
  return properties;
}

template <class T>
Handle create_dataset(hid_t group, const std::string& name, const Shape& shape) {
  const Handle type = type_of<T>(Place::file);
  const Handle space = space_of(shape);
  const Handle properties = creation_of<T>(shape);
  return {H5Dcreate2(group, name.c_str(), type, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose,
          "dataset " + name + " cannot be written"};
}

template <class T>
void write_attribute_values(hid_t object, const std::string& name, const Shape& shape,
                            const std::vector<T>& values) {
  const std::string what = "attribute " + name + " cannot be written";
  const Handle file_type = type_of<T>(Place::file);
  const Handle memory_type = type_of<T>(Place::memory);
  const Handle space = space_of(shape);
  const Handle attribute(H5Acreate2(object, name.c_str(), file_type, space, H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose, what);
  send(values, [&](const auto* memory) { check(H5Awrite(attribute, memory_type, memory), what); });
}

template <class T>
std::vector<T> read_attribute_values(hid_t object, const std::string& name, std::size_t size) {
  const std::string what = "damaged: attribute " + name + " cannot be read";
  const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, what);
  const Handle space(H5Aget_space(attribute), H5Sclose, what);
  if (H5Sget_simple_extent_npoints(space) != static_cast<hssize_t>(size))
    throw Failure(what + " (wrong size)");
  const Handle type = type_of<T>(Place::memory);
  return receive<T>(size, type, space, [&](auto* memory) { check(H5Aread(attribute, type, memory), what); });
}

}  // namespace

std::size_t num_values(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

std::string to_string(const Shape& shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

QuietErrors::QuietErrors() {
  H5Eget_auto2(H5E_DEFAULT, &print_, &data_);
  // HDF5 prints errors about objects left open in a damaged file when the process ends. This function is
  // registered after the first call of HDF5, so it is called before HDF5's own end.
  [[maybe_unused]] static const int registered =
      std::atexit([] { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); });
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

QuietErrors::~QuietErrors() {
  H5Eset_auto2(H5E_DEFAULT, print_, data_);
}

Handle::Handle(hid_t id, Close close, const std::string& what) : id_(id), close_(close) {
  check(id, what);
}

Handle::Handle(Handle&& other) noexcept : id_(other.release()), close_(other.close_) {}

Handle::~Handle() {
  if (id_ >= 0) close_(id_);
}

void check(long long status, const std::string& what) {
  if (status < 0) throw Failure(fmt::format("{} (HDF5: {})", what, reason()));
}

Handle create_group(hid_t parent, const std::string& name) {
  const std::string what = "group " + name + " cannot be written";
  const Handle properties(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, what);
  check(H5Pset_obj_track_times(properties, false), what);
  check(H5Pset_link_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), what);
  return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, properties, H5P_DEFAULT), H5Gclose, what};
}

Handle open_group(hid_t parent, const std::string& name) {
  require_no_link(parent, name);
  return {H5Gopen2(parent, name.c_str(), H5P_DEFAULT), H5Gclose,
          "damaged: group " + name + " cannot be read"};
}

std::vector<std::string> member_names(hid_t group) {
  // For any other order HDF5 makes a table of the links. If it cannot read one, it frees memory that it has
  // not filled.
  using Links = std::vector<std::pair<std::int64_t, std::string>>;
  Links links;
  // The type of the information about a link differs between versions of HDF5.
  const auto add = [](hid_t, const char* name, const auto* link, void* list) -> herr_t {
    static_cast<Links*>(list)->emplace_back(link->corder_valid ? link->corder : 0, name);
    return 0;
  };
  check(H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, add, &links),
        "damaged: a group cannot be listed");
  std::sort(links.begin(), links.end());
  std::vector<std::string> names;
  for (auto& [order, name] : links) names.push_back(std::move(name));
  return names;
}

std::vector<std::string> attribute_names(hid_t object) {
  std::vector<std::string> names;
  const auto add = [](hid_t, const char* name, const H5A_info_t*, void* list) -> herr_t {
    static_cast<std::vector<std::string>*>(list)->emplace_back(name);
    return 0;
  };
  check(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, add, &names),
        "damaged: attributes cannot be listed");
  std::sort(names.begin(), names.end());
  return names;
}

bool is_chunked(const Shape& shape) {
  return num_values(shape) > largest_contiguous;
}

template <class T>
Handle write_dataset(hid_t group, const std::string& name, const Shape& shape, const std::vector<T>& values) {
  if (values.size() != num_values(shape))
    throw InternalError("dataset " + name + " does not have the shape it says");
  const std::string what = "dataset " + name + " cannot be written";
  const Handle memory_type = type_of<T>(Place::memory);
  Handle dataset = create_dataset<T>(group, name, shape);
  send(values, [&](const auto* memory) {
    check(H5Dwrite(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, memory), what);
  });
  return dataset;
}

Handle create_chunked(hid_t group, const std::string& name, const Shape& shape) {
  return create_dataset<std::int64_t>(group, name, shape);
}

std::vector<Chunk> chunks_of(const Shape& shape) {
  const Shape largest = chunk_of(shape);
  std::vector<Chunk> chunks;
  Chunk chunk{Shape(shape.size(), 0), shape, 0, 0};
  for (std::size_t begin = 0, end = num_values(shape); begin < end; begin += chunk.size) {
    // The first dimensions are cut to single entries before a later one is cut at all.
    std::size_t rest = begin;
    for (std::size_t i = shape.size(); i-- > 0; rest /= shape[i]) {
      chunk.offset[i] = rest % shape[i];
      chunk.extent[i] = std::min(largest[i], shape[i] - chunk.offset[i]);
    }
    chunk.begin = begin;
    chunk.size = num_values(chunk.extent);
    chunks.push_back(chunk);
  }
  return chunks;
}

void write_chunk(hid_t dataset, const Chunk& chunk, std::span<const std::int64_t> values) {
  const std::string what = "a dataset cannot be written";
  const Handle type = type_of<std::int64_t>(Place::memory);
  const Handle place(H5Dget_space(dataset), H5Sclose, what);
  check(
      H5Sselect_hyperslab(place, H5S_SELECT_SET, chunk.offset.data(), nullptr, chunk.extent.data(), nullptr),
      what);
  check(H5Dwrite(dataset, type, space_of({values.size()}), place, H5P_DEFAULT, values.data()), what);
}

std::vector<std::byte> packed_chunk(hid_t dataset, const Chunk& chunk) {
  const std::string what = "a dataset cannot be written";
  hsize_t size = 0;
  check(H5Dget_chunk_storage_size(dataset, chunk.offset.data(), &size), what);
  std::vector<std::byte> bytes(size);
  std::uint32_t skipped = 0;
  check(H5Dread_chunk(dataset, H5P_DEFAULT, chunk.offset.data(), &skipped, bytes.data()), what);
  if (skipped != 0) throw InternalError("a filter of a dataset was left out");
  return bytes;
}

void write_packed_chunk(hid_t dataset, const Chunk& chunk, std::span<const std::byte> bytes) {
  check(H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, chunk.offset.data(), bytes.size(), bytes.data()),
        "a dataset cannot be written");
}

Handle open_dataset(hid_t group, const std::string& name) {
  require_no_link(group, name);
  Handle dataset(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose,
                 "damaged: dataset " + name + " cannot be read");
  const std::string fault = storage_fault(dataset);
  if (!fault.empty()) throw Failure("dataset " + name + " " + fault);
  return dataset;
}

std::string storage_fault(hid_t dataset) {
  const std::string what = "damaged: the properties of a dataset cannot be read";
  const Handle properties(H5Dget_create_plist(dataset), H5Pclose, what);
  if (H5Pget_layout(properties) == H5D_VIRTUAL)
    return "is a virtual dataset, made of parts of other files, which fluxwalk does not open";
  const int num_files = H5Pget_external_count(properties);
  check(num_files, what);
  if (num_files > 0) return "has its values in another file (external storage), which fluxwalk does not open";
  return "";
}

std::string filter_fault(hid_t dataset) {
  const std::string what = "damaged: the properties of a dataset cannot be read";
  const Handle properties(H5Dget_create_plist(dataset), H5Pclose, what);
  const int num_filters = H5Pget_nfilters(properties);
  check(num_filters, what);
  for (unsigned i = 0; i < static_cast<unsigned>(num_filters); ++i) {
    unsigned flags = 0, config = 0;
    std::size_t num_values = 0;
    std::array<char, 128> name{};
    const H5Z_filter_t filter =
        H5Pget_filter2(properties, i, &flags, &num_values, nullptr, name.size(), name.data(), &config);
    check(filter, what);
    if (H5Zfilter_avail(filter) > 0) continue;
    name.back() = '\0';
    const auto known = known_filters.find(filter);
    const std::string called = known != known_filters.end() ? known->second : name.data();
    return fmt::format(
        "is compressed with {}, which this installation of HDF5 does not have: install its "
        "plugin, or write the file with gzip instead",
        called.empty() ? fmt::format("filter {}", filter) : fmt::format("{} (filter {})", called, filter));
  }
  return "";
}

void forbid_external_links(hid_t access) {
  const auto refuse = [](const char*, const char*, const char*, const char*, unsigned*, hid_t,
                         void*) -> herr_t { return -1; };
  check(H5Pset_elink_cb(access, refuse, nullptr), "links cannot be forbidden");
}

Shape shape_of(hid_t dataset) {
  const std::string what = "damaged: the shape of a dataset cannot be read";
  const Handle space(H5Dget_space(dataset), H5Sclose, what);
  const int rank = H5Sget_simple_extent_ndims(space);
  check(rank, what);
  Shape shape(static_cast<std::size_t>(rank));
  check(H5Sget_simple_extent_dims(space, shape.data(), nullptr), what);
  constexpr double most_values = 0x1p58;  // the number of bytes fits into 64 bits, whatever the type
  const double size = std::accumulate(shape.begin(), shape.end(), 1.0, [](double product, hsize_t length) {
    return product * static_cast<double>(length);
  });
  if (!(size < most_values))
    throw Failure(fmt::format("damaged: a dataset has the impossible shape {}", to_string(shape)));
  return shape;
}

bool holds_text(hid_t dataset) {
  const Handle type(H5Dget_type(dataset), H5Tclose, "damaged: the type of a dataset cannot be read");
  return H5Tget_class(type) == H5T_STRING;
}

template <class T>
std::vector<T> read_dataset(hid_t group, const std::string& name, const Shape& shape) {
  const Handle dataset = open_dataset(group, name);
  const Shape found = shape_of(dataset);
  if (found != shape) {
    throw Failure(fmt::format("damaged: dataset {} has the shape {} where {} is expected", name,
                              to_string(found), to_string(shape)));
  }
  const std::string what = "damaged: dataset " + name + " cannot be read";
  const Handle found_type(H5Dget_type(dataset), H5Tclose, what);
  if constexpr (std::is_same_v<T, std::string>) {
    if (H5Tget_class(found_type) != H5T_STRING) throw Failure(what + " (it is not text)");
  } else {
    if (H5Tequal(found_type, type_of<T>(Place::file)) <= 0)
      throw Failure(what + " (its numbers are of another type)");
  }
  require_room(dataset, what, 8.0 * static_cast<double>(num_values(shape)));
  const Handle type = type_of<T>(Place::memory);
  const Handle space = space_of(shape);
  return receive<T>(num_values(shape), type, space, [&](auto* memory) {
    if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, memory) >= 0) return;
    const std::string why = reason();
    const std::string fault = filter_fault(dataset);
    throw Failure(fault.empty() ? fmt::format("{} (HDF5: {})", what, why) : "dataset " + name + " " + fault);
  });
}

template <class T>
void write_attribute(hid_t object, const std::string& name, const T& value) {
  write_attribute_values<T>(object, name, {}, {value});
}

template <class T>
T read_attribute(hid_t object, const std::string& name) {
  return read_attribute_values<T>(object, name, 1).front();
}

template <class T>
void write_attribute_list(hid_t object, const std::string& name, const std::vector<T>& values) {
  write_attribute_values<T>(object, name, {values.size()}, values);
}

template <class T>
std::vector<T> read_attribute_list(hid_t object, const std::string& name, std::size_t size) {
  return read_attribute_values<T>(object, name, size);
}

template Handle write_dataset(hid_t, const std::string&, const Shape&, const std::vector<std::int64_t>&);
template Handle write_dataset(hid_t, const std::string&, const Shape&, const std::vector<double>&);
template Handle write_dataset(hid_t, const std::string&, const Shape&, const std::vector<std::string>&);
template std::vector<std::int64_t> read_dataset(hid_t, const std::string&, const Shape&);
template std::vector<double> read_dataset(hid_t, const std::string&, const Shape&);
template std::vector<std::string> read_dataset(hid_t, const std::string&, const Shape&);
template void write_attribute(hid_t, const std::string&, const std::int64_t&);
template void write_attribute(hid_t, const std::string&, const std::uint64_t&);
template void write_attribute(hid_t, const std::string&, const double&);
template void write_attribute(hid_t, const std::string&, const std::string&);
template std::int64_t read_attribute(hid_t, const std::string&);
template std::uint64_t read_attribute(hid_t, const std::string&);
template double read_attribute(hid_t, const std::string&);
template std::string read_attribute(hid_t, const std::string&);
template void write_attribute_list(hid_t, const std::string&, const std::vector<std::int64_t>&);
template std::vector<std::int64_t> read_attribute_list(hid_t, const std::string&, std::size_t);

}  // namespace fluxwalk::files
