# Runs the unit tests of the build with Clang.
include(${CMAKE_CURRENT_LIST_DIR}/../run_command.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/clang_build.cmake)

if(reason)
  message("skipped: ${reason}")
  return()
endif()
run(${CTEST} --test-dir ${CLANG_BUILD} -L unit -R "^test_" --output-on-failure --no-tests=error)
