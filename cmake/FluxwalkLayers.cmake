function(fluxwalk_is_cold target)
  # At -O1 GCC takes values for uninitialised that are not.
  target_compile_options(${target} PRIVATE
    $<$<CONFIG:Release>:-O1> $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Wno-maybe-uninitialized>)
endfunction()

# A layer of the house: a folder of engine/ or analysis/ that depends on the layers below it and on no others.
#
#   fluxwalk_layer(NAME OF engine|analysis [COLD] ON layers... USES libraries... SOURCES files...)
#
# Its objects become a part of the library. COLD: in Release it is compiled with -O1, because nothing in it takes time
# when the program runs, and much of it when the program is built. With the tests, the layer is also linked alone with
# the layers that it may use (tests/house): a symbol of any other layer is then an error of the linker.
function(fluxwalk_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 layer "COLD" "OF" "ON;USES;SOURCES")
  set(target fluxwalk_${name})
  add_library(${target} OBJECT ${layer_SOURCES})
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/engine/include)
  if(layer_OF STREQUAL analysis)
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/analysis/include)
  endif()
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/${layer_OF})
  target_link_libraries(${target} PRIVATE fluxwalk_flags ${layer_USES})
  if(layer_COLD)
    fluxwalk_is_cold(${target})
  endif()
  target_sources(fluxwalk_${layer_OF} PRIVATE $<TARGET_OBJECTS:${target}>)
  set_property(GLOBAL APPEND PROPERTY FLUXWALK_LAYERS ${name})
  set_property(GLOBAL PROPERTY FLUXWALK_${name}_ON ${layer_ON})
  set_property(GLOBAL PROPERTY FLUXWALK_${name}_USES ${layer_USES})
endfunction()
