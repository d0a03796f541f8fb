# Fails if clang-format would change a source file. cmake -D CLANG_FORMAT=... -D SOURCE_DIR=... -P format.cmake
if(NOT CLANG_FORMAT)
  message("skipped: clang-format is not installed")
  return()
endif()
# Files of a checkout that are not tracked are not checked; without git, all files are.
execute_process(COMMAND git ls-files *.cpp *.hpp WORKING_DIRECTORY ${SOURCE_DIR}
                OUTPUT_VARIABLE files OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
if(status EQUAL 0)
  string(REPLACE "\n" ";" files "${files}")
else()
  file(GLOB_RECURSE files RELATIVE ${SOURCE_DIR}
       ${SOURCE_DIR}/engine/*.[ch]pp ${SOURCE_DIR}/analysis/*.[ch]pp ${SOURCE_DIR}/app/*.[ch]pp
       ${SOURCE_DIR}/benchmarks/*.[ch]pp ${SOURCE_DIR}/tests/*.[ch]pp)
endif()
if(NOT files)
  message(FATAL_ERROR "no source files found in ${SOURCE_DIR}")
endif()
execute_process(COMMAND ${CLANG_FORMAT} --dry-run -Werror ${files} WORKING_DIRECTORY ${SOURCE_DIR} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "format with: clang-format -i FILE")
endif()
