# Builds the libraries, the program and the unit tests with Clang, and runs the unit tests.
include(${CMAKE_CURRENT_LIST_DIR}/../run_command.cmake)

if(NOT CLANG)
  message("skipped: clang++ is not installed")
  return()
endif()
run(${CMAKE_COMMAND} -S ${SOURCE_DIR} -B ${CLANG_DIR} -G ${GENERATOR} -D CMAKE_CXX_COMPILER=${CLANG} -D CMAKE_BUILD_TYPE=Release
    -D FLUXWALK_BUILD_TESTS=ON -D FLUXWALK_BUILD_BENCHMARKS=OFF)
run(${CMAKE_COMMAND} --build ${CLANG_DIR} --target unit_tests fluxwalk_app --parallel ${JOBS})
run(${CMAKE_CTEST_COMMAND} --test-dir ${CLANG_DIR} -L unit -R "^test_" --output-on-failure --no-tests=error)
