// Rules U of http-rules.md: an engine that is dead or slow. engine_answers_test.cpp, tls_engine_test.cpp and
// exactly_once_test.cpp hold the rest of them.
#include <catch2/catch.hpp>

#include "tests/system/engine_failures.hpp"
#include "tests/system/silent_listener.hpp"

namespace ramal::system_tests {

using namespace std::string_literals;

TEST_CASE("U1 a dead engine: 502, and the client learns that nothing was sent") {
  ramal_process alone(gateway_yaml("http://127.0.0.1:" + std::to_string(dead_port())));
  raw_client client(alone.port());
  for (const auto& request : {a_start, a_list, a_start}) {
    client.send(request);
    check_failure(client.read_answer(), 502, "UPSTREAM_UNREACHABLE", "not-sent");
  }
}

TEST_CASE("U2 an engine whose queue of connections is full: 504, and nothing was sent") {
  const silent_listener full;
  ramal_process alone(gateway_yaml(full.base_url(), {{"engine.connect_timeout", "200ms"}}));
  raw_client client(alone.port());
  for (const auto& request : {a_start, a_list}) {
    client.send(request);
    check_failure(client.read_answer(), 504, "UPSTREAM_TIMEOUT", "not-sent");
  }
}

TEST_CASE("U3 a POST that breaks after a byte was sent is never sent again") {
  gateway both;
  for (const auto how : {after_reply::close, after_reply::reset}) {
    const auto before = both.engine.requests().size();
    both.engine.reply_next(broken_reply(how));
    check_failure(both.ask(a_start), 502, "UPSTREAM_RESET", "unknown");
    both.engine.break_next_connection(20, how);  // in the middle of the request
    check_failure(both.ask(a_start), 502, "UPSTREAM_RESET", "unknown");
    both.engine.reply_next(raw("HTTP/1.1 2", how));
    check_failure(both.ask(a_start), 502, "UPSTREAM_RESET", "unknown");
    CHECK(both.engine.requests().size() == before + 2);
  }
}

TEST_CASE("U4 a GET that breaks before an answer is asked once more, on a new connection") {
  gateway both;
  both.engine.reply_next(broken_reply(after_reply::close));
  CHECK(both.ask(a_list).status == 200);
  CHECK(both.engine.requests().size() == 2);
  CHECK(both.engine.requests()[0].connection != both.engine.requests()[1].connection);
  both.engine.reply_next(broken_reply(after_reply::reset));
  both.engine.reply_next(broken_reply(after_reply::reset));
  check_failure(both.ask(a_list), 502, "UPSTREAM_RESET", "unknown");
  CHECK(both.engine.requests().size() == 4);
  both.engine.reply_next(raw("HTTP/1.1 2", after_reply::close));
  check_failure(both.ask(a_list), 502, "UPSTREAM_RESET", "unknown");  // a byte of an answer: no second time
  CHECK(both.engine.requests().size() == 5);
}

TEST_CASE("U4 a GET is asked once more only within the retry budget") {
  gateway both(with{{"engine.retry_percent", "0"}, {"engine.retry_least", "1"}});
  both.engine.reply_next(broken_reply(after_reply::close));
  const auto release = both.engine.hold_next(raw(empty_list));
  auto first = both.connect();
  first.send(a_list);
  REQUIRE(both.engine.wait_for_requests(2));
  both.engine.reply_next(broken_reply(after_reply::close));
  check_failure(both.ask(a_list), 502, "UPSTREAM_RESET", "unknown");
  CHECK(both.engine.requests().size() == 3);
  release->open();
  CHECK(first.read_answer().status == 200);
  both.engine.reply_next(broken_reply(after_reply::close));
  CHECK(both.ask(a_list).status == 200);
  CHECK(both.engine.requests().size() == 5);
}

TEST_CASE("U5 an engine that closes idle connections never causes a failure or a duplicate") {
  gateway both;
  auto client = both.connect();
  for (std::size_t i = 1; i <= 50; ++i) {
    client.send(a_start);
    CHECK(client.read_answer().status == 201);
    CHECK(both.engine.requests().size() == i);
    if (i % 2 == 0) both.engine.close_idle();
  }
}

TEST_CASE("U5 an engine that is still there keeps its connection") {
  gateway both;
  auto client = both.connect();
  for (int i = 0; i < 50; ++i) {
    client.send(i % 2 == 0 ? a_start : a_list);
    CHECK(client.read_answer().status < 300);
  }
  CHECK(both.engine.connections() == 1);
}

TEST_CASE("U5 a POST takes no connection that was idle for long, a GET does") {
  gateway both(with{{"engine.post_idle_max", "1ms"}});
  auto client = both.connect();
  const auto let_time_pass = [&] {
    for (const auto until = within(std::chrono::milliseconds(10)); std::chrono::steady_clock::now() < until;) {
      client.send(get("/server/ok"));
      client.read_answer();
    }
  };
  client.send(a_list);
  CHECK(client.read_answer().status == 200);
  let_time_pass();
  client.send(a_list);
  CHECK(client.read_answer().status == 200);
  CHECK(both.engine.connections() == 1);
  let_time_pass();
  client.send(a_start);
  CHECK(client.read_answer().status == 201);
  CHECK(both.engine.connections() == 2);
}

TEST_CASE("U6 an engine that never answers: 504 after the first-byte timeout, and nobody asks again") {
  gateway both(with{{"engine.first_byte_timeout", "300ms"}});
  const auto never = std::make_shared<gate>();
  for (const auto& request : {a_start, a_list}) {
    both.engine.hold_next(json_reply(200, "{}"), never);
    check_failure(both.ask(request), 504, "UPSTREAM_TIMEOUT", "unknown");
  }
  CHECK(both.engine.requests().size() == 2);
  never->open();
  CHECK(both.ask(a_list).status == 200);  // the late answers reached nobody
}

TEST_CASE("U6 an engine that stops in the middle: 504 after the total timeout") {
  gateway both(with{{"engine.first_byte_timeout", "300ms"}, {"engine.total_timeout", "300ms"}});
  for (const char* part : {"HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"calls",
                           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"calls\":[]}\r\n"}) {
    both.engine.reply_next(raw(part));
    check_failure(both.ask(a_list), 504, "UPSTREAM_TIMEOUT", "unknown");
  }
}

TEST_CASE("U15 a name is resolved without blocking anything") {
  ramal_process no_such(gateway_yaml("http://no-such-host.invalid"));
  raw_client other(no_such.port());
  other.send(a_start + get("/server/ok"));
  check_failure(other.read_answer(), 502, "UPSTREAM_UNREACHABLE", "not-sent");
  CHECK(other.read_answer().status == 200);
}

}  // namespace ramal::system_tests
