// One base URL: what is no call goes to an Evolution GO server, streamed both ways (contracts/gateway.md section 3).
#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "tests/harness/instrumented.hpp"
#include "tests/system/go_stub.hpp"
#include "tests/system/process_figures.hpp"

namespace ramal::system_tests {
namespace {

constexpr std::size_t at_once = 20;
constexpr long most_more_kib = 8 * 1024;

std::size_t transfer_bytes() { return is_instrumented() ? 1'048'576 : 100 * 1'048'576; }

with settings_of(const go_stub& go) {
  return {{"evolution_go.base_url", go.base_url()},
          {"keys",
           "[{name: one, client_key: demo-client-key, native_key: ps_demo_native_key, evolution_go_token: "
           "token-of-instance}]"}};
}

std::string upload_head(std::size_t bytes) {
  return "POST /api/layer/evolution-go/send/media HTTP/1.1\r\nHost: x\r\napikey: demo-client-key\r\nContent-Type: "
         "multipart/form-data; boundary=b\r\nContent-Length: " +
         std::to_string(bytes) + "\r\n\r\n";
}

// All that comes until the end of the connection or of `bytes` bytes, counted.
std::size_t count_bytes(tests::socket& from, std::size_t bytes) {
  std::size_t seen = 0;
  for (std::string piece; seen < bytes; piece.clear()) {
    if (from.read(piece, within(std::chrono::seconds(60))) != tests::read_outcome::bytes) break;
    seen += piece.size();
  }
  return seen;
}

bool upload(std::uint16_t port, std::size_t bytes) {
  tests::socket to = tests::socket::connect(port);
  const std::string piece(256 * 1024, 'u');
  if (!to.write(upload_head(bytes), within())) return false;
  for (std::size_t left = bytes; left != 0; left -= std::min(left, piece.size()))
    if (!to.write(std::string_view(piece).substr(0, left), within(std::chrono::seconds(60)))) return false;
  std::string got;
  const std::string wanted = "{\"received\":" + std::to_string(bytes) + "}";
  while (got.find(wanted) == std::string::npos)
    if (to.read(got, within(std::chrono::seconds(60))) != tests::read_outcome::bytes) return false;
  return got.starts_with("HTTP/1.1 200 ");
}

bool download(std::uint16_t port, std::size_t bytes) {
  tests::socket from = tests::socket::connect(port);
  const std::string path = "/api/layer/evolution-go/user/avatar?bytes=" + std::to_string(bytes);
  if (!from.write("GET " + path + " HTTP/1.1\r\nHost: x\r\napikey: demo-client-key\r\n\r\n", within())) return false;
  std::string head;
  while (head.find("\r\n\r\n") == std::string::npos)
    if (from.read(head, within()) != tests::read_outcome::bytes) return false;
  const std::size_t body = head.size() - head.find("\r\n\r\n") - 4;
  return head.starts_with("HTTP/1.1 200 ") && body + count_bytes(from, bytes - body) == bytes;
}

template <class Transfer>
std::size_t all_at_once(Transfer transfer) {
  std::atomic<std::size_t> good{0};
  std::vector<std::thread> clients;
  for (std::size_t i = 0; i < at_once; ++i)
    clients.emplace_back([&] {
      if (transfer()) ++good;
    });
  for (std::thread& one : clients) one.join();
  return good;
}

}  // namespace

TEST_CASE("messages go to Evolution GO, calls to the engine, by one base URL and one key") {
  go_stub go;
  gateway both(settings_of(go), success_of);
  const answer message = both.ask(post("/send/text", R"({"number":"5511999990000","text":"hi"})"));
  CHECK(message.status == 200);
  CHECK(message.body == R"({"received":38})");
  CHECK(both.engine.requests().empty());
  CHECK(both.ask(get("/call/list")).status == 200);
  CHECK(both.engine.requests().size() == 1);
  REQUIRE(go.heads().size() == 1);
  CHECK(go.heads()[0].find("\r\napikey: token-of-instance\r\n") != std::string::npos);
  CHECK(both.ask(get("/instance/all")).status == 403);
  CHECK(both.ask(get("/swagger/index.html")).status == 404);
  CHECK(both.ask(get("/call/unknown/word/x")).status == 404);
  CHECK(go.heads().size() == 1);
}

TEST_CASE("20 uploads and 20 downloads of 100 MiB at once take at most 8 MiB more memory") {
  go_stub go;
  gateway both(settings_of(go), success_of);
  CHECK(both.ask(post("/send/text", "{}")).status == 200);
  const std::uint16_t port = both.program.port();
  const long before = resident_kib(both.program, "VmRSS");
  CHECK(all_at_once([port] { return upload(port, transfer_bytes()); }) == at_once);
  CHECK(all_at_once([port] { return download(port, transfer_bytes()); }) == at_once);
  if (!is_instrumented()) CHECK(resident_kib(both.program, "VmHWM") <= before + most_more_kib);
  CHECK(both.ask(get("/call/list")).status == 200);
}

TEST_CASE("L8 a server that hangs takes its own places only, and an engine that hangs none of the server's") {
  fake_engine go;
  go.expect_door(door::go);
  go.expect_keys({"token-of-instance"});
  with settings{{"evolution_go.base_url", "\"" + go.base_url() + "\""}, {"evolution_go.in_flight", "4"}};
  settings.push_back({"keys",
                      "[{name: one, client_key: demo-client-key, native_key: ps_demo_native_key, evolution_go_token: "
                      "token-of-instance}]"});
  gateway both(settings, success_of);
  const auto held = std::make_shared<gate>();
  std::vector<raw_client> waiting;
  for (std::size_t i = 1; i <= 4; ++i) {
    go.hold_next(json_reply(200, "{}"), held);
    waiting.push_back(both.connect());
    waiting.back().send(post("/send/text", "{}"));
    REQUIRE(go.wait_for_requests(i));
  }
  const answer refused = both.ask(post("/send/text", "{}"));
  CHECK(refused.status == 503);
  CHECK(code_of(refused) == "OVERLOADED");
  CHECK(both.ask(get("/call/list")).status == 200);
  CHECK(both.ask(post("/call/start", start_body())).status == 201);
  held->open();
  for (raw_client& one : waiting) CHECK(one.read_answer().status == 200);
  CHECK(go.requests().size() == 4);
  const std::size_t before = both.engine.requests().size();
  const auto engine_held = std::make_shared<gate>();
  both.engine.hold_next(json_reply(200, R"({"calls":[]})"), engine_held);
  raw_client calls = both.connect();
  calls.send(get("/call/list"));
  REQUIRE(both.engine.wait_for_requests(before + 1));
  go.reply_next(json_reply(200, R"({"message":"success"})"));
  CHECK(both.ask(post("/send/text", "{}")).status == 200);
  engine_held->open();
  CHECK(calls.read_answer().status == 200);
}

TEST_CASE("a client that reads nothing of a download, and one that stops in an upload, do not delay calls") {
  go_stub go;
  gateway both(settings_of(go), success_of);
  raw_client reads_nothing = both.connect(), stops = both.connect();
  reads_nothing.send(get("/user/avatar?bytes=50000000"));
  stops.send(upload_head(1'000'000) + std::string(10'000, 'u'));
  for (int i = 0; i < 20; ++i) CHECK(both.ask(get("/call/list")).status == 200);
  CHECK(both.ask(post("/send/text", "{}")).status == 200);
}

}  // namespace ramal::system_tests
