#include <catch2/catch.hpp>

#include "engine/story.hpp"
#include "tests/engine/world.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace {

struct moment {
  int at_ms;
  std::string status;
};

struct life {
  std::string name;
  std::string peer;
  std::vector<moment> moments;
};

void follow(test_engine& engine, const std::string& id, const life& row) {
  const time_point begin = engine.now;
  for (const moment& one : row.moments) {
    engine.now = begin + milliseconds(one.at_ms);
    INFO(row.name << " at " << one.at_ms << " ms");
    CHECK(engine.status_of(id) == one.status);
  }
}

}  // namespace

TEST_CASE("an outbound call lives as the last digits of the callee say") {
  const std::vector<life> rows{
      {"answers",
       "5511988887777",
       {{0, "INITIATED"},
        {999, "INITIATED"},
        {1'000, "RINGING"},
        {3'999, "RINGING"},
        {4'000, "ACCEPTED"},
        {3'603'999, "ACCEPTED"},
        {3'604'000, "COMPLETED"}}},
      {"hangs up after 5 s", "5511988880205", {{4'000, "ACCEPTED"}, {8'999, "ACCEPTED"}, {9'000, "COMPLETED"}}},
      {"hangs up after 30 s", "5511988880230", {{33'999, "ACCEPTED"}, {34'000, "COMPLETED"}}},
      {"answers late", "5511988880215", {{15'999, "RINGING"}, {16'000, "ACCEPTED"}}},
      {"rejects", "5511988880486", {{1'000, "RINGING"}, {4'000, "REJECTED"}}},
      {"rejects at once", "5511988880603", {{999, "INITIATED"}, {1'000, "REJECTED"}}},
      {"never answers", "5511988880408", {{1'000, "RINGING"}, {30'999, "RINGING"}, {31'000, "MISSED"}}},
      {"never answers either", "5511988880480", {{31'000, "MISSED"}}},
      {"is not on WhatsApp", "5511988880404", {{999, "INITIATED"}, {1'000, "FAILED"}}},
      {"fails while ringing", "5511988880500", {{1'000, "RINGING"}, {4'000, "FAILED"}}},
      {"fails while connected", "5511988880504", {{4'000, "ACCEPTED"}, {9'000, "FAILED"}}},
  };
  for (const life& row : rows) {
    test_engine engine;
    follow(engine, engine.start(row.peer), row);
  }
}

TEST_CASE("an inbound call rings at once and lives as the last digits of the caller say") {
  const std::vector<life> rows{
      {"waits", "5511977770000", {{0, "RINGING"}, {29'999, "RINGING"}, {30'000, "MISSED"}}},
      {"gives up early", "5511977770408", {{4'999, "RINGING"}, {5'000, "MISSED"}}},
  };
  for (const life& row : rows) {
    test_engine engine;
    follow(engine, engine.ring(row.peer), row);
  }
}

TEST_CASE("an inbound call that was accepted ends as the caller's story says") {
  test_engine engine;
  const std::string id = engine.ring("5511977770205");
  engine.pass(milliseconds(2'000));
  REQUIRE(engine.ask("POST", "/v1/calls/" + id + "/accept", "ps_web").status == 200);
  engine.pass(milliseconds(4'999));
  CHECK(engine.status_of(id) == "ACCEPTED");
  engine.pass(milliseconds(1));
  CHECK(engine.status_of(id) == "COMPLETED");
  CHECK(engine.call_of(id)["durationSeconds"] == 5);
}

TEST_CASE("an event takes the time it was due, however late it is noticed") {
  test_engine engine;
  const std::string id = engine.start("5511988880205");
  engine.pass(std::chrono::hours(2));
  const auto call = engine.call_of(id);
  CHECK(call.at("connectedAt") == "2026-01-31T12:00:04.000Z");
  CHECK(call.at("endedAt") == "2026-01-31T12:00:09.000Z");
  CHECK(call.at("durationSeconds") == 5);
}

TEST_CASE("a failed call says why") {
  test_engine engine;
  const std::string id = engine.start("5511988880404");
  engine.pass(milliseconds(1'000));
  const auto call = engine.call_of(id);
  CHECK(call.at("errorCode") == "RECIPIENT_UNAVAILABLE");
  CHECK(call.at("errorMessage") == "The number is not on WhatsApp.");
  CHECK(call.at("durationSeconds").is_null());
}

TEST_CASE("a story does not wake a call that was ended before") {
  test_engine engine;
  const std::string id = engine.start("5511988887777");
  REQUIRE(engine.ask("POST", "/v1/calls/" + id + "/terminate", "ps_web").status == 200);
  engine.pass(std::chrono::hours(2));
  const auto call = engine.call_of(id);
  CHECK(call.at("status") == "COMPLETED");
  CHECK(call.at("connectedAt").is_null());
  CHECK(call.at("durationSeconds").is_null());
}

TEST_CASE("every ending of the table leads to its own row") {
  for (const story& row : stories()) CHECK(&story_of("5511999" + std::string(row.ending)) == &row);
}
