// Rules U of design/http-rules.md: an engine that is dead, slow or faulty. tls_engine_test.cpp and exactly_once_test.cpp
// hold the rest of them.
#include <catch2/catch.hpp>

#include <cstdio>

#include "tests/system/requests.hpp"
#include "tests/system/silent_listener.hpp"

namespace ramal::system_tests {
namespace {

using namespace std::string_literals;
using fate = engine_reply::fate;

void check_failure(const answer& seen, int status, const std::string& code, const std::string& upstream) {
  CAPTURE(seen.raw, seen.error);
  CHECK(seen.status == status);
  CHECK(code_of(seen) == code);
  const auto* told = seen.find("X-Ramal-Upstream");
  CHECK((told == nullptr ? "" : *told) == upstream);
}

engine_reply held(const std::shared_ptr<gate>& release, engine_reply reply) {
  reply.release = release;
  return reply;
}

engine_reply raw(std::string bytes, fate then = fate::keep) { return {std::move(bytes), then, {}}; }

const std::string a_start = post("/call/start", start_body());
const std::string a_list = get("/call/list");
constexpr const char* empty_list = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"calls\":[]}";

}  // namespace

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
  for (const auto how : {fate::close, fate::reset}) {
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
  both.engine.reply_next(broken_reply(fate::close));
  CHECK(both.ask(a_list).status == 200);
  CHECK(both.engine.requests().size() == 2);
  CHECK(both.engine.requests()[0].connection != both.engine.requests()[1].connection);
  both.engine.reply_next(broken_reply(fate::reset));
  both.engine.reply_next(broken_reply(fate::reset));
  check_failure(both.ask(a_list), 502, "UPSTREAM_RESET", "unknown");
  CHECK(both.engine.requests().size() == 4);
  both.engine.reply_next(raw("HTTP/1.1 2", fate::close));
  check_failure(both.ask(a_list), 502, "UPSTREAM_RESET", "unknown");  // a byte of an answer: no second time
  CHECK(both.engine.requests().size() == 5);
}

TEST_CASE("U4 a GET is asked once more only within the retry budget") {
  gateway both(with{{"engine.retry_percent", "0"}, {"engine.retry_least", "1"}});
  const auto release = std::make_shared<gate>();
  both.engine.reply_next(broken_reply(fate::close));
  both.engine.reply_next(held(release, raw(empty_list)));
  auto first = both.connect();
  first.send(a_list);
  REQUIRE(both.engine.wait_for_requests(2));
  both.engine.reply_next(broken_reply(fate::close));
  check_failure(both.ask(a_list), 502, "UPSTREAM_RESET", "unknown");
  CHECK(both.engine.requests().size() == 3);
  release->open();
  CHECK(first.read_answer().status == 200);
  both.engine.reply_next(broken_reply(fate::close));
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
  client.send(a_list);
  CHECK(client.read_answer().status == 200);
  for (const auto until = within(std::chrono::milliseconds(10)); std::chrono::steady_clock::now() < until;) {
    client.send(get("/server/ok"));  // lets time pass
    client.read_answer();
  }
  client.send(a_list);
  CHECK(client.read_answer().status == 200);
  CHECK(both.engine.connections() == 1);
  for (const auto until = within(std::chrono::milliseconds(10)); std::chrono::steady_clock::now() < until;) {
    client.send(get("/server/ok"));
    client.read_answer();
  }
  client.send(a_start);
  CHECK(client.read_answer().status == 201);
  CHECK(both.engine.connections() == 2);
}

TEST_CASE("U6 an engine that never answers: 504 after the first-byte timeout, and nobody asks again") {
  gateway both(with{{"engine.first_byte_timeout", "300ms"}});
  const auto never = std::make_shared<gate>();
  for (const auto& request : {a_start, a_list}) {
    both.engine.reply_next(held(never, json_reply(200, "{}")));
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

TEST_CASE("U7 an answer that makes no sense: 502, and its connection is destroyed") {
  gateway both;
  for (const std::string& bytes :
       {"garbage\r\n\r\n"s, "{\"calls\":[]}\r\n\r\n"s, "HTTP/2 200 OK\r\n\r\n"s, "HTTP/1.1 600 X\r\nContent-Length: 0\r\n\r\n"s,
        "HTTP/1.1 101 Y\r\nUpgrade: x\r\n\r\n"s, "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nContent-Length: 12\r\n\r\n{\"calls\":[]}"s,
        "HTTP/1.1 200 OK\r\nContent-Length: 12, 12\r\n\r\n{\"calls\":[]}"s,
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"calls\":[]}\r\n0\r\n\r\n"s,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n{\"calls\":[]}"s, "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n"s,
        "HTTP/1.1 200 OK\nContent-Length: 12\n\n{\"calls\":[]}"s, "HTTP/1.1 200 OK\r\nX: \0\r\nContent-Length: 0\r\n\r\n"s,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+c\r\n{\"calls\":[]}\r\n0\r\n\r\n"s,
        "HTTP/1.1 200 OK\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n"}) {
    CAPTURE(visible(bytes.substr(0, 200)));
    const auto connections = both.engine.connections();
    both.engine.reply_next(raw(bytes));
    check_failure(both.ask(a_start), 502, "UPSTREAM_MALFORMED", "unknown");
    CHECK(both.ask(a_list).status == 200);
    CHECK(both.engine.connections() >= connections + 1);
    both.engine.close_idle();
  }
}

TEST_CASE("U8 an answer cut short is 502, never a cut 200") {
  gateway both;
  for (const auto how : {fate::close, fate::reset})
    for (const char* part : {"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"calls\":[]", "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"calls\":[]}\r\n",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"calls\":[]}\r\n0\r\n"}) {
      CAPTURE(part);
      both.engine.reply_next(raw(part, how));
      const auto seen = both.ask(a_list);
      CHECK(seen.status == 502);
      CHECK(*seen.find("X-Ramal-Upstream") == "unknown");
    }
}

TEST_CASE("U9 an answer over the limit is 502") {
  gateway both;
  const auto chunked = [](const std::string& body) {
    std::string chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t at = 0; at < body.size(); at += 4096) {
      const auto part = body.substr(at, 4096);
      char size[16];
      std::snprintf(size, sizeof size, "%zx\r\n", part.size());
      chunks += size + part + "\r\n";
    }
    return chunks + "0\r\n\r\n";
  };
  const std::string over(1'048'577, ' ');
  for (const auto& bytes : {json_reply(200, over).bytes, chunked(over), "HTTP/1.1 200 OK\r\n\r\n" + over}) {
    both.engine.reply_next(raw(bytes, fate::close));
    check_failure(both.ask(a_list), 502, "UPSTREAM_TOO_LARGE", "unknown");
  }
}

TEST_CASE("U10 bytes behind an answer or on an idle connection end the connection and reach nobody") {
  gateway both;
  auto client = both.connect();
  const std::string second = "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"evil\":\"evil\" }";
  for (const std::string& surplus : {second, "x"s, "\r\n"s, "HTTP/1.1 100 Continue\r\n\r\n"s}) {
    both.engine.reply_next(raw(empty_list + surplus));
    client.send(a_list);
    CHECK(client.read_answer().status == 200);
    const auto connections = both.engine.connections();
    client.send(a_start);
    const auto next = client.read_answer();
    CHECK(next.status == 201);
    CHECK(next.raw.find("evil") == std::string::npos);
    CHECK(both.engine.connections() == connections + 1);
    both.engine.close_idle();
  }
}

TEST_CASE("U11 up to eight interim answers are swallowed") {
  gateway both;
  const auto interim = [](int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes += i % 2 == 0 ? "HTTP/1.1 100 Continue\r\n\r\n" : "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
    return bytes + empty_list;
  };
  auto client = both.connect();
  both.engine.reply_next(raw(interim(8)));
  client.send(a_list);
  CHECK(client.read_answer().status == 200);
  both.engine.reply_next(raw(interim(9)));
  client.send(a_list);
  check_failure(client.read_answer(), 502, "UPSTREAM_MALFORMED", "unknown");
}

TEST_CASE("U11 a connection to the engine serves at most 1,000 requests") {
  gateway both(with{{"limits.requests_per_connection", "5000"}});
  auto client = both.connect();
  for (int i = 0; i < 1'001; ++i) {
    client.send(a_list);
    REQUIRE(client.read_answer().status == 200);
  }
  CHECK(both.engine.connections() == 2);
  CHECK(both.engine.requests()[999].on_connection == 999);
}

TEST_CASE("U13 503 and 429 pass with Retry-After, and nothing is asked again") {
  gateway both;
  for (const int status : {503, 500, 429}) {
    for (const auto& request : {a_start, a_list}) {
      const auto before = both.engine.requests().size();
      both.engine.reply_next(raw("HTTP/1.1 " + std::to_string(status) +
                                 " X\r\nRetry-After: 9\r\nContent-Length: 24\r\n\r\n{\"error\":\"not just now\"}"));
      const auto seen = both.ask(request);
      CHECK(seen.status == status);
      CHECK(*seen.find("Retry-After") == "9");
      CHECK(both.engine.requests().size() == before + 1);
    }
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
