# How a folder under src/ becomes a library, a test program and fuzz targets. Files are found by
# name, so adding one needs no edit here:
#   src/NAME/**/*.cc          -> library gantry_NAME
#   src/NAME/**/*_test.cc     -> program NAME_test (GoogleTest, label "unit")
#   src/NAME/**/*_fuzz.cc     -> one libFuzzer program each, only under the fuzz preset
# src/NAME/**/*_main.cc and src/cli/main.cc are programs of their own.

set(GANTRY_WARNINGS -Wall -Wextra -Wpedantic -Wno-pedantic)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Warnings are errors for the compiler that ships; clang builds the fuzz targets and only warns.
    list(APPEND GANTRY_WARNINGS -Werror)
    # g++ 12 reports false positives of these inside libstdc++ at -O2 (GCC bugs 105329, 105562).
    list(APPEND GANTRY_WARNINGS -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow
         -Wno-array-bounds -Wno-stringop-overread)
endif()

if(GANTRY_SANITIZE)
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined
                        -fno-omit-frame-pointer -O1 -g1)
    add_link_options(-fsanitize=address,undefined)
endif()
if(GANTRY_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

function(gantry_module name)
    cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
    set(dir ${CMAKE_SOURCE_DIR}/src/${name})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cc)
    set(tests ${sources})
    set(fuzzers ${sources})
    list(FILTER sources EXCLUDE REGEX "(_test|_fuzz|/main|_main)\\.cc$")
    list(FILTER tests INCLUDE REGEX "_test\\.cc$")
    list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cc$")

    if(sources)
        add_library(gantry_${name} STATIC ${sources})
        set(scope PUBLIC)
        target_compile_options(gantry_${name} PRIVATE ${GANTRY_WARNINGS})
    else()
        add_library(gantry_${name} INTERFACE)
        set(scope INTERFACE)
    endif()
    target_include_directories(gantry_${name} ${scope} ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(gantry_${name} ${scope} ${ARG_DEPENDS})

    if(tests AND NOT GANTRY_FUZZ)
        add_executable(${name}_test ${tests})
        target_link_libraries(${name}_test PRIVATE gantry_${name} GTest::gtest_main GTest::gmock)
        target_compile_options(${name}_test PRIVATE ${GANTRY_WARNINGS})
        gtest_discover_tests(${name}_test PROPERTIES LABELS unit DISCOVERY_TIMEOUT 60
                             WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    endif()
    if(GANTRY_FUZZ)
        foreach(fuzzer ${fuzzers})
            get_filename_component(target ${fuzzer} NAME_WE)
            add_executable(${target} ${fuzzer})
            target_link_libraries(${target} PRIVATE gantry_${name})
            target_link_options(${target} PRIVATE -fsanitize=fuzzer)
        endforeach()
    endif()
endfunction()
