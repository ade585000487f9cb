// What strictness costs is measured with a second program whose readers take every byte as it comes. Only
// bench/targets.cmake builds it; a build of the project that asks for it is refused (cmake/ramal_flags.cmake).
#pragma once

namespace ramal::routes {

#ifdef RAMAL_BENCH_UNCHECKED
constexpr bool checks_bytes = false;
#else
constexpr bool checks_bytes = true;
#endif

}  // namespace ramal::routes
