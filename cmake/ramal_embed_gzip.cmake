# ramal_embed_gzip(OUTPUT FOLDER): a source file with ramal::admin::ui_files(): each file of the folder, compressed when it
# has changed, and taken in by the assembler. Text in the source, as ramal_embed writes it, has to be read by the compiler
# and is no place for bytes.
find_program(RAMAL_GZIP gzip REQUIRED)

function(ramal_embed_gzip output folder)
  cmake_path(GET output PARENT_PATH made_in)
  file(MAKE_DIRECTORY ${made_in}/ui)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*)
  list(SORT files)
  set(number 0)
  unset(blocks)
  unset(names)
  unset(rows)
  unset(compressed)
  foreach(path IN LISTS files)
    cmake_path(GET path FILENAME name)
    set(to ${made_in}/ui/${name}.gz)
    add_custom_command(OUTPUT ${to} DEPENDS ${path} VERBATIM
      COMMAND sh -c "exec \"$0\" -9nc <\"$1\" >\"$2\"" ${RAMAL_GZIP} ${path} ${to})
    list(APPEND compressed ${to})
    set(symbol ramal_ui_${number})
    string(APPEND blocks "__asm__(\".pushsection .rodata.${symbol},\\\"a\\\"\\n\"\n"
      "        \".globl ${symbol}\\n${symbol}:\\n.incbin \\\"${to}\\\"\\n\"\n"
      "        \".globl ${symbol}_end\\n${symbol}_end:\\n.byte 0\\n.popsection\\n\")@\n")
    string(APPEND names "extern const char ${symbol}[], ${symbol}_end[]@\n")
    string(APPEND rows "      {\"${name}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  set(text "#include \"proxy/admin/ui_files.hpp\"\n\n#include <cstddef>\n\n${blocks}\nextern \"C\" {\n${names}}\n\n"
    "namespace ramal::admin {\n\nstd::span<const ui_file> ui_files() {\n  static const ui_file files[] = {\n${rows}  }@\n"
    "  return files@\n}\n\n}  // namespace ramal::admin\n")
  string(REPLACE ";" "" text "${text}")
  string(REPLACE "@" ";" text "${text}")
  file(WRITE ${output}.new "${text}")
  file(COPY_FILE ${output}.new ${output} ONLY_IF_DIFFERENT)
  # each of them is a file of its own to the compiler: its object is made again when what it takes in has changed
  set_source_files_properties(${output} PROPERTIES
    OBJECT_DEPENDS "${compressed}" SKIP_UNITY_BUILD_INCLUSION ON SKIP_PRECOMPILE_HEADERS ON)
endfunction()
