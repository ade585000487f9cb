# cmake --install build/release [--prefix DIR]: the program, and what an operator reads and copies. Units of systemd and
# configurations are examples: nothing is put in force.
include(GNUInstallDirs)

install(TARGETS ramal RUNTIME)
install(FILES README.md CHANGELOG.md SECURITY.md TYPE DOC)
install(FILES config/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/config)
install(FILES proxy/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/proxy)
install(DIRECTORY docs examples TYPE DOC)
