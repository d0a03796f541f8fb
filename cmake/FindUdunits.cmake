# Finds UDUNITS-2 and defines Udunits::udunits.
find_path(Udunits_INCLUDE_DIR NAMES udunits2.h PATH_SUFFIXES udunits2 DOC "Folder of udunits2.h (Debian: libudunits2-dev)")
find_library(Udunits_LIBRARY NAMES udunits2)
mark_as_advanced(Udunits_INCLUDE_DIR Udunits_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Udunits REQUIRED_VARS Udunits_LIBRARY Udunits_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install libudunits2-dev (Debian) or set Udunits_LIBRARY and Udunits_INCLUDE_DIR")

if(Udunits_FOUND AND NOT TARGET Udunits::udunits)
  add_library(Udunits::udunits UNKNOWN IMPORTED)
  set_target_properties(Udunits::udunits PROPERTIES
    IMPORTED_LOCATION "${Udunits_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Udunits_INCLUDE_DIR}")
endif()
