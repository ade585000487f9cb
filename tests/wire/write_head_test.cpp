#include <catch2/catch.hpp>

#include "proxy/wire/write_head.hpp"
#include "tests/wire/any_split.hpp"

namespace ramal::test {
namespace {

wire::upstream_head upstream() {
  wire::upstream_head head;
  head.method_text = "POST";
  head.path_prefix = "/base";
  head.target = "/v1/calls";
  head.host_header = "engine.example:8090";
  head.key_header_name = "x-api-key";
  head.key_value = "ps_secret";
  head.request_id = "req-1";
  head.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  head.user_agent = "ramal/0.1.0";
  return head;
}

wire::answer_head_out answer_of(unsigned status) {
  wire::answer_head_out head;
  head.status = static_cast<std::uint16_t>(status);
  head.date = "Sun, 06 Nov 1994 08:49:37 GMT";
  return head;
}

std::string written(const wire::answer_head_out& head) {
  std::string out;
  wire::write_answer_head(out, head);
  return out;
}

std::string date_of(std::time_t seconds) {
  const auto text = wire::format_date(seconds);
  return {text.data(), text.size()};
}

}  // namespace

TEST_CASE("H1 a native request has exactly the listed fields, in order") {
  auto head = upstream();
  head.has_json_body = head.sends_length = true;
  head.body_length = 42;
  std::string out = "kept";
  wire::write_request_head(out, head);
  CHECK(out ==
        "keptPOST /base/v1/calls HTTP/1.1\r\nHost: engine.example:8090\r\nx-api-key: ps_secret\r\n"
        "Content-Type: application/json\r\nContent-Length: 42\r\nAccept: application/json\r\n"
        "User-Agent: ramal/0.1.0\r\n"
        "X-Request-Id: req-1\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n"
        "Via: 1.1 ramal\r\n\r\n");
}

TEST_CASE("H1 configured lines stand behind all others") {
  auto head = upstream();
  head.method_text = "GET";
  head.extra_lines = "X-Tenant: one\r\nX-Zone: a b\r\n";
  std::string out;
  wire::write_request_head(out, head);
  CHECK(out.ends_with("\r\nVia: 1.1 ramal\r\nX-Tenant: one\r\nX-Zone: a b\r\n\r\n"));
}

TEST_CASE("H1 a POST without a body says so, a GET says nothing") {
  auto head = upstream();
  head.sends_length = true;
  std::string out;
  wire::write_request_head(out, head);
  CHECK(out.find("\r\nContent-Length: 0\r\n") != std::string::npos);
  CHECK(out.find("Content-Type") == std::string::npos);
  head.method_text = "GET";
  head.sends_length = false;
  out.clear();
  wire::write_request_head(out, head);
  CHECK(out.find("GET /base/v1/calls HTTP/1.1\r\n") == 0);
  CHECK(out.find("Content-") == std::string::npos);
}

TEST_CASE("H6 what we write upstream is a loop if it comes back") {
  auto head = upstream();
  std::string out;
  head.method_text = "GET";
  wire::write_request_head(out, head);
  CHECK(request_by_any_split(out).kind == failure_kind::loop_detected);
}

TEST_CASE("H9 an answer to a client has the listed fields only") {
  const std::array passed{wire::passed_field{{0, 11}, {13, 1}}, wire::passed_field{{16, 15}, {33, 1}}};
  auto head = answer_of(201);
  head.has_body = head.no_store = head.close = true;
  head.content_length = 77;
  head.request_id = "req-1";
  head.passed = passed;
  head.passed_bytes = "Retry-After: 5\r\nRateLimit-Limit: 9\r\n";
  head.allow = "POST";
  head.ignored = "video, record";
  head.upstream = "not-sent";
  head.cors_lines = "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: GET\r\n";
  CHECK(written(head) ==
        "HTTP/1.1 201 Created\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 77\r\n"
        "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-Request-Id: req-1\r\nRetry-After: 5\r\nRateLimit-Limit: 9\r\n"
        "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nAllow: POST\r\n"
        "X-Ramal-Ignored: video, record\r\n"
        "X-Ramal-Upstream: not-sent\r\nConnection: close\r\nAccess-Control-Allow-Origin: *\r\n"
        "Access-Control-Allow-Methods: GET\r\n\r\n");
  CHECK(written(answer_of(200)) ==
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        "X-Content-Type-Options: nosniff\r\n\r\n");
}

TEST_CASE("An answer of our own says when to come again") {
  auto head = answer_of(503);
  head.retry_after = 65535;
  CHECK(written(head).find("\r\nRetry-After: 65535\r\n") != std::string::npos);
}

TEST_CASE("L4 how long a connection stays is said only where it does") {
  auto head = answer_of(200);
  head.keep_alive = "Connection: keep-alive\r\nKeep-Alive: timeout=75\r\n";
  CHECK(
      written(head).ends_with("\r\nX-Content-Type-Options: nosniff\r\n"
                              "Connection: keep-alive\r\nKeep-Alive: timeout=75\r\n\r\n"));
  head.close = true;
  CHECK(written(head).ends_with("\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"));
}

TEST_CASE("H10 204 and 304 have no length") {
  for (const unsigned status : {204U, 304U})
    CHECK(written(answer_of(status)).find("Content-Length") == std::string::npos);
}

TEST_CASE("H11 every answer we write is one that our strict reader takes") {
  for (unsigned status = 200; status < 600; ++status) {
    if (status == 204 || status == 304) continue;
    auto head = answer_of(status);
    head.content_length = status;
    const auto out = answer_by_any_split(written(head));
    REQUIRE(out.end == progress::done);
    CHECK(out.status == status);
    CHECK(out.length == status);
  }
}

TEST_CASE("Dates are IMF-fixdates") {
  CHECK(date_of(784'111'777) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(date_of(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(date_of(951'782'400) == "Tue, 29 Feb 2000 00:00:00 GMT");
  CHECK(date_of(1'767'225'599) == "Wed, 31 Dec 2025 23:59:59 GMT");
  CHECK(date_of(253'402'300'799) == "Fri, 31 Dec 9999 23:59:59 GMT");
}

}  // namespace ramal::test
