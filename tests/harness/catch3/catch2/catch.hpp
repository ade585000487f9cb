// Catch2 3 has no <catch2/catch.hpp>. CMake puts this folder on the path where that version is installed.
#pragma once

#include <catch2/catch_all.hpp>

using Catch::Approx;  // version 2 has it without its namespace
