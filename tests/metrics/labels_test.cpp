// Routes, statuses and failures as labels.
#include <set>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "proxy/metrics/outcome.hpp"
#include "proxy/metrics/route_index.hpp"
#include "proxy/metrics/status_class.hpp"

namespace ramal::metrics {

TEST_CASE("each route of both doors has a number and labels of its own") {
  std::set<std::size_t> numbers;
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto table : {routes::routes(), routes::native_routes()})
    for (const routes::route& row : table) {
      INFO(row.pattern);
      const std::size_t index = route_index(&row, beside_tables::nothing);
      CHECK(index < most_routes);
      CHECK(numbers.insert(index).second);
      const route_labels of = labels_of_route(index);
      CHECK(of.route == row.pattern);
      CHECK(seen.insert({of.route, of.method}).second);
    }
  CHECK(numbers.count(no_route) + numbers.count(hook_route) + numbers.count(passed_route) == 0);
}

TEST_CASE("what has no row is an event or something else, and says nothing of what was asked for") {
  CHECK(labels_of_route(route_index(nullptr, beside_tables::hook)).route == "{hook}");
  CHECK(labels_of_route(route_index(nullptr, beside_tables::passed)).route == "{evolution_go}");
  CHECK(labels_of_route(route_index(&routes::routes()[0], beside_tables::passed)).route == "{evolution_go}");
  CHECK(labels_of_route(route_index(nullptr, beside_tables::nothing)).route == "_other");
  CHECK(labels_of_route(route_index(nullptr, beside_tables::nothing)).method == "_OTHER");
  CHECK(labels_of_route(most_routes + 5).route == "_other");
}

TEST_CASE("a status has its own name, or that of its hundred, or none") {
  CHECK(status_name(status_index(200)) == "200");
  CHECK(status_name(status_index(201)) == "201");
  CHECK(status_name(status_index(508)) == "508");
  CHECK(status_name(status_index(418)) == "4xx");
  CHECK(status_name(status_index(599)) == "5xx");
  CHECK(status_name(status_index(100)) == "1xx");
  for (const std::uint16_t odd : {std::uint16_t{0}, std::uint16_t{99}, std::uint16_t{600}, std::uint16_t{65'535}})
    CHECK(status_name(status_index(odd)) == "_other");
}

TEST_CASE("no two statuses share a name") {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < status_count; ++i) CHECK(names.insert(status_name(i)).second);
}

TEST_CASE("what the engine may have is unknown, whoever is there to hear it") {
  CHECK(outcome_of(504, true, "unknown", false) == outcome::unknown);
  CHECK(outcome_of(504, true, "unknown", true) == outcome::unknown);
  CHECK(outcome_of(201, false, "", false) == outcome::ok);
  CHECK(outcome_of(201, false, "", true) == outcome::client_gone);
  CHECK(outcome_of(502, true, "not-sent", false) == outcome::not_sent);
  CHECK(outcome_of(503, true, "not-sent", false) == outcome::not_sent);
  CHECK(outcome_of(429, true, "", false) == outcome::refused);
  CHECK(outcome_of(500, true, "", false) == outcome::failed);
}

TEST_CASE("each failure of the engine without an answer has a word of its own, all others one together") {
  using k = routes::failure_kind;
  CHECK(engine_error_of(std::nullopt) == engine_error::none);
  CHECK(engine_error_of(k::upstream_timeout) == engine_error::timeout);
  CHECK(engine_error_of(k::upstream_connect_timeout) == engine_error::connect_timeout);
  CHECK(engine_error_of(k::client_gone) == engine_error::client_gone);
  CHECK(engine_error_of(k::internal) == engine_error::other);
  std::set<std::string_view> names(engine_error_names.begin(), engine_error_names.end());
  CHECK(names.size() == engine_error_count);
}

}  // namespace ramal::metrics
