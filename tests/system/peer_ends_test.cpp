// An end of the peer that comes together with its last bytes, as one event.
#include <catch2/catch.hpp>

#include <unistd.h>

#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

constexpr int rounds = 100;  // the two meet in one event now and then

// Answers, keeps quiet about the end, and ends.
engine_reply ending(const engine_request& request) {
  auto reply = success_of(request);
  reply.then = engine_reply::fate::close;
  return reply;
}

}  // namespace

TEST_CASE("A client that ends its side right behind a request is answered and closed at once") {
  gateway both(with{{"limits.idle_timeout", "1h"}});
  for (int i = 0; i < rounds; ++i) {
    auto client = both.connect();
    client.send(get("/server/ok"));
    client.half_close();
    CHECK(client.read_answer().status == 200);
    REQUIRE(client.is_closed_by_peer(within(std::chrono::seconds(5))));
  }
}

TEST_CASE("F23 a client that ends its side in the middle of a request gets 400 at once") {
  gateway both;
  for (int i = 0; i < rounds; ++i) {
    auto client = both.connect();
    client.send(start_head() + "Content-Length: 26\r\n\r\n{");
    client.half_close();
    REQUIRE(client.read_answer(false, within(std::chrono::seconds(5))).status == 400);
  }
}

TEST_CASE("A client that ends its side in the middle of a head is closed at once") {
  gateway both;
  for (int i = 0; i < rounds; ++i) {
    auto client = both.connect();
    client.send(start_head());
    client.half_close();
    REQUIRE(client.is_closed_by_peer(within(std::chrono::seconds(5))));
  }
}

TEST_CASE("U8 an answer that ends with its connection arrives at once") {
  gateway both;
  for (int i = 0; i < rounds; ++i) {
    both.engine.reply_next({"HTTP/1.1 200 OK\r\n\r\n{\"calls\":[]}", engine_reply::fate::close, {}});
    auto client = both.connect();
    client.send(get("/call/list"));
    REQUIRE(client.read_answer(false, within(std::chrono::seconds(5))).status == 200);
  }
}

TEST_CASE("U5 a POST takes no connection that ended right behind an answer") {
  gateway both(with{}, ending);
  auto client = both.connect();
  for (int i = 0; i < rounds; ++i) {
    client.send(post("/call/start", start_body()));
    const auto seen = client.read_answer();
    // the end may still be on its way: then the outcome is unknown, and the request was sent once
    if (seen.status == 502) CHECK(*seen.find("X-Ramal-Upstream") == "unknown");
    else CHECK(seen.status == 201);
  }
  CHECK(both.engine.requests().size() <= static_cast<std::size_t>(rounds));
}

TEST_CASE("An idle connection that the engine has ended is closed on this side, too") {
  if (::geteuid() != 0) return;  // the program's descriptors are root's to see (K9)
  gateway both(with{{"limits.requests_per_connection", "1000000"}}, ending);
  auto client = both.connect();
  const auto ask = [&](const char* route) {
    client.send(get(route));
    CHECK(client.read_answer().status == 200);
  };
  const auto descriptors = [&] {
    const std::filesystem::directory_iterator files("/proc/" + std::to_string(both.program.pid()) + "/fd");
    return std::distance(begin(files), end(files));
  };
  ask("/server/ok");
  const auto before = descriptors();
  const auto until = within(std::chrono::seconds(5));
  ask("/call/list");
  while (descriptors() > before && std::chrono::steady_clock::now() < until) ask("/server/ok");  // lets time pass
  CHECK(descriptors() == before);
}

}  // namespace ramal::system_tests
