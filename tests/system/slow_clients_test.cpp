// Rules L1 to L5 of http-rules.md: clients that send or read slowly, or not at all; at a route and at a hook alike.
#include <catch2/catch.hpp>

#include <sys/resource.h>

#include "tests/system/hooked_gateway.hpp"

namespace ramal::system_tests {
namespace {

// What is asked slowly: a route's request, and an event that comes to a hook.
std::vector<std::string> heads() { return {get("/call/list"), event_head() + "\r\n"}; }

// Reads until the connection ends: how it ended, and what came.
read_outcome read_to_end(tests::socket& from, std::string& bytes) {
  const auto until = within();
  for (;;) {
    const auto got = from.read(bytes, until);
    if (got != read_outcome::bytes) return got;
  }
}

}  // namespace

TEST_CASE("L1 a head that does not become complete is answered 408 and closed") {
  gateway both(with_hook({{"limits.head_timeout", "300ms"}}));
  std::vector<std::string> parts{"G", "\r\n"};
  for (const std::string& head : heads())
    parts.insert(parts.end(), {head.substr(0, 60), head.substr(0, head.size() - 1)});
  for (const std::string& part : parts) {
    CAPTURE(part);
    auto client = both.connect();
    client.send(part);
    const auto seen = client.read_answer();
    CHECK(seen.status == 408);
    CHECK(code_of(seen) == "REQUEST_TIMEOUT");
    CHECK(says_close(seen));
    CHECK(client.is_closed_by_peer());
  }
  CHECK(both.engine.requests().empty());
}

TEST_CASE("L1 a head that comes a byte at a time has one deadline for all of it") {
  gateway both(with_hook({{"limits.head_timeout", "300ms"}}));
  for (const std::string& head : heads()) {
    auto client = both.connect();
    client.send(head.substr(0, head.size() - 2) + "X: ");
    // a byte every 20 ms, until the answer comes: an answer that waits for the last byte never does
    answer seen;
    for (const auto until = within(); seen.status == 0 && std::chrono::steady_clock::now() < until;) {
      seen = client.read_answer(false, within(std::chrono::milliseconds(20)));
      if (seen.status == 0 && !client.send("x")) break;
    }
    CHECK(seen.status == 408);
  }
}

TEST_CASE("L1 a new connection that stays silent is closed without an answer") {
  gateway both(with{{"limits.head_timeout", "1h"}, {"limits.idle_timeout", "300ms"}});
  auto client = both.connect();
  CHECK(client.is_closed_by_peer());
  CHECK(client.unread().empty());
}

TEST_CASE("L1 a new connection that stays silent outlives head_timeout, which begins with its first byte") {
  gateway both(with{{"limits.head_timeout", "200ms"}, {"limits.idle_timeout", "1h"}});
  auto silent = both.connect(), slow = both.connect();
  slow.send("G");
  CHECK(slow.read_answer().status == 408);  // it connected later: the first one's time would be over, too
  CHECK_FALSE(silent.is_closed_by_peer(within(std::chrono::milliseconds(200))));
  silent.send(get("/call/list"));
  CHECK(silent.read_answer().status == 200);
}

TEST_CASE("L2 a body that does not become complete is answered 408 and closed") {
  gateway both(with_hook({{"limits.body_timeout", "300ms"}}));
  for (const std::string& head : {start_head(), event_head()}) {
    for (const std::string framing :
         {"Content-Length: 500\r\n\r\n{\"num", "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"num"}) {
      auto client = both.connect();
      client.send(head + framing);
      const auto seen = client.read_answer();
      CHECK(seen.status == 408);
      CHECK(client.is_closed_by_peer());
    }
  }
  CHECK(both.engine.requests().empty());
}

TEST_CASE("L2 a body that comes a byte at a time has one deadline for all of it") {
  gateway both(with_hook({{"limits.body_timeout", "300ms"}}));
  for (const std::string& head : {start_head(), event_head()}) {
    auto client = both.connect();
    client.send(head + "Content-Length: 100000\r\n\r\n{");
    answer seen;
    for (const auto until = within(); seen.status == 0 && std::chrono::steady_clock::now() < until;) {
      seen = client.read_answer(false, within(std::chrono::milliseconds(20)));
      if (seen.status == 0 && !client.send(" ")) break;
    }
    CHECK(seen.status == 408);
  }
}

TEST_CASE("L4 an idle connection is closed after its time") {
  gateway both(with{{"limits.idle_timeout", "300ms"}, {"limits.head_timeout", "1h"}});
  auto client = both.connect();
  client.send(get("/call/list"));
  CHECK(client.read_answer().status == 200);
  CHECK(client.is_closed_by_peer());
}

TEST_CASE("L4 answers announce how long an idle connection stays, but where it does not") {
  gateway usual(with{{"limits.idle_timeout", "75s"}}), shorter(with{{"limits.idle_timeout", "30500ms"}});
  const auto announced = [](const answer& seen) {
    const auto* said = seen.find("Keep-Alive");
    return said == nullptr ? std::string() : *said;
  };
  for (const auto& request : {get("/call/list"), post("/call/start", start_body()), get("/server/ok"), get("/nothing"),
                              post("/call/start", "{"), std::string("OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n")}) {
    CHECK(announced(usual.ask(request)) == "timeout=75");
    CHECK(announced(shorter.ask(request)) == "timeout=30");
  }
  for (const auto& request : {get("/call/list", "Connection: close\r\n"), std::string("GET / HTTP/1.2\r\n\r\n")}) {
    const auto seen = usual.ask(request);
    CHECK(says_close(seen));
    CHECK(announced(seen).empty());
  }
}

TEST_CASE("L5 a client that stops reading is reset, and others are served meanwhile") {
  gateway both(with{{"limits.write_timeout", "300ms"}}, [](const engine_request&) {
    return json_reply(200, "{\"calls\":[{\"id\":\"" + std::string(1'000'000, 'x') + "\"}]}");
  });
  auto stalled = tests::socket::connect(both.program.port());
  std::string requests;
  for (int i = 0; i < 16; ++i) requests += get("/call/list");  // more than both kernels buffer
  CHECK(stalled.write(requests, within()));
  REQUIRE(both.engine.wait_for_requests(2));
  for (int i = 0; i < 20; ++i) CHECK(both.ask(get("/server/ok")).status == 200);
  tests::socket timer = tests::socket::connect(both.program.port());
  std::string nothing;
  timer.read(nothing, within(std::chrono::milliseconds(1'500)));  // the stall is what is tested
  std::string bytes;
  CHECK(read_to_end(stalled, bytes) == read_outcome::reset);
  CHECK(bytes.size() < 16'000'000);
  CHECK(both.program.stop() == 0);
  CHECK(both.program.access_log().find(R"("outcome":"client-gone")") != std::string::npos);
}

TEST_CASE("L5 a client that reads slowly, but reads, gets its whole answer") {
  gateway both(with{{"limits.write_timeout", "1s"}, {"engine.max_answer_bytes", "4MiB"}}, [](const engine_request&) {
    return json_reply(200, "{\"calls\":[{\"id\":\"" + std::string(4'000'000, 'x') + "\"}]}");
  });
  auto slow = tests::socket::connect(both.program.port());
  tests::socket timer = tests::socket::connect(both.program.port());
  CHECK(slow.write(get("/call/list", "Connection: close\r\n"), within()));
  std::string bytes;
  std::size_t paused_at = 0;
  for (auto got = read_outcome::bytes; got == read_outcome::bytes;) {
    if (bytes.size() - paused_at > 400'000) {
      std::string nothing;
      timer.read(nothing, within(std::chrono::milliseconds(250)));  // slower than the writer
      paused_at = bytes.size();
    }
    got = slow.read(bytes, within());
    if (got != read_outcome::bytes) CHECK(got == read_outcome::end);
  }
  CHECK(bytes.size() > 4'000'000);
  CHECK(bytes.ends_with("}]}"));
}

TEST_CASE("L1 L2 a thousand connections that are idle, or slow at a route or a hook, disturb nobody") {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  gateway both(
      with_hook({{"limits.head_timeout", "2s"}, {"limits.idle_timeout", "2s"}, {"limits.body_timeout", "2s"}}));
  const std::vector<std::string> parts{"", get("/call/list").substr(0, 40), event_head(),
                                       event_head() + "Content-Length: 26\r\n\r\n{"};
  std::vector<raw_client> many;
  for (std::size_t i = 0; i < 1'000; ++i) {
    many.push_back(both.connect());
    if (const std::string& part = parts[i % parts.size()]; !part.empty()) many.back().send(part);
  }
  auto good = both.connect();
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) {
    good.send(i % 2 == 0 ? get("/call/list") : post("/call/start", start_body()));
    REQUIRE(good.read_answer().status < 300);
  }
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(2));
  for (std::size_t i = 0; i < many.size(); ++i) {
    if (i % parts.size() != 0) CHECK(many[i].read_answer().status == 408);
    REQUIRE(many[i].is_closed_by_peer());
  }
}

}  // namespace ramal::system_tests
