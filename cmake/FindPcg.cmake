# Finds the header-only pcg-cpp library and defines Pcg::pcg.
find_path(Pcg_INCLUDE_DIR NAMES pcg_random.hpp DOC "Folder of pcg_random.hpp (Debian: libpcg-cpp-dev)")
mark_as_advanced(Pcg_INCLUDE_DIR)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Pcg REQUIRED_VARS Pcg_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install libpcg-cpp-dev (Debian) or set Pcg_INCLUDE_DIR")

if(Pcg_FOUND AND NOT TARGET Pcg::pcg)
  add_library(Pcg::pcg INTERFACE IMPORTED)
  set_target_properties(Pcg::pcg PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${Pcg_INCLUDE_DIR}")
endif()
