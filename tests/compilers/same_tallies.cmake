# Runs experiments with the programs of both compilers and compares their tallies.
include(${CMAKE_CURRENT_LIST_DIR}/../run_command.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/clang_build.cmake)

if(NOT H5DIFF)
  set(reason "h5diff is not installed")
endif()
if(reason)
  message("skipped: ${reason}")
  return()
endif()

function(simulate program experiment name)
  # 0, 1 and 5 are verdicts, which do not matter here.
  execute_process(COMMAND ${program} run ${experiment} -o ${WORK_DIR}/${name}.h5 --force --quiet ${ARGN}
                  OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE status)
  if(NOT status MATCHES "^[015]$")
    message("${output}")
    message(FATAL_ERROR "${program} ended with ${status}")
  endif()
endfunction()

function(expect_difference expected first second)
  execute_process(COMMAND ${H5DIFF} -c ${first}.h5 ${second}.h5 /tallies WORKING_DIRECTORY ${WORK_DIR}
                  OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE status)
  if(NOT status EQUAL expected)
    message("${output}")
    message(FATAL_ERROR "h5diff of ${first} and ${second} ended with ${status}, not ${expected}")
  endif()
endfunction()

set(everything ${CMAKE_CURRENT_LIST_DIR}/everything.toml)
simulate(${GCC_PROGRAM} ${everything} gcc --threads 2)
simulate(${CLANG_BUILD}/bin/fluxwalk ${everything} clang --threads 1)
expect_difference(0 gcc clang)
# Checks that the comparison can fail: another seed is another walk.
simulate(${GCC_PROGRAM} ${everything} other_seed --seed 2)
expect_difference(1 gcc other_seed)
# Numbers of walkers instead of single walkers.
foreach(name open few)
  set(experiment ${CMAKE_CURRENT_LIST_DIR}/../golden/${name}.toml)
  simulate(${GCC_PROGRAM} ${experiment} ${name}_gcc --threads 2)
  simulate(${CLANG_BUILD}/bin/fluxwalk ${experiment} ${name}_clang --threads 1)
  expect_difference(0 ${name}_gcc ${name}_clang)
endforeach()
