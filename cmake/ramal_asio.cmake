# Asio and Beast, compiled once: whatever uses sockets links this.
add_library(ramal_asio STATIC ${CMAKE_SOURCE_DIR}/cmake/asio.cpp)
target_link_libraries(ramal_asio PUBLIC ramal_flags Boost::headers OpenSSL::SSL Threads::Threads)
set_source_files_properties(${CMAKE_SOURCE_DIR}/cmake/asio.cpp PROPERTIES COMPILE_OPTIONS ${RAMAL_COLD})
