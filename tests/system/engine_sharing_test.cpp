// Rule U17 of http-rules.md: whose requests a connection to the engine carries.
#include <catch2/catch.hpp>

#include <map>
#include <mutex>
#include <set>
#include <string>

#include "tests/system/live_gateway.hpp"

namespace ramal::system_tests {
namespace {

std::string client_of(int key) { return "client-key-of-" + std::to_string(key) + "-end"; }

std::string ring_of(int keys) {
  std::string yaml = "[";
  for (int i = 0; i < keys; ++i)
    yaml += std::string(i == 0 ? "" : ", ") + "{name: key-" + std::to_string(i) + ", client_key: " + client_of(i) +
            ", native_key: ps_native_" + std::to_string(i) + "}";
  return yaml + "]";
}

// The keys that each connection has carried.
std::map<std::size_t, std::set<std::string>> keys_by_connection(const fake_engine& engine) {
  std::map<std::size_t, std::set<std::string>> seen;
  for (const auto& each : engine.requests()) {
    const auto* key = each.head.find("x-api-key");
    seen[each.connection].insert(key != nullptr ? *key : "id " + *each.head.find("x-api-key-id"));
  }
  return seen;
}

// What the engine calls a key: an echo of the key itself is cut out of answers (K4).
std::string mark_of(const std::string& key) { return "of " + std::string(key.rbegin(), key.rend()); }

// Each answer of a connection but the first is followed by the answer before it, as a confused engine or a proxy in
// front of it gives them.
engine_reply one_too_often(const engine_request& request) {
  const auto* key = request.head.find("x-api-key");
  const std::string whose = key != nullptr ? *key : *request.head.find("x-api-key-id");
  static std::mutex guard;
  static std::map<std::pair<std::string, std::size_t>, std::string> last;  // by Host, which names the engine's port
  const std::lock_guard lock(guard);
  std::string& before = last[{*request.head.find("Host"), request.connection}];
  auto reply = json_reply(200, R"({"calls":[{"id":")" + mark_of(whose) + "\"}]}");
  std::swap(before, reply.bytes);
  if (reply.bytes.empty()) reply.bytes = before;
  return reply;
}

}  // namespace

TEST_CASE("U17 an engine that is an answer behind shows no customer the calls of another one") {
  for (const char* workers : {"1", "2"}) {
    gateway both(with{{"workers", workers}, {"accept_native_keys", "true"}}, one_too_often);
    auto client = both.connect();
    for (int round = 0; round < 5; ++round)
      for (const auto& [header, native] :
           {std::pair{std::string("apikey: ") + client_key, std::string(native_key)},
            std::pair{std::string("apikey: ") + client_key_by_id, std::string(native_key_id)},
            std::pair{std::string("apikey: ps_of_its_own"), std::string("ps_of_its_own")},
            std::pair{std::string("x-api-key-id: ps_of_its_own"), std::string("ps_of_its_own")}}) {
        auto request = get("/call/list");
        const std::string own = std::string("apikey: ") + client_key;
        client.send(request.replace(request.find(own), own.size(), header));
        const auto seen = client.read_answer();
        CHECK(seen.status == 200);
        CHECK(seen.body.find('"' + mark_of(native) + '"') != std::string::npos);
      }
    CHECK(both.engine.connections() == 4);
    for (const auto& [connection, keys] : keys_by_connection(both.engine)) CHECK(keys.size() == 1);
  }
}

TEST_CASE("U17 with engine.share_connections one connection carries the requests of all keys") {
  live_gateway both(with{{"keys", ring_of(3)}, {"engine.share_connections", "true"}});
  for (int i = 0; i < 6; ++i) CHECK(both.ask(list_by(client_of(i % 3))).status == 200);
  CHECK(both.engine.connections() == 1);
  both.write({{"engine.share_connections", "false"}});
  both.reload();
  for (int i = 0; i < 6; ++i) CHECK(both.ask(list_by(client_of(i % 3))).status == 200);
  CHECK(both.engine.connections() == 4);
}

TEST_CASE("U17 a reload that binds a client's key to another native key leaves the old one's connections alone") {
  live_gateway both(with{{"keys", key_of("the-client-key", "ps_of_one")}});
  for (int i = 0; i < 2; ++i) CHECK(both.ask(list_by("the-client-key")).status == 200);
  CHECK(both.engine.connections() == 1);
  both.write({{"keys", key_of("the-client-key", "ps_of_two")}});
  both.reload();
  for (int i = 0; i < 2; ++i) CHECK(both.ask(list_by("the-client-key")).status == 200);
  CHECK(both.engine.connections() == 2);
  for (const auto& [connection, keys] : keys_by_connection(both.engine)) CHECK(keys.size() == 1);
}

TEST_CASE("U17 many keys hold no more connections to the engine than limits.in_flight, and the last ones keep theirs") {
  live_gateway both(with{{"keys", ring_of(40)}, {"limits.in_flight", "4"}});
  for (int i = 0; i < 40; ++i) CHECK(both.ask(list_by(client_of(i))).status == 200);
  CHECK(both.engine.connections() == 40);
  CHECK(both.engine.wait_for_open(4));
  for (int i = 36; i < 40; ++i) CHECK(both.ask(list_by(client_of(i))).status == 200);
  CHECK(both.engine.connections() == 40);
  both.write({{"limits.in_flight", "2"}});
  both.reload();
  CHECK(both.engine.wait_for_open(2));
  for (int i = 38; i < 40; ++i) CHECK(both.ask(list_by(client_of(i))).status == 200);
  CHECK(both.engine.connections() == 40);
}

TEST_CASE("U17 connections of keys that do not come back are closed after engine.idle_timeout") {
  gateway both(with{{"keys", ring_of(20)}, {"engine.idle_timeout", "300ms"}, {"engine.post_idle_max", "300ms"}});
  for (int i = 0; i < 20; ++i) CHECK(live_gateway::ask(both.program.port(), list_by(client_of(i))).status == 200);
  CHECK(both.engine.wait_for_open(0));
}

}  // namespace ramal::system_tests
