# SPDX-License-Identifier: GPL-3.0-or-later
# One INTERFACE target carries the language, the warnings and Qt's strict defines for every layer.
add_library(remirai_strict INTERFACE)
target_compile_features(remirai_strict INTERFACE cxx_std_20)
target_compile_options(remirai_strict INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
    -Wswitch-enum -Werror=return-type)
option(REMIRAI_WERROR "Treat warnings as errors" ON)
if(REMIRAI_WERROR)
    target_compile_options(remirai_strict INTERFACE -Werror)
endif()
target_compile_definitions(remirai_strict INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_STRICT_ITERATORS QT_USE_QSTRINGBUILDER QT_NO_FOREACH QT_NO_KEYWORDS
    QT_DISABLE_DEPRECATED_BEFORE=0x060400
    REMIRAI_VERSION="${PROJECT_VERSION}")
target_include_directories(remirai_strict INTERFACE ${PROJECT_SOURCE_DIR})

# remirai_layer(NAME SOURCES ... PUBLIC ... PRIVATE ...): a static library for one folder.
function(remirai_layer name)
    cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PUBLIC remirai_strict ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
endfunction()

# remirai_test(NAME LINKS ... [TIMEOUT seconds] [LABELS ...]): tests/<folder>/NAME.cpp, a Qt Test program run by ctest.
function(remirai_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "LINKS;LABELS;SOURCES" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    add_executable(${name} ${name}.cpp ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(${name} PRIVATE remirai_strict Qt6::Test ${arg_LINKS})
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_NO_GLIB=1")
    if("exclusive" IN_LIST arg_LABELS) # measures time or load: nothing else may run beside it
        set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
    endif()
endfunction()
