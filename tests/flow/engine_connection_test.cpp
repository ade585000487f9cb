// Which connection carries a request, and whether it is sent again (http-rules.md U1 to U5, U10, U11).
#include <catch2/catch.hpp>

#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using door = memory_engine::door;
using end = engine_turn::end;

const std::string good = answer_of(200, R"({"id":"a"})");

void expect_failure(const client_answer& answer, unsigned status, std::string_view code, std::string_view upstream) {
  CHECK(answer.status == status);
  CHECK(answer.body.find("\"code\":\"" + std::string(code) + "\"") != std::string::npos);
  CHECK(answer.field("X-Ramal-Upstream") == upstream);
  CHECK(answer.field("Connection") == "keep-alive");
}

}  // namespace

TEST_CASE("U1 a connection that is refused once is tried again, for any method") {
  for (const std::string& request : {get_call, start_call}) {
    session_fixture at;
    at.worker.upstream.answer_always(good);
    at.worker.upstream.set_doors({door::refused});
    CHECK(at.ask(request).status / 100 == 2);
    CHECK(at.worker.upstream.connects() == 2);
    CHECK(at.worker.upstream.requests().size() == 1);
  }
}

TEST_CASE("U1 a connection that is refused twice is 502, not sent") {
  for (const std::string& request : {get_call, start_call}) {
    session_fixture at;
    at.worker.upstream.set_doors({door::refused, door::refused});
    expect_failure(at.ask(request), 502, "UPSTREAM_UNREACHABLE", "not-sent");
    CHECK(at.worker.upstream.connects() == 2);
    CHECK(at.worker.upstream.requests().empty());
    CHECK_FALSE(at.is_over());
  }
}

TEST_CASE("U4 a GET that was sent and finds no connection for its second attempt is unknown") {
  for (const auto& [second, status, code] :
       {std::tuple{door::refused, 502U, "UPSTREAM_UNREACHABLE"}, std::tuple{door::late, 504U, "UPSTREAM_TIMEOUT"}}) {
    session_fixture at;
    at.worker.upstream.script({{"", end::close}});
    at.worker.upstream.set_doors({door::open, second});
    expect_failure(at.ask(get_call), status, code, "unknown");
    CHECK(at.worker.upstream.requests().size() == 1);
  }
}

TEST_CASE("U2 connecting that takes too long is 504, not sent, and not tried again") {
  session_fixture at;
  at.worker.upstream.set_doors({door::late});
  expect_failure(at.ask(start_call), 504, "UPSTREAM_TIMEOUT", "not-sent");
  CHECK(at.worker.upstream.connects() == 1);
}

TEST_CASE("U3 a POST that broke after a byte was sent is never sent again") {
  session_fixture whole;
  whole.worker.upstream.answer_always(good);
  CHECK(whole.ask(start_call).status == 201);
  const std::size_t size = whole.worker.upstream.requests().front().size();
  for (std::size_t k = 1; k <= size; ++k) {
    session_fixture at;
    INFO("broken after " << k << " bytes");
    at.worker.upstream.script({{"", k < size ? end::reset : end::close, k}, {good}});
    expect_failure(at.ask(start_call), 502, "UPSTREAM_RESET", "unknown");
    CHECK(at.worker.upstream.requests().size() == 1);
    CHECK(at.worker.upstream.connects() == 1);
    CHECK(at.worker.upstream.open() == 0);
  }
}

TEST_CASE("U3 a POST on an idle connection that turns out to be closed is not sent again") {
  session_fixture at;
  at.worker.upstream.answer_always(good);
  CHECK(at.ask(get_call).status == 200);
  at.worker.upstream.close_idle(false);
  expect_failure(at.ask(start_call), 502, "UPSTREAM_RESET", "unknown");
  CHECK(at.worker.upstream.requests().size() == 2);
}

