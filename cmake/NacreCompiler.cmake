# What every target of nacre is compiled with.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(NACRE_CCACHE ccache)
if(NACRE_CCACHE)
  # Paths below the checkout are hashed relative to it, so that two checkouts share one cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1)
  if(NACRE_PRECOMPILE)  # what ccache asks for where a header is precompiled
    list(APPEND CMAKE_CXX_COMPILER_LAUNCHER CCACHE_SLOPPINESS=pch_defines,time_macros)
  endif()
  list(APPEND CMAKE_CXX_COMPILER_LAUNCHER ${NACRE_CCACHE})
endif()

add_library(nacre_warnings INTERFACE)
target_compile_options(nacre_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align
  -Wconversion -Wno-sign-conversion -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 takes "text" + std::string for overlapping copies (GCC bug 105329, mended in 13).
  target_compile_options(nacre_warnings INTERFACE -Wno-restrict)
endif()

if(NACRE_SANITIZE)
  add_compile_options(-fsanitize=${NACRE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${NACRE_SANITIZE})
endif()

if(NACRE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Precompiles what nearly every source reads, and the headers named, for one target: headers of other libraries
# only, so that a room cannot come by another's. A build without, such as the released one, shows that every
# source includes what it uses.
function(nacre_precompile target)
  if(NOT NACRE_PRECOMPILE)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE
    <algorithm> <array> <charconv> <cmath> <filesystem> <functional> <map> <memory> <optional> <span> <string>
    <string_view> <vector> <fmt/format.h> <nlohmann/json.hpp> ${ARGN})
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    # Without the times of the headers it is the same file whenever it is made: ccache then knows it.
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()
