#include <catch2/catch.hpp>

#include "proxy/net/tls/tls_tickets.hpp"

namespace ramal::net {
namespace {

using namespace std::chrono_literals;
const flow::time_point start = flow::time_point{} + 1'000h;

}  // namespace

TEST_CASE("a ticket key seals for an hour, opens for one more, and is gone") {
  ticket_keys keys(start);
  const ticket_key first = keys.current(start);
  CHECK(keys.current(start + 59min).name == first.name);
  const auto fresh = keys.find(first.name.data(), start + 59min);
  REQUIRE(fresh.has_value());
  CHECK_FALSE(fresh->renew);
  CHECK(fresh->key.cipher == first.cipher);
  CHECK(fresh->key.mac == first.mac);

  const ticket_key second = keys.current(start + 61min);
  CHECK(second.name != first.name);
  CHECK(second.cipher != first.cipher);
  const auto old = keys.find(first.name.data(), start + 119min);
  REQUIRE(old.has_value());
  CHECK(old->renew);
  CHECK(old->key.cipher == first.cipher);

  keys.current(start + 122min);
  CHECK_FALSE(keys.find(first.name.data(), start + 122min).has_value());
  CHECK(keys.find(second.name.data(), start + 122min).has_value());
}

TEST_CASE("a key that nobody used for long opens nothing, even without a handshake meanwhile") {
  ticket_keys keys(start);
  const ticket_key first = keys.current(start);
  CHECK_FALSE(keys.find(first.name.data(), start + 121min).has_value());
}

TEST_CASE("a key that was replaced late is gone no later") {
  ticket_keys keys(start);
  const ticket_key first = keys.current(start);
  CHECK(keys.find(first.name.data(), start + 119min).has_value());
  CHECK_FALSE(keys.find(first.name.data(), start + 121min).has_value());
}

TEST_CASE("a ticket of somebody else is not found, and two processes share no key") {
  ticket_keys keys(start);
  ticket_keys others(start);
  CHECK_FALSE(keys.find(others.current(start).name.data(), start).has_value());
}

}  // namespace ramal::net
