# Installs the build into a prefix, moves the prefix (packages are relocatable), and builds and runs the foreign project.
include(${CMAKE_CURRENT_LIST_DIR}/../run_command.cmake)

set(prefix "${WORK_DIR}/moved prefix")
file(REMOVE_RECURSE ${WORK_DIR})
run(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${WORK_DIR}/prefix)
file(RENAME ${WORK_DIR}/prefix ${prefix})

# Nothing installed may lean on the folders that it was built in.
file(GLOB_RECURSE package_files "${prefix}/lib*/cmake/*")
if(NOT package_files)
  message(FATAL_ERROR "no CMake package was installed")
endif()
foreach(file IN LISTS package_files)
  file(READ "${file}" text)
  foreach(folder IN ITEMS ${SOURCE_DIR} ${BUILD_DIR})
    string(FIND "${text}" "${folder}/" position)
    if(NOT position EQUAL -1)
      message(FATAL_ERROR "${file} names ${folder}")
    endif()
  endforeach()
endforeach()

run("${prefix}/bin/fluxwalk" --version)
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/foreign -B ${WORK_DIR}/foreign -G ${GENERATOR}
    -D CMAKE_PREFIX_PATH=${prefix} -D CMAKE_CXX_COMPILER=${CXX_COMPILER})
run(${CMAKE_COMMAND} --build ${WORK_DIR}/foreign)
run(${WORK_DIR}/foreign/foreign)
if(NOT output MATCHES "survivors 1000\n")
  message(FATAL_ERROR "the foreign program printed: ${output}")
endif()
