option(FLUXWALK_BUILD_PROGRAM "Build the program, and install it" ${PROJECT_IS_TOP_LEVEL})
option(FLUXWALK_BUILD_TESTS "Build the tests (they need the program)" ${PROJECT_IS_TOP_LEVEL})
option(FLUXWALK_BUILD_BENCHMARKS "Build the benchmarks" ${PROJECT_IS_TOP_LEVEL})
option(FLUXWALK_INSTALL "Install the libraries as a CMake package" ${PROJECT_IS_TOP_LEVEL})
option(FLUXWALK_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" ${PROJECT_IS_TOP_LEVEL})

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
include(GNUInstallDirs)

# As a part of another project, its build type, folders and launcher hold.
if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
  endif()
  find_program(FLUXWALK_CCACHE ccache DOC "Compiler cache, used where there is one")
  mark_as_advanced(FLUXWALK_CCACHE)
  if(FLUXWALK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${FLUXWALK_CCACHE})
  endif()
endif()

# What every target of ours, the engine as much as the analysis, is compiled with. Contracting a*b+c into one rounding
# is left to the compiler by default, and each compiler chooses otherwise: a start position would depend on it. For the
# same reason there is no -ffast-math. Release is CMake's own -O3 -DNDEBUG (-O1 in cold layers: FluxwalkLayers.cmake), without -march=native (a binary runs on any
# machine of its architecture) and without link-time optimisation (the installed archives hold plain objects, which any
# compiler can link).
add_library(fluxwalk_flags INTERFACE)
target_compile_options(fluxwalk_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -ffp-contract=off
  $<$<BOOL:${FLUXWALK_WARNINGS_AS_ERRORS}>:-Werror>)
