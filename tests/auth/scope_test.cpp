// What a client key may be used for, from where and until when (contracts/gateway.md section 2).
#include "auth/scope.hpp"

#include <catch2/catch.hpp>
#include <utility>

#include "auth/decide.hpp"
#include "config/networks.hpp"
#include "tests/auth/ring_fixture.hpp"

namespace ramal::auth {
namespace {

using config::key_operation;
using routes::reason;

config::ip_address ip(std::string_view text) { return *config::parse_ip(text); }
config::network net(std::string_view text) { return *config::parse_network(text); }

const std::chrono::sys_seconds noon{std::chrono::seconds(1'795'262'400)};

config::key limited(config::key entry) {
  entry.allow = {"read", "start"};
  entry.callees = config::callee_rules{{"55", "4420"}, {"5511", "55219"}};
  entry.expires = noon;
  entry.addresses = {net("10.0.0.0/8"), net("2001:db8::/32")};
  return entry;
}

scope limits_of(const config::key& entry) {
  const auto made = scope_of(entry);
  REQUIRE(made.has_value());
  return *made;
}

presented with_key(std::string_view text) {
  presented credentials;
  credentials.apikey.add(text);
  return credentials;
}

}  // namespace

TEST_CASE("a key without rules has no scope, and any rule makes one") {
  const config::key plain = entry("a", "client-a", "ps_a");
  CHECK_FALSE(scope_of(plain).has_value());
  config::key one = plain;
  one.callees = config::callee_rules{};  // no rule in it
  CHECK_FALSE(scope_of(one).has_value());
  one.callees->deny = {"1"};
  CHECK(scope_of(one).has_value());
  one = plain;
  one.expires = noon;
  CHECK(scope_of(one).has_value());
  one = plain;
  one.addresses = {net("::/0")};
  CHECK(scope_of(one).has_value());
  one = plain;
  one.allow = {"calls"};
  CHECK(scope_of(one).has_value());
}

TEST_CASE("a key may use the operations of its words and no others") {
  const scope limits = limits_of(limited(entry("a", "client-a", "ps_a")));
  const key_operation allowed[] = {key_operation::start, key_operation::list, key_operation::get,
                                   key_operation::status};
  for (unsigned i = 0; i <= static_cast<unsigned>(key_operation::messages); ++i) {
    const auto one = static_cast<key_operation>(i);
    INFO(i);
    CHECK(may(&limits, one) == (std::find(std::begin(allowed), std::end(allowed), one) != std::end(allowed)));
    CHECK(may(nullptr, one));
  }
}

TEST_CASE("K13 who is denied is denied in both forms of a mobile number") {
  const auto denies = [](const char* denied, std::string_view digits) {
    config::key rules = entry("a", "client-a", "ps_a");
    rules.callees = config::callee_rules{{}, {denied}};
    const scope limits = limits_of(rules);
    return why_not_call(&limits, digits) == reason::callee_denied;
  };
  const std::pair<const char*, const char*> pairs[] = {
      {"5511988887777", "551188887777"}, {"5215512345678", "525512345678"}, {"5491123456789", "541123456789"}};
  for (const auto& [with, without] : pairs) {
    INFO(with);
    for (const char* one : {with, without})
      for (const char* other : {with, without}) CHECK(denies(one, other));
  }
  CHECK(denies("55119", "551188887777"));
  CHECK_FALSE(denies("551193333", "551133334444"));      // a landline has one form
  CHECK_FALSE(denies("5511988887777", "551188887778"));  // another number
  CHECK_FALSE(denies("5511988887777", "5511888877777"));
  CHECK_FALSE(denies("1988887777", "198888777"));
  CHECK_FALSE(denies("44", "5511988887777"));
}

TEST_CASE("a number is called only if it begins as the key's rules say, and deny wins") {
  const scope limits = limits_of(limited(entry("a", "client-a", "ps_a")));
  CHECK(why_not_call(&limits, "5521887766554") == reason::none);
  CHECK(why_not_call(&limits, "442079460000") == reason::none);
  CHECK(why_not_call(&limits, "5511988887777") == reason::callee_denied);
  CHECK(why_not_call(&limits, "5521988887777") == reason::callee_denied);
  CHECK(why_not_call(&limits, "14155550100") == reason::callee_not_allowed);
  CHECK(why_not_call(&limits, "4421") == reason::callee_not_allowed);
  CHECK(why_not_call(&limits, "5") == reason::callee_not_allowed);  // shorter than the prefix
  CHECK(why_not_call(&limits, "") == reason::callee_not_allowed);
  CHECK(may_call(nullptr, "14155550100"));
  config::key only_deny = entry("a", "client-a", "ps_a");
  only_deny.callees = config::callee_rules{{}, {"1900"}};
  const scope denies = limits_of(only_deny);
  CHECK(may_call(&denies, "5511988887777"));
  CHECK(may_call(&denies, "14155550100"));
  CHECK_FALSE(may_call(&denies, "19005550100"));
}

TEST_CASE("a key is unknown from the instant on when it expires, and known before") {
  config::key one = entry("a", "client-a", "ps_a");
  one.expires = noon;
  const scope limits = limits_of(one);
  CHECK(why_unknown(limits, {noon - std::chrono::nanoseconds(1), {}}) == reason::none);
  CHECK(why_unknown(limits, {noon, {}}) == reason::key_expired);
  CHECK(why_unknown(limits, {noon + std::chrono::hours(24 * 365 * 50), {}}) == reason::key_expired);
  one.expires = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31);  // farther than nanoseconds reach
  CHECK(why_unknown(limits_of(one), {noon, {}}) == reason::none);
}

TEST_CASE("a key is unknown from an address outside of its networks, in either form of IPv4") {
  config::key one = entry("a", "client-a", "ps_a");
  one.addresses = {net("10.0.0.0/8"), net("2001:db8::/32")};
  const scope limits = limits_of(one);
  for (const char* inside : {"10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3", "2001:db8::1"}) {
    INFO(inside);
    CHECK(why_unknown(limits, {noon, ip(inside)}) == reason::none);
  }
  for (const char* outside : {"11.0.0.0", "9.255.255.255", "::ffff:11.0.0.0", "2001:db9::1", "::", "::a00:1"}) {
    INFO(outside);
    CHECK(why_unknown(limits, {noon, ip(outside)}) == reason::address_not_allowed);
  }
  one.addresses = {net("::ffff:10.0.0.0/104")};
  CHECK(why_unknown(limits_of(one), {noon, ip("10.9.9.9")}) == reason::none);
  one.addresses = {net("0.0.0.0/0")};
  CHECK(why_unknown(limits_of(one), {noon, ip("2001:db8::1")}) == reason::address_not_allowed);
}

TEST_CASE("K13 K7 an expired key and one from elsewhere are refused as an unknown one, with a reason for the log") {
  const key_ring ring({limited(entry("shop", "client-shop", "ps_native_shop")), shop_and_bot()[1]});
  const sighting good{noon - std::chrono::seconds(1), ip("10.1.1.1")};
  const auto decided = decide(with_key("client-shop"), ring, false, good);
  REQUIRE(decided.has_value());
  CHECK(decided->key_name == "shop");
  REQUIRE(decided->limits != nullptr);
  CHECK_FALSE(may(decided->limits, key_operation::hangup));
  const auto late = decide(with_key("client-shop"), ring, false, {noon, ip("10.1.1.1")});
  const auto from_elsewhere = decide(with_key("client-shop"), ring, false, {good.at, ip("192.0.2.1")});
  const auto unknown = decide(with_key("client-shot"), ring, false, good);
  REQUIRE((late.has_error() && from_elsewhere.has_error() && unknown.has_error()));
  for (const refusal& one : {late.error(), from_elsewhere.error(), unknown.error()}) {
    CHECK(one.kind == routes::failure_kind::not_authorized);
    CHECK(one.text.empty());
    CHECK(one.hint.empty());
  }
  CHECK(late.error().why == reason::key_expired);
  CHECK(late.error().key_name == "shop");
  CHECK(from_elsewhere.error().why == reason::address_not_allowed);
  CHECK(from_elsewhere.error().key_name == "shop");
  CHECK(unknown.error().key_name.empty());
  const auto other = decide(with_key("client-bot"), ring, false, {noon, ip("192.0.2.1")});
  REQUIRE(other.has_value());
  CHECK(other->limits == nullptr);
}

TEST_CASE("K13 K1 an expired client key that looks like a native one is never taken as a client's own") {
  config::key one = limited(entry("shop", "ps_client_of_shop", "ps_native_shop"));
  const key_ring ring({one});
  for (const auto header : {credential_header::apikey, credential_header::x_api_key_id}) {
    presented credentials;
    (header == credential_header::apikey ? credentials.apikey : credentials.x_api_key_id).add("ps_client_of_shop");
    const auto decided = decide(credentials, ring, true, {noon, ip("10.1.1.1")});
    REQUIRE(decided.has_error());
    CHECK(decided.error().why == reason::key_expired);
  }
}

TEST_CASE("one native key behind two client keys: each has its own scope") {
  config::key narrow = entry("panel", "client-panel", "ps_one");
  narrow.allow = {"read"};
  const key_ring ring({narrow, entry("bot", "client-bot", "ps_one")});
  const auto panel = decide(with_key("client-panel"), ring, false, {});
  const auto bot = decide(with_key("client-bot"), ring, false, {});
  REQUIRE((panel.has_value() && bot.has_value()));
  CHECK(panel->native_value == bot->native_value);
  CHECK_FALSE(may(panel->limits, key_operation::start));
  CHECK(may(bot->limits, key_operation::start));
  CHECK(panel->binding_mark != bot->binding_mark);
}

TEST_CASE("a client's own native key has no scope") {
  const key_ring ring({limited(entry("shop", "client-shop", "ps_native_shop"))});
  const auto decided = decide(with_key("ps_native_shop"), ring, true, {noon, ip("192.0.2.1")});
  REQUIRE(decided.has_value());
  CHECK(decided->limits == nullptr);
}

}  // namespace ramal::auth
