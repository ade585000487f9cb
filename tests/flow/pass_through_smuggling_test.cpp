// What an Evolution GO server reads is what the client meant, and what the client reads is what the server said
// (contracts/gateway.md section 3): both sides are read by a judge of its own.
#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/flow/go_fixture.hpp"
#include "tests/flow/strict_messages.hpp"
#include "tests/harness/instrumented.hpp"

namespace ramal::test {
namespace {

using random_source = std::minstd_rand;

// What hides in bodies: whole requests, ends of bodies, line ends.
constexpr std::string_view smuggled[] = {
    "POST /base/instance/create HTTP/1.1\r\nHost: x\r\napikey: global-key-of-go\r\nContent-Length: 0\r\n\r\n",
    "\r\n0\r\n\r\n",
    "0\r\n\r\n",
    "\r\n",
    "\n",
    "5\r\nhello\r\n",
    "GET /base/call/start HTTP/1.1\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "{\"text\":\"hi\"}",
    "token-of-nobody"};

std::size_t below(random_source& random, std::size_t end) { return random() % end; }

std::string random_body(random_source& random) {
  std::string body;
  for (std::size_t parts = below(random, 6); parts != 0; --parts) {
    if (below(random, 4) == 0) body.append(below(random, 3'000), static_cast<char>('a' + below(random, 26)));
    else body += smuggled[below(random, std::size(smuggled))];
  }
  return body;
}

std::string hex_of(random_source& random, std::size_t size) {
  constexpr std::string_view digits[] = {"0123456789abcdef", "0123456789ABCDEF"};
  const std::string_view of = digits[below(random, 2)];
  std::string text;
  for (; size != 0; size /= 16) text.insert(text.begin(), of[size % 16]);
  return std::string(below(random, 3), '0') + text;
}

// Chunks with leading zeros, extensions and trailers, as RFC 9112 allows them.
std::string in_chunks(random_source& random, std::string_view body) {
  constexpr std::string_view extensions[] = {"", "", ";a", ";a=b", R"(;a="b;\"c")", ";a=b;c"};
  std::string text;
  while (!body.empty()) {
    const std::size_t size = 1 + below(random, body.size());
    text += hex_of(random, size).append(extensions[below(random, std::size(extensions))]) + "\r\n";
    text.append(body.substr(0, size)).append("\r\n");
    body.remove_prefix(size);
  }
  text += "0" + std::string(below(random, 2), '0') + "\r\n";
  if (below(random, 3) == 0) text += "Content-Length: 5\r\nX-Trailer: t\r\n";
  return text + "\r\n";
}

struct meant {
  std::string line;  // as the server must see it
  std::string body;
};

std::string random_request(random_source& random, std::vector<meant>& all) {
  constexpr std::string_view verbs[] = {"POST", "PUT", "PATCH", "DELETE", "GET"};
  constexpr std::string_view paths[] = {"/send/text", "/send/media", "/chat/archive/", "/user/info?a=b"};
  const std::string verb(verbs[below(random, std::size(verbs))]), path(paths[below(random, std::size(paths))]);
  const std::string body = random_body(random);
  const bool looks = verb == "GET", chunked = below(random, 2) == 0;
  all.push_back({verb + " /base" + path + " HTTP/1.1\r\n", looks ? "" : body});
  std::string text = verb + " /api/layer/evolution-go" + path + " HTTP/1.1\r\nHost: ramal.example\r\napikey: demo\r\n";
  if (chunked) return text + "Transfer-Encoding: chunked\r\n\r\n" + in_chunks(random, body);
  return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// What a server may answer; `body` is what it means. With `until_close` the connection has to end behind it.
std::string random_answer(random_source& random, const std::string& body, bool until_close) {
  std::string text;
  if (below(random, 4) == 0) text += "HTTP/1.1 100 Continue\r\n\r\n";
  if (below(random, 6) == 0) text += "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
  text += "HTTP/1.1 200 OK\r\nContent-Type: " + std::string(below(random, 2) == 0 ? "application/json" : "image/png") +
          "\r\n";
  if (until_close) return text + "\r\n" + body;
  if (below(random, 2) == 0) return text + "Transfer-Encoding: chunked\r\n\r\n" + in_chunks(random, body);
  return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// `text` outlives them.
std::vector<std::string_view> random_pieces(random_source& random, std::string_view text) {
  std::vector<std::string_view> pieces;
  const std::size_t widest = 1 + below(random, text.size());
  while (!text.empty()) {
    const std::size_t size = std::min(text.size(), 1 + below(random, widest));
    pieces.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return pieces;
}

// One connection of a client, and all that its server reads.
struct conversation {
  explicit conversation(unsigned seed) : random(seed + 1) {}

  // What has come so far is taken, and answered.
  void serve() {
    if (at.go.stream() == nullptr) return;
    seen += at.go.take_received();
    while (auto whole = take_strict(seen, odd)) {
      requests.push_back(std::move(*whole));
      said.push_back(random_body(random));
      const std::string answer = random_answer(random, said.back(), false);
      for (const std::string_view piece : random_pieces(random, answer))
        if (at.go.stream() != nullptr) at.go.put(piece);
      if (at.go.stream() == nullptr) return;
      seen += at.go.take_received();
    }
  }

  through at;
  random_source random;
  std::string seen, odd;
  std::vector<strict_message> requests;
  std::vector<std::string> said;
};

unsigned rounds() { return tests::is_instrumented() ? 40 : 400; }

}  // namespace

TEST_CASE("F17 F22 F24 the server reads what the client meant, whatever framing and pieces it came in") {
  for (unsigned seed = 0; seed < rounds(); ++seed) {
    INFO("seed " << seed);
    conversation with(seed);
    std::vector<meant> all;
    std::string sent;
    for (std::size_t left = 1 + below(with.random, 4); left != 0; --left) sent += random_request(with.random, all);
    for (const std::string_view piece : random_pieces(with.random, sent)) {
      with.at.send(piece);
      with.serve();
    }
    CHECK(with.odd == "");
    CHECK(with.seen == "");
    REQUIRE(with.requests.size() == all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      CHECK(with.requests[i].head.starts_with(all[i].line));
      CHECK(with.requests[i].body == all[i].body);
    }
    std::string odd;
    for (const std::string& body : with.said) {
      const auto answer = take_strict(with.at.received, odd);
      REQUIRE(answer.has_value());
      CHECK(answer->head.starts_with("HTTP/1.1 200 "));
      CHECK(answer->body == body);
    }
    CHECK(with.at.received == "");
    CHECK(with.at.go.connects() == 1);
    CHECK_FALSE(with.at.is_over());
    CHECK(with.at.engine_saw_nothing());
  }
}

TEST_CASE("F2 F17 F18 F19 F23 a malformed body never looks whole to the server, and nothing behind it is a request") {
  const std::string behind(smuggled[0]);
  const std::pair<std::string, std::string> rows[] = {
      {"Transfer-Encoding: chunked", "5\r\nhello\n0\r\n\r\n"},
      {"Transfer-Encoding: chunked", "5\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: chunked", "4\r\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: chunked", "6\r\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: chunked", "0x5\r\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: chunked", "+5\r\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: chunked", "5 \r\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: chunked", "\r\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: chunked", "10000000000000005\r\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: chunked", "fffffffffffffffb\r\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: chunked", "5;a\nb\r\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: chunked", "5;a=\"\r\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\nA b\r\n\r\n"},
      {"Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\nA: b\n\r\n"},
      {"Transfer-Encoding: chunked", "5\r\nhello\r\n-0\r\n\r\n"},
      {"Transfer-Encoding: chunked\r\nContent-Length: 5", "5\r\nhello\r\n0\r\n\r\n"},
      {"Content-Length: 5\r\nTransfer-Encoding: chunked", "hello"},
      {"Content-Length: 5\r\nContent-Length: 5", "hello"},
      {"Content-Length: 5\r\nContent-Length: 6", "hello"},
      {"Content-Length: 5, 5", "hello"},
      {"Content-Length: +5", "hello"},
      {"Content-Length: 0x5", "hello"},
      {"Content-Length: -1", "hello"},
      {"Content-Length : 5", "hello"},
      {"Transfer-Encoding : chunked", "5\r\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: identity", "hello"},
      {"Transfer-Encoding: chunked, identity", "5\r\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: gzip, chunked", "5\r\nhello\r\n0\r\n\r\n"},
      {"Transfer-Encoding: \x0b"
       "chunked",
       "5\r\nhello\r\n0\r\n\r\n"},
      {" Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"}};
  for (const auto& [framing, body] : rows)
    for (const bool at_once : {true, false}) {
      INFO(framing << " " << body);
      conversation with(1);
      const std::string text = upload_head(framing) + body + behind;
      if (at_once) with.at.send(text);
      for (std::size_t i = 0; i < text.size() && !at_once; ++i) with.at.send(text.substr(i, 1));
      with.serve();
      CHECK(with.odd == "");
      CHECK(with.requests.empty());
      CHECK(with.at.received.starts_with("HTTP/1.1 4") + with.at.received.starts_with("HTTP/1.1 501 ") == 1);
      CHECK(with.at.is_over());
      CHECK(with.at.go.idle() == 0);
      CHECK(with.at.go.connects() <= 1);
    }
}

TEST_CASE("F23 a client that ends in the middle leaves nothing that looks whole, wherever it ends") {
  for (const bool chunked : {false, true}) {
    random_source random(7);
    const std::string body = "hello\r\n0\r\n\r\nworld";
    const std::string text = chunked ? upload_head("Transfer-Encoding: chunked") + in_chunks(random, body)
                                     : upload_head("Content-Length: " + std::to_string(body.size())) + body;
    for (std::size_t end = text.find("\r\n\r\n") + 4; end < text.size(); ++end) {
      INFO("up to " << end);
      conversation with(1);
      with.at.send(text.substr(0, end));
      with.at.client->put_end();
      with.at.loop.run();
      with.serve();
      CHECK(with.odd == "");
      CHECK(with.requests.empty());
      CHECK(with.at.go.idle() == 0);
    }
  }
}

TEST_CASE("U8 an answer until the end of its connection passes whole, or is seen to be cut") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    INFO("seed " << seed);
    random_source random(seed + 1);
    through at;
    at.send(get_request("/user/avatar"));
    const std::string body = random_body(random) + "end";
    const std::string said = random_answer(random, body, true);
    for (const std::string_view piece : random_pieces(random, said)) at.go.put(piece);
    std::string so_far = at.received, odd;
    CHECK_FALSE(take_strict(so_far, odd).has_value());
    const bool cut = seed % 2 == 1;
    if (cut) at.go.reset();
    else at.go.end();
    const auto answer = take_strict(at.received, odd);
    CHECK(answer.has_value() != cut);
    if (answer) CHECK(answer->body == body);
    CHECK(odd == "");
    CHECK(at.go.idle() == 0);
  }
}

TEST_CASE("U10 bytes of the server that nobody asked for are nobody's answer") {
  through at;
  at.send(get_request("/user/info"));
  at.go.put(ok("1") + ok("nobody's"));
  CHECK(at.take_answer().body == "1");
  CHECK(at.go.idle() == 0);
  at.send(get_request("/user/info"));
  at.go.put(ok("2"));
  CHECK(at.take_answer().body == "2");
  CHECK(at.go.connects() == 2);
  at.go.put(ok("nobody's"));  // while it is idle
  at.send(get_request("/user/info"));
  at.go.put(ok("3"));
  CHECK(at.take_answer().body == "3");
  CHECK(at.go.connects() == 3);
}

TEST_CASE("U1 U5 a request goes out once, over a connection that is dead, too") {
  for (const bool seen : {true, false}) {
    INFO(seen);
    session_fixture at(go_settings());
    memory_engine go(at.loop);
    go.host = "ramal.example";
    go.path_prefix = "/base";
    go.through = tests::door::go;
    go.answer_always(answer_of(200, "{}"));
    at.worker.go.server = {std::shared_ptr<void>(), &go};
    CHECK(at.ask(get_request("/user/info")).status == 200);
    go.close_idle(seen);
    const client_answer answer = at.ask(post_request("/send/text", "{}"));
    CHECK(answer.status == (seen ? 200U : 502U));
    if (!seen) CHECK(answer.field("X-Ramal-Upstream") == "unknown");
    std::size_t sent = 0;
    for (const std::string& request : go.requests()) sent += request.starts_with("POST ") ? 1 : 0;
    CHECK(sent == 1);
    CHECK(go.connects() == (seen ? 2 : 1));
    at.disconnect();
  }
}

}  // namespace ramal::test