TEST_CASE("U4 a GET that broke before its answer is sent once more, on a new connection") {
  for (const end how : {end::close, end::reset}) {
    session_fixture at;
    at.worker.upstream.script({{good}, {good}, {"", how}, {good}});
    CHECK(at.ask(get_call).status == 200);
    CHECK(at.ask(get_call).status == 200);
    CHECK(at.worker.upstream.connects() == 1);
    CHECK(at.ask(get_call).status == 200);
    CHECK(at.worker.upstream.connects() == 2);
    CHECK(at.worker.upstream.requests().size() == 4);
  }
}

TEST_CASE("U4 a GET that broke twice is 502, unknown") {
  session_fixture at;
  at.worker.upstream.script({{"", end::reset}, {"", end::close}, {good}});
  expect_failure(at.ask(get_call), 502, "UPSTREAM_RESET", "unknown");
  CHECK(at.worker.upstream.requests().size() == 2);
}

TEST_CASE("U4 a GET that broke after the first byte of its answer is not sent again") {
  for (const char* part : {"H", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{"}) {
    session_fixture at;
    at.worker.upstream.script({{part, end::reset}, {good}});
    at.send(get_call);
    at.loop.run();
    CHECK(at.worker.upstream.requests().size() <= 2);
    session_fixture cut;
    cut.worker.upstream.script({{part, end::close}, {good}});
    expect_failure(cut.ask(get_call), 502, "UPSTREAM_RESET", "unknown");
    CHECK(cut.worker.upstream.requests().size() == 1);
  }
}

TEST_CASE("U4 second attempts have a budget, which they give back") {
  config::gateway settings = test_settings();
  settings.engine.retry_percent = 0;
  settings.engine.retry_least = 1;
  session_fixture at(settings);
  at.worker.upstream.script({{"", end::reset}, {""}, {"", end::reset}, {"", end::reset}, {good}});
  at.send(get_call);  // for the second time, without an answer so far
  memory_stream* const busy = at.worker.upstream.last();
  std::string received;
  memory_stream client(at.loop, [&](std::string_view bytes) { received.append(bytes); });
  auto session = flow::run_session(client, at.worker, "192.0.2.2");
  session.start();
  client.put(get_call);
  at.loop.run();
  CHECK(received.find("UPSTREAM_RESET") != std::string::npos);
  CHECK(received.find("X-Ramal-Upstream: unknown") != std::string::npos);
  CHECK(at.worker.upstream.requests().size() == 3);
  busy->put(good);
  at.loop.run();
  CHECK(at.take_answer().status == 200);
  CHECK(at.worker.gate.load.in_flight == 0);
  CHECK(at.worker.gate.load.again == 0);
  received.clear();
  at.worker.upstream.close_idle(true);
  client.put(get_call);
  at.loop.run();
  CHECK(received.find(" 200 ") != std::string::npos);
  CHECK(at.worker.upstream.requests().size() == 5);
  client.put_end();
  at.loop.run();
}

TEST_CASE("U1 a request of which nothing was sent is tried again without a budget") {
  config::gateway settings = test_settings();
  settings.engine.retry_percent = 0;
  settings.engine.retry_least = 0;
  session_fixture at(settings);
  at.worker.upstream.answer_always(good);
  at.worker.upstream.set_doors({door::refused});
  CHECK(at.ask(start_call).status == 201);
  at.worker.upstream.script({{"", end::reset}});
  expect_failure(at.ask(get_call), 502, "UPSTREAM_RESET", "unknown");
  CHECK(at.worker.upstream.requests().size() == 2);
}

TEST_CASE("U5 a POST takes no connection that was idle for 4 s, a GET does") {
  for (const auto& [request, connects] : {std::pair{get_call, 1u}, std::pair{start_call, 2u}}) {
    session_fixture at;
    at.worker.upstream.answer_always(good);
    CHECK(at.ask(get_call).status == 200);
    at.loop.advance(seconds(4));
    CHECK(at.ask(request).status / 100 == 2);
    CHECK(at.worker.upstream.connects() == connects);
  }
}

TEST_CASE("U10 an idle connection whose end was seen is not taken") {
  session_fixture at;
  at.worker.upstream.answer_always(good);
  CHECK(at.ask(get_call).status == 200);
  at.worker.upstream.close_idle(true);
  CHECK(at.ask(start_call).status == 201);
  CHECK(at.worker.upstream.requests().size() == 2);
  CHECK(at.worker.upstream.connects() == 2);
}

TEST_CASE("U10 a connection with bytes behind the answer is not used again") {
  session_fixture at;
  at.worker.upstream.answer_always(good + "x");
  CHECK(at.ask(get_call).status == 200);
  CHECK(at.worker.upstream.idle() == 0);
  CHECK(at.worker.upstream.open() == 0);
}

TEST_CASE("an answer that ends its connection is the last on it") {
  for (const std::string& answer :
       {answer_of(200, R"({"id":"a"})", "Connection: close\r\n"),
        "HTTP/1.0" + answer_of(200, R"({"id":"a"})").substr(8),
        std::string("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 10\r\n\r\n{\"id\":\"a\"}")}) {
    session_fixture at;
    at.worker.upstream.answer_always(answer);
    CHECK(at.ask(get_call).status == 200);
    CHECK(at.worker.upstream.open() == 0);
    CHECK(at.ask(get_call).status == 200);
    CHECK(at.worker.upstream.connects() == 2);
  }
}

TEST_CASE("U11 a connection to the engine carries at most a thousand requests") {
  session_fixture at;
  at.worker.upstream.answer_always(good);
  at.worker.upstream.keeps_requests = false;
  for (int i = 0; i < 1'001; ++i) {
    if (i == 999) at.connect();  // the client's own bound
    CHECK(at.ask(get_call).status == 200);
  }
  CHECK(at.worker.upstream.connects() == 2);
}

TEST_CASE("U6 no first byte in time is 504, nothing is sent again and the connection goes") {
  for (const std::string& request : {get_call, start_call}) {
    session_fixture at;
    at.worker.upstream.answer_always("");
    at.send(request);
    at.loop.advance(seconds(30) - milliseconds(1));
    CHECK(at.received.empty());
    at.loop.advance(milliseconds(1));
    expect_failure(at.take_answer(), 504, "UPSTREAM_TIMEOUT", "unknown");
    CHECK(at.worker.upstream.requests().size() == 1);
    CHECK(at.worker.upstream.open() == 0);
  }
}

TEST_CASE("U6 an answer that begins in time has a minute in all") {
  session_fixture at;
  at.worker.upstream.answer_always("HTTP/1.1 200 OK\r\n");
  at.send(get_call);
  at.loop.advance(seconds(60) - milliseconds(1));
  CHECK(at.received.empty());
  at.loop.advance(milliseconds(1));
  expect_failure(at.take_answer(), 504, "UPSTREAM_TIMEOUT", "unknown");
}

TEST_CASE("U6 an engine that does not take the request is 504 after a minute, and nobody knows what it got") {
  session_fixture at;
  at.worker.upstream.script({{"", end::keep, 10}});
  at.send(start_call);
  at.loop.advance(seconds(60));
  CHECK(at.take_answer().status == 504);
  CHECK(at.worker.upstream.open() == 0);
}

TEST_CASE("U4 U5 a second attempt takes a new connection: what ended one idle connection may have ended all") {
  auto settings = test_settings();
  settings.engine.share_connections = true;
  session_fixture at(settings);
  auto& engine = at.worker.upstream;
  engine.answer_always(good);
  CHECK(at.ask(get_call).status == 200);
  flow::connection first = engine.take_idle(flow::no_owner, true, at.loop.now());
  REQUIRE(first.io);
  CHECK(at.ask(get_call).status == 200);
  engine.give_back(std::move(first), at.loop.now());
  REQUIRE(engine.idle() == 2);
  engine.close_idle(false);
  CHECK(at.ask(get_call).status == 200);
  CHECK(engine.connects() == 3);
}

}  // namespace ramal::test
