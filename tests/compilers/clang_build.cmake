# Sets `reason` if the build with Clang cannot be tested: an old one would say nothing about these sources.
set(reason "")
if(NOT EXISTS ${CLANG_BUILD}/bin/fluxwalk)
  set(reason "there is no build with Clang in ${CLANG_BUILD}; ./bootstrap test makes it")
elseif(EXISTS ${CLANG_BUILD}/build.ninja)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${CLANG_BUILD} --target unit_tests fluxwalk_app -- -n
                  OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT output MATCHES "no work to do")
    set(reason "the build with Clang in ${CLANG_BUILD} is out of date; ./bootstrap test renews it")
  endif()
endif()
