#include "proxy/metrics/route_index.hpp"

namespace ramal::metrics {
namespace {

constexpr std::size_t first_row = 3;

}  // namespace

std::size_t route_index(const routes::route* row, beside_tables other) {
  if (other == beside_tables::passed) return passed_route;
  if (row == nullptr) return other == beside_tables::hook ? hook_route : no_route;
  const auto layer = routes::routes();
  const auto native = routes::native_routes();
  if (row->is_native()) return first_row + layer.size() + static_cast<std::size_t>(row - native.data());
  return first_row + static_cast<std::size_t>(row - layer.data());
}

std::string_view method_name(routes::method verb) {
  constexpr std::string_view names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "_OTHER"};
  return names[static_cast<std::size_t>(verb)];
}

route_labels labels_of_route(std::size_t index) {
  const auto layer = routes::routes();
  const auto native = routes::native_routes();
  if (index == hook_route) return {"{hook}", "POST"};
  if (index == passed_route) return {"{evolution_go}", "_OTHER"};
  if (index < first_row || index >= first_row + layer.size() + native.size()) return {"_other", "_OTHER"};
  const std::size_t place = index - first_row;
  const routes::route& row = place < layer.size() ? layer[place] : native[place - layer.size()];
  return {row.pattern, method_name(row.verb)};
}

}  // namespace ramal::metrics
