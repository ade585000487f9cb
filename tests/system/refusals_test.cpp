// E0 and what stands beside the tables of framing_rules_test.cpp and header_rules_test.cpp: how a refusal ends.
#include <catch2/catch.hpp>

#include "tests/harness/contract_names.hpp"
#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

const std::string bad_line = "GET /\x01 HTTP/1.1\r\n\r\n";

// Reads until the connection ends.
read_outcome read_to_end(tests::socket& from, std::string& bytes) {
  auto got = read_outcome::bytes;
  while (got == read_outcome::bytes) got = from.read(bytes, within());
  return got;
}

// Sends `piece` again and again until the peer takes no more; how much it took.
std::size_t send_until_gone(tests::socket& to, const std::string& piece, std::chrono::milliseconds pause) {
  const listening_socket nobody;
  auto timer = tests::socket::connect(nobody.port());
  std::size_t sent = 0;
  std::string nothing;
  for (const auto until = within(); std::chrono::steady_clock::now() < until; sent += piece.size()) {
    if (!to.write(piece, within())) return sent;
    if (pause.count() > 0) timer.read(nothing, within(pause));  // the client's own slowness
  }
  FAIL_CHECK("the peer never went");
  return sent;
}

}  // namespace

TEST_CASE("E0 a refusal is error and code, says close, and nothing behind it is interpreted") {
  gateway both;
  for (const auto& bytes :
       {bad_line, std::string("GET / HTTP/3.0\r\n\r\n"), start_head() + "Content-Length: -1\r\n\r\n",
        start_head() + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    CAPTURE(visible(bytes));
    auto client = tests::socket::connect(both.program.port());
    CHECK(client.write(bytes + get("/call/list") + post("/call/start", start_body()), within()));
    std::string came;
    CHECK(read_to_end(client, came) == read_outcome::end);
    const auto seen = take_answer(came);
    CHECK(seen.error == "");
    CHECK(seen.status >= 400);
    CHECK(says_close(seen));
    std::string problem;
    const auto document = parse_json(seen.body, problem);
    REQUIRE(document);
    CHECK(document->names == std::vector<std::string>{"error", "code"});
    CHECK(came.empty());
  }
  CHECK(both.engine.requests().empty());
}

TEST_CASE("E0 a client that is still sending 50 KiB can read its refusal, and then the end") {
  gateway both;
  auto client = tests::socket::connect(both.program.port());
  CHECK(client.write(start_head() + "Content-Length: 999999\r\n\r\n", within()));
  CHECK(client.write(std::string(50'000, 'x'), within()));
  std::string came;
  CHECK(read_to_end(client, came) == read_outcome::end);
  CHECK(code_of(take_answer(came)) == "PAYLOAD_TOO_LARGE");
  CHECK(both.engine.requests().empty());
}

TEST_CASE("E0 a refused client that goes on sending is drained for 64 KiB and not for more") {
  gateway both;
  auto client = tests::socket::connect(both.program.port());
  CHECK(client.write(bad_line, within()));
  // what the kernels buffer on top is not the program's reading
  CHECK(send_until_gone(client, std::string(64 * 1024, 'x'), {}) < 16 * 1024 * 1024);
  CHECK(both.ask(get("/call/list")).status == 200);
}

TEST_CASE("E0 a refused client that neither sends nor ends is left after a second") {
  gateway both;
  auto client = tests::socket::connect(both.program.port());
  auto began = std::chrono::steady_clock::now();
  CHECK(client.write(bad_line, within()));
  std::string came;
  CHECK(read_to_end(client, came) == read_outcome::end);
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::milliseconds(900));  // FIN comes at once
  began = std::chrono::steady_clock::now();
  send_until_gone(client, "x", std::chrono::milliseconds(20));
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(5));
}

TEST_CASE("F22 a body of OPTIONS and of HEAD is dropped, what follows is the next request") {
  gateway both;
  const std::string framed = "Content-Length: 5\r\n\r\nhello",
                    chunks = "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  for (const auto& body : {framed, chunks}) {
    const auto with_body = [&](const std::string& method) {
      auto request = get("/server/ok");
      return request.replace(0, 3, method).replace(request.size() - 2, 2, body);
    };
    auto client = both.connect();
    client.send(with_body("OPTIONS") + get("/call/list"));
    CHECK(client.read_answer().status == 200);
    CHECK(client.read_answer().status == 200);
    auto head = both.connect();
    head.send(with_body("HEAD") + get("/call/list"));
    CHECK(head.read_answer(true).status == 200);
    CHECK(head.read_answer().body == R"({"message":"success","data":[]})");
  }
  CHECK(both.engine.requests().size() == 4);
}

TEST_CASE("H9 failures and sessions may not be stored") {
  gateway both;
  for (const auto& request : {get("/nothing"), bad_line, post("/call/start", "{"),
                              post("/call/media/realtime/session", R"({"callId":"c"})")}) {
    const auto seen = both.ask(request);
    CAPTURE(seen.raw);
    REQUIRE(seen.find("Cache-Control") != nullptr);
    CHECK(*seen.find("Cache-Control") == "no-store");
  }
}

TEST_CASE("H10 an engine's 204 and 304 have no body and are no answer, what follows is not shifted") {
  gateway both;
  auto client = both.connect();
  for (const char* bytes : {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\n\r\n",
                            "HTTP/1.1 304 Not Modified\r\nContent-Length: 12\r\n\r\n"}) {
    CAPTURE(bytes);
    both.engine.reply_next({bytes});
    client.send(get("/call/list"));
    CHECK(client.read_answer().status == 502);
    client.send(get("/call/list"));
    CHECK(client.read_answer().status == 200);
  }
  CHECK(both.engine.requests().size() == 6);
}

}  // namespace ramal::system_tests
