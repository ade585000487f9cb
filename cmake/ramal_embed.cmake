# ramal_embed(OUTPUT HEADER TYPE NAMESPACE {FUNCTION FOLDER PATTERN}...): a source file with a function for each folder,
# which gives the names and the texts of its files as a span of TYPE. Written when CMake runs, and CMake runs again when
# one of the files has changed.
function(ramal_embed output header type namespace)
  set(made ${output}.new)
  file(WRITE ${made} "#include \"${header}\"\n\n"
    "#pragma GCC diagnostic ignored \"-Woverlength-strings\"  // of clang: no compiler that we use has that limit\n\n"
    "namespace ${namespace} {\n")
  set(rest ${ARGN})
  while(rest)
    list(POP_FRONT rest name folder pattern)
    file(GLOB files CONFIGURE_DEPENDS ${folder}/${pattern})
    list(SORT files)
    file(APPEND ${made} "\nstd::span<const ${type}> ${name}() {\n  static const ${type} files[] = {\n")
    foreach(path IN LISTS files)
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
      cmake_path(GET path FILENAME file_name)
      file(READ ${path} text)
      file(APPEND ${made} "      {\"${file_name}\", R\"~~~(")
      file(APPEND ${made} "${text}")
      file(APPEND ${made} ")~~~\"},\n")
    endforeach()
    file(APPEND ${made} "  };\n  return files;\n}\n")
  endwhile()
  file(APPEND ${made} "\n}  // namespace ${namespace}\n")
  file(COPY_FILE ${made} ${output} ONLY_IF_DIFFERENT)
endfunction()
