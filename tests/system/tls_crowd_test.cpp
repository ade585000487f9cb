// Rule L6 of http-rules.md over TLS: more handshakes than there is room for.
#include <catch2/catch.hpp>

#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_list = get("/call/list");
const std::string half_a_hello("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
const std::string no_hello("\x16\x03\x01\x00\x04\x02\x00\x00\x00", 9);  // what only servers say

tls_setup crowded_with(const char* crowded_head_timeout) {
  return {{"localhost"},
          "",
          {{"limits.connections", "10"},
           {"limits.tls_handshake_timeout", "1h"},
           {"limits.crowded_head_timeout", crowded_head_timeout},
           {"log.level", "debug"}}};
}

std::vector<raw_client> several(const tls_gateway_fixture& both, int count, std::string_view bytes) {
  std::vector<raw_client> made;
  for (int i = 0; i < count; ++i) {
    made.emplace_back(both.port());
    made.back().send(bytes);
  }
  return made;
}

}  // namespace

TEST_CASE(
    "L6 with no room left the oldest TLS handshake is closed without a byte, "
    "and a waiting connection is accepted") {
  for (const std::string& bytes : {half_a_hello, std::string()}) {
    tls_gateway_fixture both(crowded_with("1h"));
    auto shaking = several(both, 10, bytes);
    CHECK(ask_tls(both.port(), a_list).status == 200);
    CHECK(shaking.front().is_closed_by_peer());
    CHECK(shaking.front().unread() == "");
    if (bytes.empty()) {  // the youngest is still there: it is told what is wrong
      shaking.back().send(no_hello);
      CHECK_FALSE(shaking.back().is_closed_by_peer());
      CHECK(shaking.back().unread().front() == '\x15');
    }
    CHECK(both.engine.requests().size() == 1);
    CHECK(both.engine.connections() == 1);
  }
}

TEST_CASE("L6 above 80 % TLS handshakes have crowded_head_timeout, and clients that are in are served on") {
  tls_gateway_fixture both(crowded_with("300ms"));
  tls_client good(both.port());
  good.send(a_list);
  CHECK(good.read_answer().status == 200);
  auto shaking = several(both, 9, half_a_hello);
  CHECK(shaking.front().is_closed_by_peer());
  CHECK(shaking.front().unread() == "");
  good.send(a_list);
  CHECK(good.read_answer().status == 200);
  CHECK(ask_tls(both.port(), a_list).status == 200);
  CHECK(both.engine.requests().size() == 3);
  CHECK(both.program->wait_for_stderr("no TLS handshake with 127.0.0.1"));
}

}  // namespace ramal::system_tests
