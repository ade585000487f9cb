// Our own copy of Catch2's main: Debian's prebuilt one lacks std::string_view's printer.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
