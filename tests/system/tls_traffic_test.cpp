// Requests over TLS: any division into records, pipelines, slow readers, and ends.
#include <catch2/catch.hpp>

#include <csignal>

#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_list = get("/call/list");
const std::string a_start = post("/call/start", start_body());

}  // namespace

TEST_CASE("A request in records of one byte is one request, in one write and in many") {
  tls_gateway_fixture both;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
    for (const bool at_once : {true, false}) {
      tls_client client(both.port(), {version, version});
      REQUIRE(client.problem() == "");
      const auto before = both.engine.requests().size();
      client.send_records(a_start, 1, at_once);
      CHECK(client.read_answer().status == 201);
      client.send_records(a_list, 7, at_once);
      CHECK(client.read_answer().status == 200);
      CHECK(both.engine.requests().size() == before + 2);
    }
}

TEST_CASE("F24 pipelined requests over TLS are answered in order") {
  tls_gateway_fixture both;
  tls_client client(both.port());
  std::string all;
  for (int i = 0; i < 50; ++i) all += post("/call/start", start_body("note" + std::to_string(i)));
  for (const std::size_t each : {std::size_t{1'000'000}, std::size_t{100}}) {
    client.send_records(all, std::min<std::size_t>(each, 16'000));
    for (int i = 0; i < 50; ++i) {
      const auto seen = client.read_answer();
      REQUIRE(seen.status == 201);
      CHECK(seen.body.find("note" + std::to_string(i)) != std::string::npos);
    }
  }
  client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + a_list);
  CHECK(client.read_answer().status == 400);
  CHECK(client.is_closed_by_peer());
  CHECK(both.engine.requests().size() == 100);
}

TEST_CASE("A body of many records arrives whole") {
  tls_gateway_fixture both;
  tls_client client(both.port());
  const std::string body = R"({"number":"5511987654321","ignored":")" + std::string(200'000, 'x') + "\"}";
  for (const std::size_t each : {std::size_t{16'000}, std::size_t{333}}) {
    client.send_records(post("/call/start", body), each);
    CHECK(client.read_answer().status == 201);
  }
}

TEST_CASE("A large answer reaches a slow reader, who hinders nobody") {
  tls_gateway_fixture both;
  const std::string body = "{\"calls\":[{\"id\":\"" + std::string(900'000, 'x') + "\"}]}";
  both.engine.reply_with([&](const engine_request&) { return json_reply(200, body); });
  tls_client slow(both.port());
  slow.send(a_list + a_list + a_list + a_list);  // more than any socket buffer takes
  REQUIRE(both.engine.wait_for_requests(1));
  CHECK(ask_tls(both.port(), a_list).body.size() > 900'000);
  for (int i = 0; i < 4; ++i) CHECK(slow.read_answer().body.size() > 900'000);
}

TEST_CASE("L5 a reader that stalls is reset") {
  tls_gateway_fixture both({{"localhost"}, "", {{"limits.write_timeout", "200ms"}}});
  const std::string body = "{\"calls\":[{\"id\":\"" + std::string(900'000, 'x') + "\"}]}";
  both.engine.reply_with([&](const engine_request&) { return json_reply(200, body); });
  tls_client stalled(both.port());
  std::string many;
  for (int i = 0; i < 20; ++i) many += a_list;
  stalled.send(many);
  const auto until = within();
  while (both.program->access_log().find("client-gone") == std::string::npos &&
         std::chrono::steady_clock::now() < until)
    CHECK(ask_tls(both.port(), get("/server/ok")).status == 200);  // lets time pass
  CHECK(both.program->access_log().find("client-gone") != std::string::npos);
  std::string bytes;
  auto last = read_outcome::bytes;
  while (last == read_outcome::bytes) last = stalled.transport().read(bytes, within());
  CHECK(last == read_outcome::reset);
}

TEST_CASE("An answer that says close is followed by close_notify, an idle client's end by one too") {
  tls_gateway_fixture patient;
  tls_client client(patient.port());
  client.send(get("/server/ok", "Connection: close\r\n"));
  CHECK(client.read_answer().status == 200);
  CHECK(client.is_closed_by_peer());
  tls_gateway_fixture both({{"localhost"}, "", {{"limits.idle_timeout", "200ms"}}});
  tls_client idle(both.port());
  idle.send(get("/server/ok"));
  CHECK(idle.read_answer().status == 200);
  CHECK(idle.is_closed_by_peer());
}

TEST_CASE("A client that ends with close_notify or with FIN alone is closed at once") {
  tls_gateway_fixture both({{"localhost"}, "", {{"limits.idle_timeout", "1h"}}});
  for (int i = 0; i < 20; ++i) {
    tls_client polite(both.port());
    polite.send(get("/server/ok"));
    polite.end();
    CHECK(polite.read_answer().status == 200);
    CHECK(polite.is_closed_by_peer(within(std::chrono::seconds(5))));
    tls_client curt(both.port());
    curt.send(get("/server/ok"));
    curt.transport().half_close();
    CHECK(curt.read_answer().status == 200);
    std::string more;
    CHECK_FALSE(curt.read_some(more, within(std::chrono::seconds(5))));
  }
  CHECK(both.program->stop() == 0);  // at once: nobody is left
}

TEST_CASE("F23 a body that the end of the TLS connection cuts short reaches no engine") {
  tls_gateway_fixture both;
  for (const bool polite : {true, false}) {
    tls_client client(both.port());
    client.send(a_start.substr(0, a_start.size() - 3));
    if (polite) client.end();
    else client.transport().half_close();
    CHECK(client.read_answer().status == 400);
  }
  CHECK(both.engine.requests().empty());
}

TEST_CASE("O4 SIGTERM ends handshakes and idle TLS connections, and lets a request finish") {
  tls_gateway_fixture both;
  const auto release = both.engine.hold_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"));
  tls_client busy(both.port());
  busy.send(a_start);
  REQUIRE(both.engine.wait_for_requests(1));
  tls_client idle(both.port());
  raw_client shaking(both.port());
  both.program->signal(SIGTERM);
  CHECK(idle.is_closed_by_peer());
  CHECK(shaking.is_closed_by_peer());
  release->open();
  const auto seen = busy.read_answer();
  CHECK(seen.status == 201);
  CHECK(says_close(seen));
  CHECK(busy.is_closed_by_peer());
  CHECK(both.program->wait() == 0);
}

TEST_CASE("O4 a TLS client that has just connected when SIGTERM comes is served") {
  bool served = false;
  // it has 300 ms, which a busy machine may take
  for (int i = 0; i < 10 && !served; ++i) {
    tls_gateway_fixture both;
    auto fresh = tests::socket::connect(both.port());
    tls_client busy(both.port());  // which is accepted after that one
    const auto release = both.engine.hold_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"));
    busy.send(a_start);
    REQUIRE(both.engine.wait_for_requests(1));
    both.program->signal(SIGTERM);
    REQUIRE(both.program->wait_for_stderr("draining"));
    tls_client late(std::move(fresh));
    late.send(a_list);
    served = late.read_answer().status == 200;
    release->open();
    CHECK(busy.read_answer().status == 201);
    CHECK(both.program->wait() == 0);
  }
  CHECK(served);
}

}  // namespace ramal::system_tests
