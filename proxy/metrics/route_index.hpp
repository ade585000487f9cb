// The routes of both doors as small numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "routes/table.hpp"

namespace ramal::metrics {

// At most so many rows, with the three below.
inline constexpr std::size_t most_routes = 48;

inline constexpr std::size_t no_route = 0;      // 404, OPTIONS, a head that was refused
inline constexpr std::size_t hook_route = 1;    // an event of the engine
inline constexpr std::size_t passed_route = 2;  // what goes to an Evolution GO server

// Which of the three a request without a row of the tables is.
enum class beside_tables : std::uint8_t { nothing, hook, passed };

// `row`: of the tables, or null. What is passed on counts as that, whatever its row.
std::size_t route_index(const routes::route* row, beside_tables other);

struct route_labels {
  std::string_view route;   // the pattern below the mount of its door, "{hook}", "{evolution_go}", or "_other"
  std::string_view method;  // of the table: a HEAD counts with its GET; "_OTHER" where the table has none
};
// `index`: of route_index().
route_labels labels_of_route(std::size_t index);

std::string_view method_name(routes::method verb);

}  // namespace ramal::metrics
