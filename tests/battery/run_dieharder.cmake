# Pipes the words of a program through dieharder.
# cmake -D DIEHARDER=... -D SOURCE="program;argument..." -D EXPECT=pass|fail -P run_dieharder.cmake
#
# A p-value below 1e-6 or above 1 - 1e-6 is dieharder's FAILED; of perfect words, two p-values in a million
# are. The list makes 52, hence a false alarm for one seed in ten thousand; the seed is fixed, and nothing is
# tried twice. WEAK (one p-value in a hundred, below 0.005 or above 0.995) is printed, and is not a failure.
if(NOT DIEHARDER)
  message("skipped: dieharder is not installed")
  return()
endif()

# Tests that can find correlations between successive lanes: near words (0, 1, 3, 8, 9, 15, 100 to 102, 200,
# 209), the same bits of many words (2, 4, 206 to 208), and sums of every second, 32nd and 64th word (203).
# Left out are the tests that dieharder calls suspect or broken (5 to 7, 14), and those that take long and use
# one word at a time.
set(tests
  "-d 0" "-d 1" "-d 2" "-d 3" "-d 4" "-d 8" "-d 9" "-d 15" "-d 100" "-d 101" "-d 102" "-d 200 -n 4" "-d 200 -n 8"
  "-d 203 -n 1" "-d 203 -n 31 -t 100000" "-d 203 -n 63 -t 100000" "-d 206" "-d 207" "-d 208" "-d 209")
set(columns -D test_name -D ntuple -D tsamples -D psamples -D pvalues -D assessment)

set(num_pvalues 0)
set(num_failed 0)
foreach(test IN LISTS tests)
  separate_arguments(arguments UNIX_COMMAND "${test}")
  # The program may be killed by the pipe that dieharder closes; a program that writes nothing gives no
  # p-value.
  execute_process(COMMAND ${SOURCE} COMMAND ${DIEHARDER} -g 200 ${arguments} ${columns}
    OUTPUT_VARIABLE output RESULTS_VARIABLE results)
  list(GET results -1 result)
  string(REGEX MATCHALL "[^\n]*(PASSED|WEAK|FAILED)[^\n]*" lines "${output}")
  if(NOT result EQUAL 0 OR NOT lines)
    message(FATAL_ERROR "dieharder ${test} gave no p-value (${results}):\n${output}")
  endif()
  foreach(line IN LISTS lines)
    message("${line}")
    math(EXPR num_pvalues "${num_pvalues} + 1")
    if(line MATCHES "FAILED")
      math(EXPR num_failed "${num_failed} + 1")
    endif()
  endforeach()
  if(EXPECT STREQUAL "fail" AND num_failed GREATER 0)
    message("caught, as it must be, by dieharder ${test}")
    return()
  endif()
endforeach()
message("${num_failed} of ${num_pvalues} p-values below 1e-6 or above 1 - 1e-6")
if(num_failed GREATER 0 OR EXPECT STREQUAL "fail")
  message(FATAL_ERROR "expected was that this would ${EXPECT}")
endif()
