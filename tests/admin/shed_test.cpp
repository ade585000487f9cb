// Which connection to the admin interface makes way for a new one (console.md section 1).
#include "proxy/admin/shed.hpp"

#include <catch2/catch.hpp>
#include <string_view>
#include <vector>

namespace ramal::admin {
namespace {

open_connection of(std::string_view address, int since, bool shows_token = false) {
  return {client_of(*config::parse_ip(address)), std::chrono::steady_clock::time_point(std::chrono::seconds(since)),
          shows_token};
}

// The place of the one that is chosen; -1: none.
int chosen(const std::vector<open_connection>& all) {
  const auto found = choose_to_shed(all);
  return found ? static_cast<int>(*found) : -1;
}

}  // namespace

TEST_CASE("O6 the connection without a token that takes longest makes way") {
  CHECK(chosen({of("127.0.0.1", 3), of("127.0.0.1", 1), of("127.0.0.1", 2)}) == 1);
  CHECK(chosen({of("127.0.0.1", 1, true), of("127.0.0.1", 3), of("127.0.0.1", 2)}) == 2);
  CHECK(chosen({of("127.0.0.1", 1, true), of("127.0.0.1", 2, true)}) == -1);
  CHECK(chosen({}) == -1);
}

TEST_CASE("O6 the address with most connections makes way for the others") {
  CHECK(chosen({of("10.0.0.1", 1), of("10.0.0.2", 3), of("10.0.0.2", 2)}) == 2);
  CHECK(chosen({of("10.0.0.1", 1, true), of("10.0.0.1", 2, true), of("10.0.0.2", 3), of("10.0.0.2", 4)}) == 2);
  CHECK(chosen({of("10.0.0.1", 2), of("10.0.0.2", 1)}) == 1);
}

TEST_CASE("O6 an IPv6 client is one with all of its addresses, and two of IPv4 are two") {
  CHECK(chosen({of("2001:db8::1", 1), of("2001:db8:0:1::1", 2), of("2001:db8:0:1::2", 3)}) == 1);
  CHECK(client_of(*config::parse_ip("10.0.0.1")) != client_of(*config::parse_ip("10.0.0.2")));
}

}  // namespace ramal::admin
