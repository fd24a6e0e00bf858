# One CMake target per room. Each room's headers are reached through an include folder of its own that holds
# nothing but a link to them, so that a target sees just the rooms it links to.
#
#   nacre_room(<room> FLOOR <n> USES <room>... [PUBLIC <library>...] [PRIVATE <library>...] [HEAVY <header>...])
#
# compiles every .cpp below src/nacre/<room>. A room may use only rooms of a lower floor. HEAVY names headers of
# other libraries that many of its sources read: see nacre_precompile.
function(nacre_room room)
  cmake_parse_arguments(ROOM "" "FLOOR" "USES;PUBLIC;PRIVATE;HEAVY" ${ARGN})
  foreach(used IN LISTS ROOM_USES)
    get_property(used_floor GLOBAL PROPERTY NACRE_FLOOR_${used})
    if(NOT DEFINED used_floor OR NOT used_floor LESS ROOM_FLOOR)
      message(FATAL_ERROR "room ${room} (floor ${ROOM_FLOOR}) may not use ${used} (floor ${used_floor})")
    endif()
  endforeach()
  set_property(GLOBAL PROPERTY NACRE_FLOOR_${room} ${ROOM_FLOOR})
  set_property(GLOBAL APPEND PROPERTY NACRE_ROOMS ${room})

  set(include_folder ${CMAKE_BINARY_DIR}/include/${room})
  file(MAKE_DIRECTORY ${include_folder}/nacre)
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/src/nacre/${room} ${include_folder}/nacre/${room} SYMBOLIC)

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/nacre/${room}/*.cpp)
  add_library(nacre_${room} STATIC ${sources})
  add_library(nacre::${room} ALIAS nacre_${room})
  target_include_directories(nacre_${room} PUBLIC ${include_folder})
  list(TRANSFORM ROOM_USES PREPEND nacre::)
  target_link_libraries(nacre_${room} PUBLIC ${ROOM_USES} ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE} nacre_warnings)
  nacre_precompile(nacre_${room} ${ROOM_HEAVY})
endfunction()

#   nacre_test_program(<name> SOURCES <source>... LINK <library>... TIMEOUT <seconds>)
#
# makes the test program <name>_test.
function(nacre_test_program name)
  cmake_parse_arguments(TEST "" "TIMEOUT" "SOURCES;LINK" ${ARGN})
  set(target ${name}_test)
  add_executable(${target} ${TEST_SOURCES})
  target_link_libraries(${target} PRIVATE ${TEST_LINK} nacre_test_support GTest::gmock GTest::gtest_main
                        nacre_warnings)
  nacre_precompile(${target} <gmock/gmock.h> <gtest/gtest.h>)
  gtest_discover_tests(${target} TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${TEST_TIMEOUT})
endfunction()

# The test program of a room, from every tests/<room>/*.cpp.
function(nacre_tests room)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${room}/*.cpp)
  nacre_test_program(${room} SOURCES ${sources} LINK nacre::${room} TIMEOUT 300)
endfunction()
