// Statuses of HTTP as small numbers: those that have a meaning of their own, and for each hundred all others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ramal::metrics {

inline constexpr std::size_t status_count = 49;

// Of any number; what is no status is "_other".
std::size_t status_index(std::uint16_t status);
// "404", "4xx" for one of the others, "_other". `index`: below status_count.
std::string_view status_name(std::size_t index);

}  // namespace ramal::metrics
