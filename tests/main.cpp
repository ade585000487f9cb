// Catch2 2: our own copy of its main, since Debian's prebuilt one lacks std::string_view's printer. Catch2 3 brings a
// main that is complete.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
