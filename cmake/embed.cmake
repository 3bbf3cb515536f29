# Text files compiled into a program: gantry_embed(TARGET HEADER NAMESPACE SYMBOL FILE... [SYMBOL
# FILE...]) defines each `extern const std::string_view SYMBOL` of HEADER as its files, joined in
# order. A word that begins with k_ is a symbol, any other a file. The same file run by `cmake -P`
# writes the source.

if(CMAKE_SCRIPT_MODE_FILE)
    set(text "#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n")
    set(open FALSE)
    foreach(word IN LISTS WORDS)
        if(word MATCHES "^k_")
            if(open)
                string(APPEND text ";\n")
            endif()
            string(APPEND text "\nconst std::string_view ${word} =")
            set(open TRUE)
        else()
            file(READ "${word}" content)
            string(FIND "${content}" ")embedded\"" clash)
            if(NOT clash EQUAL -1)
                message(FATAL_ERROR "${word} holds the end of a raw string")
            endif()
            string(APPEND text "\n    R\"embedded(${content})embedded\"")
        endif()
    endforeach()
    string(APPEND text ";\n\n}  // namespace ${NAMESPACE}\n")
    file(WRITE "${OUT}" "${text}")
    return()
endif()

set(GANTRY_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(gantry_embed target header namespace)
    set(words)
    set(files)
    foreach(word IN LISTS ARGN)
        if(NOT word MATCHES "^k_")
            set(word ${CMAKE_SOURCE_DIR}/${word})
            list(APPEND files ${word})
        endif()
        list(APPEND words ${word})
    endforeach()
    get_filename_component(name ${header} NAME_WE)
    set(out ${CMAKE_BINARY_DIR}/embedded/${name}.cc)
    add_custom_command(OUTPUT ${out}
        COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DHEADER=${header} -DNAMESPACE=${namespace}
                "-DWORDS=${words}" -P ${GANTRY_EMBED_SCRIPT}
        DEPENDS ${files} ${GANTRY_EMBED_SCRIPT}
        COMMENT "Embedding ${name}" VERBATIM)
    target_sources(${target} PRIVATE ${out})
endfunction()
