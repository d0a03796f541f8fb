#include "store/memory_file.hpp"

#include <functional>
#include <new>
#include <utility>

#include "files/hdf5.hpp"

namespace fluxwalk::store {

using namespace files;

namespace {

using Bytes = std::vector<std::byte>;

void* resize(void*, std::size_t size, H5FD_file_image_op_t, void* bytes) {
  try {
    static_cast<Bytes*>(bytes)->resize(size);
    return static_cast<Bytes*>(bytes)->data();
  } catch (const std::bad_alloc&) {  // must not pass through C; HDF5 reports it as an error
    return nullptr;
  }
}

herr_t keep(void*, H5FD_file_image_op_t, void*) {
  return 0;
}
void* share(void* bytes) {
  return bytes;
}
herr_t forget(void*) {
  return 0;
}

}  // namespace

std::vector<std::byte> write_in_memory(const std::function<void(hid_t file)>& write) {
  const std::string what = "cannot be written";
  Bytes bytes;
  H5FD_file_image_callbacks_t ours{nullptr, nullptr, resize, keep, share, forget, &bytes};
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, what);
  check(H5Pset_fapl_core(access, 1, false),
        what);  // grows by single bytes, so that it ends where its last byte does
  check(H5Pset_file_image_callbacks(access, &ours), what);
  check(H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18), what);
  const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, what);
  check(H5Pset_obj_track_times(creation, false), what);
  check(H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), what);

  Handle file(H5Fcreate("in memory", H5F_ACC_TRUNC, creation, access), H5Fclose, what);
  write(file);
  check(H5Fclose(file.release()), what);
  return bytes;
}

}  // namespace fluxwalk::store
