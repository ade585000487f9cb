// Catch2 3 has no <catch2/catch.hpp>. CMake puts this folder on the path where that version is installed.
#pragma once

#include <catch2/catch_all.hpp>
#include <string>

// What version 2 has under these names.
using Catch::Approx;
namespace Catch {
inline auto Contains(const std::string& part) { return Matchers::ContainsSubstring(part); }
}  // namespace Catch
