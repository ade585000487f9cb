// Rule F22 of http-rules.md: bodies that are not needed are dropped as they come, and cost no memory.
#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <vector>

#include "tests/harness/eventually.hpp"
#include "tests/system/process_figures.hpp"
#include "tests/system/rule_table.hpp"

namespace ramal::system_tests {
namespace {

constexpr std::size_t body_bytes = 200'000;

struct unwanted {
  std::string name;
  std::string head;  // without its last line end and without framing
  int status;        // once the body is there; 0: the answer does not wait for it
};

std::string head_of(const std::string& line, const std::string& fields) {
  return line + " HTTP/1.1\r\nHost: ramal.example\r\n" + fields;
}

// The demo key has as many requests in flight as it may have.
std::vector<unwanted> all_unwanted() {
  const std::string mount = default_mount, key = std::string("apikey: ") + client_key_by_id + "\r\n",
                    tired = std::string("apikey: ") + client_key + "\r\n", nobody = "apikey: nobody\r\n";
  return {{"GET", head_of("GET " + mount + "/call/list", key), 200},
          {"GET of one call", head_of("GET " + mount + "/call/get/a", key), 200},
          {"instance/status", head_of("GET " + mount + "/instance/status", key), 200},
          {"DELETE", head_of("DELETE " + mount + "/call/a", key), 200},
          {"server/ok", head_of("GET " + mount + "/server/ok", ""), 200},
          {"OPTIONS", head_of("OPTIONS " + mount + "/call/start", ""), 200},
          {"OPTIONS of anything", head_of("OPTIONS *", nobody), 200},
          {"too many of its key", head_of("POST " + mount + "/call/start", tired), 429},
          {"too many GETs of its key", head_of("GET " + mount + "/call/list", tired), 429},
          {"unknown key", head_of("POST " + mount + "/call/start", nobody), 0},
          {"no key", head_of("POST " + mount + "/call/start", ""), 0},
          {"unknown route", head_of("POST " + mount + "/no/such/route", key), 0},
          {"outside the mount", head_of("PUT /anything", key), 0},
          {"wrong method", head_of("POST " + mount + "/call/list", key), 0},
          {"WebSocket", head_of("POST " + mount + "/call/media/realtime/ws/a", key), 0},
          {"too many events at a hook", event_head(), 429},
          {"unknown hook", head_of("POST /hooks/native/" + std::string(30, 'x'), key), 0},
          {"below a hook", head_of("POST /hooks/native/" + std::string(hook) + "/x", key), 0},
          {"PUT at a hook", event_head("PUT"), 0},
          {"encoded event", event_head() + "Content-Encoding: gzip\r\n", 0}};
}

// Where the demo key can get nothing but 429: its only request waits for the engine, and its hook has as many events
// under way as it may have.
struct busy_gateway : gateway {
  busy_gateway() : gateway(with_hook({{"limits.key_concurrency", "1"}})), waiting(connect()) {
    release = engine.hold_next(json_reply(200, "{}"));
    waiting.send(get("/call/list"));
    REQUIRE(engine.wait_for_requests(1));
    for (int i = 0; i < 256; ++i) {
      events.push_back(connect());
      events.back().send(event_head() + "Content-Length: 26\r\n\r\n{");
    }
    REQUIRE(tests::eventually([&] { return ask(event_post(odd_event)).status == 429; }));
  }
  ~busy_gateway() { release->open(); }
  std::vector<raw_client> events;
  raw_client waiting;
  std::shared_ptr<tests::gate> release;
};

std::string chunk_of(std::size_t size) {
  static const std::string zeros = "0123456789abcdef";
  std::string digits;
  for (std::size_t rest = size; rest != 0; rest /= 16) digits.insert(digits.begin(), zeros[rest % 16]);
  return digits + "\r\n" + std::string(size, 'x') + "\r\n";
}

// What has been sent to the gateway so far has been read by it when it has answered this often since.
void let_it_read(const gateway& both) {
  for (int i = 0; i < 50; ++i) CHECK(both.ask(get("/server/ok")).status == 200);
}

}  // namespace

TEST_CASE("F22 bodies that nobody wants are held by nobody, however many come at once") {
  const gateway usual(with_hook());
  const busy_gateway busy;
  constexpr int clients = 100;
  for (const bool chunked : {false, true}) {
    for (const unwanted& each : all_unwanted()) {
      CAPTURE(each.name, chunked);
      const gateway& both = each.status == 429 ? busy : usual;
      const std::string framing = chunked ? "Transfer-Encoding: chunked\r\n\r\n"
                                          : "Content-Length: " + std::to_string(body_bytes + 1) + "\r\n\r\n";
      const std::string request = each.head + framing + (chunked ? chunk_of(body_bytes) : std::string(body_bytes, 'x'));
      const auto before = resident_kib(both.program, "VmRSS:");
      std::vector<raw_client> many;
      for (int i = 0; i < clients; ++i) {
        many.push_back(both.connect());
        many.back().send(request);
      }
      let_it_read(both);
      if (!is_instrumented()) CHECK(resident_kib(both.program, "VmRSS:") - before < clients * 40);
    }
  }
}

TEST_CASE("F22 a connection whose body was dropped answers the next request") {
  for (const unwanted& each : all_unwanted()) {
    if (each.status == 0) continue;
    std::optional<busy_gateway> busy;
    std::optional<gateway> usual;
    gateway& both = each.status == 429 ? busy.emplace() : usual.emplace(with_hook());
    const auto asked = both.engine.requests().size();
    const std::string body(20'000, 'x'), next = get("/server/ok");
    const std::vector<std::string> bodies{
        "Content-Length: 20000\r\n\r\n" + body, "Content-Length: 5\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n" + chunk_of(19'000) + chunk_of(1) + "0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\nT: v\r\n\r\n"};
    const std::vector<std::vector<std::size_t>> splits{{100'000}, {each.head.size(), 1}, {3'000}};
    for (const auto& framed : bodies) {
      for (const auto& sizes : splits) {
        CAPTURE(each.name, framed.substr(0, 40), sizes.front());
        if (sizes.back() == 1 && framed.size() > 1'000) continue;
        auto client = both.connect();
        client.send_split(each.head + framed + next, sizes);
        const auto seen = client.read_answer();
        CHECK(seen.status == each.status);
        CHECK_FALSE(says_close(seen));
        CHECK(client.read_answer().body == R"({"status":"ok"})");
        client.send(next);
        CHECK(client.read_answer().body == R"({"status":"ok"})");
      }
    }
    if (each.status == 429) CHECK(both.engine.requests().size() == asked);
    for (const auto& request : both.engine.requests()) CHECK(request.body.empty());
  }
}

TEST_CASE("F5 F17 F18 a body that nobody wants has the same limit and the same grammar") {
  gateway both(with{{"limits.body_bytes", "1000"}});
  const std::string chunks = "Transfer-Encoding: chunked\r\n";
  for (const auto& request :
       {get("/call/list"), get("/server/ok"), std::string("OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n")}) {
    const auto with_body = [&](const std::string& fields, const std::string& body) {
      return request.substr(0, request.size() - 2) + fields + "\r\n" + body;
    };
    check_refused(both, {{"length over the limit", with_body("Content-Length: 1001\r\n", ""), 413, "PAYLOAD_TOO_LARGE"},
                         {"a chunk over it", with_body(chunks, "3e9\r\n"), 413, "PAYLOAD_TOO_LARGE"},
                         {"chunks over it", with_body(chunks, chunk_of(600) + "191\r\n"), 413, "PAYLOAD_TOO_LARGE"},
                         {"a bad size", with_body(chunks, "5\r\nhello\r\nx\r\n"), 400, "BAD_CHUNK"},
                         {"junk behind data", with_body(chunks, "5\r\nhelloo\r\n"), 400, "BAD_CHUNK"}});
    check_accepted(both, {{"just the limit", with_body("Content-Length: 1000\r\n", std::string(1'000, 'x')), 200,
                           request.find("/call/") != std::string::npos ? 1u : 0u},
                          {"chunks of just the limit", with_body(chunks, chunk_of(600) + chunk_of(400) + "0\r\n\r\n"),
                           200, request.find("/call/") != std::string::npos ? 1u : 0u}});
  }
}

TEST_CASE("F23 L2 a body that nobody wants is waited for as long as any other, and a cut one is refused") {
  gateway both(with{{"limits.body_timeout", "300ms"}});
  for (const std::string fields : {"Content-Length: 26\r\n", "Transfer-Encoding: chunked\r\n"}) {
    const auto request = get("/call/list", fields) + "1a";
    auto ends = both.connect(), silent = both.connect();
    ends.send(request);
    ends.half_close();
    CHECK(code_of(ends.read_answer()) == "BODY_CUT");
    CHECK(ends.is_closed_by_peer());
    silent.send(request);
    CHECK(code_of(silent.read_answer()) == "REQUEST_TIMEOUT");
    CHECK(silent.is_closed_by_peer());
  }
  CHECK(both.engine.requests().empty());
}

TEST_CASE("F22 H8 a key with too many requests hears so before it sends its body, and no 100") {
  const busy_gateway both;
  auto client = both.connect();
  client.send(start_head() + "Expect: 100-continue\r\nContent-Length: 26\r\n\r\n");
  const auto seen = client.read_answer();
  CHECK(seen.status == 429);
  CHECK(says_close(seen));
  CHECK(client.is_closed_by_peer());
}

TEST_CASE("F22 L10 a key's bodies on their way count as its requests") {
  gateway both(with{{"limits.key_concurrency", "2"}});
  auto one = both.connect(), two = both.connect(), three = both.connect();
  const std::string head = start_head() + "Content-Length: 27\r\n\r\n";
  for (auto* each : {&one, &two}) each->send(head + "{");
  let_it_read(both);
  three.send(head + std::string(plain_body) + "\n");
  const auto seen = three.read_answer();
  CHECK(seen.status == 429);
  CHECK(code_of(seen) == "TOO_MANY_AT_ONCE");
  CHECK_FALSE(says_close(seen));
  one.send(std::string(plain_body).substr(1) + "\n");
  CHECK(one.read_answer().status == 201);
  three.send(head + std::string(plain_body) + "\n");
  CHECK(three.read_answer().status == 201);
  CHECK(both.engine.requests().size() == 2);
}

}  // namespace ramal::system_tests
