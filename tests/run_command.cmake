# run(COMMAND...): runs it, keeps what it printed in `output`, and ends the script with all of it if it fails.
function(run)
  execute_process(COMMAND ${ARGV} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    list(JOIN ARGV " " command)
    message("${command}\n${output}")  # as it is: FATAL_ERROR would wrap its lines
    message(FATAL_ERROR "ended with ${status}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()
