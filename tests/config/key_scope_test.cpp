// What a client key may be used for (contracts/gateway.md section 2), as the configuration has it.
#include <catch2/catch.hpp>

#include "config/dump.hpp"
#include "config/key_operations.hpp"
#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

std::string with_line(const std::string& line) { return one_key + "    " + line + "\n"; }

files at_time(std::chrono::sys_seconds now) {
  files access;
  access.now = [now] { return std::chrono::system_clock::time_point(now); };
  return access;
}

key_operations all_of(std::initializer_list<const char*> words) {
  key_operations set = 0;
  for (const char* one : words) set = static_cast<key_operations>(set | operations_of(one));
  return set;
}

}  // namespace

TEST_CASE("the words of allow: each operation is one of its own, groups hold several") {
  key_operations seen = 0;
  const auto& words = operation_words();
  REQUIRE(words.size() == 15);
  for (std::size_t i = 0; i < 12; ++i) {
    INFO(words[i]);
    CHECK(operations_of(words[i]) == set_of(static_cast<key_operation>(i)));
    CHECK((seen & operations_of(words[i])) == 0);
    seen = static_cast<key_operations>(seen | operations_of(words[i]));
  }
  CHECK(operations_of("read") == all_of({"list", "get", "status"}));
  CHECK(operations_of("calls") == all_of({"start", "answer", "reject", "hangup", "list", "get", "play", "session"}));
  CHECK((operations_of("all") & seen) == seen);
  for (const char* none : {"", "Start", "start ", "realtime_session", "none"}) CHECK(operations_of(none) == 0);
}

TEST_CASE("the scope of a key reaches its place in the model") {
  const gateway settings = good(with_line("allow: [read, hangup]") +
                                "    callees: {allow: [55, '4420'], deny: ['5511', 900]}\n"
                                "    expires: 2099-01-31T23:59:59-03:00\n"
                                "    addresses: [10.0.0.0/8, '2001:db8::7']\n");
  const key& one = settings.keys[0];
  CHECK(one.allow == std::vector<std::string>{"read", "hangup"});
  REQUIRE(one.callees.has_value());
  CHECK(one.callees->allow == std::vector<std::string>{"55", "4420"});
  CHECK(one.callees->deny == std::vector<std::string>{"5511", "900"});
  REQUIRE(one.expires.has_value());
  CHECK(one.expires->time_since_epoch() == std::chrono::seconds(4'073'597'999));
  REQUIRE(one.addresses.size() == 2);
  CHECK(one.addresses[0].prefix == 104);
  const key usual = good(one_key).keys[0];
  CHECK(usual.allow == std::vector<std::string>{"all"});
  CHECK_FALSE(usual.callees.has_value());
  CHECK_FALSE(usual.expires.has_value());
  CHECK(usual.addresses.empty());
}

TEST_CASE("a key that is known by its digest has the same fields") {
  const gateway settings = good("keys:\n  - {name: a, client_key_sha256: " + std::string(64, 'c') +
                                ", native_key: ps_native, allow: [list], callees: {deny: ['1']}, expires: "
                                "2099-01-01T00:00:00Z, addresses: ['::1']}\n");
  CHECK(settings.keys[0].allow == std::vector<std::string>{"list"});
  CHECK(settings.keys[0].callees->deny == std::vector<std::string>{"1"});
  CHECK(settings.keys[0].expires.has_value());
  CHECK(settings.keys[0].addresses.size() == 1);
}

TEST_CASE("a dump shows the scope of a key, and reads back as itself") {
  const std::string text = dump(good(with_line("allow: [read]") + "    callees: {allow: [55], deny: [5511]}\n"
                                                                  "    expires: 2099-01-31T23:59:59-03:00\n"
                                                                  "    addresses: [10.0.0.7]\n"));
  CHECK(contains(text,
                 "    allow:\n      - \"read\"\n"
                 "    callees:\n      allow:\n        - \"55\"\n      deny:\n        - \"5511\"\n"
                 "    expires: \"2099-02-01T02:59:59Z\"\n"
                 "    addresses:\n      - \"10.0.0.7/32\"\n"));
  std::string with_keys = text;
  for (auto at = with_keys.find("***"); at != std::string::npos; at = with_keys.find("***"))
    with_keys.replace(at, 3, "client-shop");
  CHECK(dump(good(with_keys)) == text);
}

TEST_CASE("mistakes in the scope of a key are reported with line, column and what to write") {
  const mistake_row rows[] = {
      {"allow: [strat]", "5:13: keys[0].allow[0]: 'strat' is no operation: write start, answer, reject"},
      {"allow: [strat]", "(did you mean start?)"},
      {"allow: [list, permision]", "5:19: keys[0].allow[1]: 'permision' is no operation"},
      {"allow: [list, permision]", "(did you mean permissions?)"},
      {"allow: []", "5:12: keys[0].allow: is empty, so this client key could do nothing"},
      {"allow: read", "keys[0].allow: is no list: begin each item with '- '"},
      {"allow: [all, read]", "keys[0].allow: all is everything already"},
      {"callees: {}", "keys[0].callees: is empty: write allow or deny below it"},
      {"callees: {allow: []}", "keys[0].callees.allow: is empty"},
      {"callees: {allow: ['+55']}", "5:23: keys[0].callees.allow[0]: '+55' is more than digits: write 55"},
      {"callees: {deny: ['55 11']}", "keys[0].callees.deny[0]: '55 11' is more than digits: write 5511"},
      {"callees: {deny: ['+55 (11)']}", "is more than digits: write 5511"},
      {"callees: {allow: ['0055']}", "'0055' begins with 0, as no country code does: write 55"},
      {"callees: {allow: ['+0055']}", "is more than digits: write 55"},
      {"callees: {allow: ['5511*']}", "'5511*' is no beginning of a number: write digits"},
      {"callees: {allow: ['+']}", "is no beginning of a number"},
      {"callees: {allow: ['0']}", "is no beginning of a number"},
      {"callees: {allow: ['5511@s.whatsapp.net']}", "is no beginning of a number"},
      {"callees: {allow: ['1234567890123456']}", "is longer than any number: write up to 15 digits"},
      {"callees: {allowed: ['55']}",
       "keys[0].callees.allowed: is no known key: remove or rename it (did you mean allow?)"},
      {"callees: {allow: ['1', '5511'], deny: ['55']}",
       "5:28: keys[0].callees.allow[1]: allows nothing, since deny has 55, and deny wins"},
      {"callees: {allow: ['55'], deny: ['55']}", "keys[0].callees.allow[0]: allows nothing"},
      {"expires: 2099-01-31T23:59:59", "5:14: keys[0].expires: '2099-01-31T23:59:59' has no zone"},
      {"expires: 2099-02-29T00:00:00Z", "names a day that no calendar has"},
      {"expires: ''", "keys[0].expires: is empty"},
      {"addresses: [10.0.0.1/8]", "keys[0].addresses[0]: '10.0.0.1/8' has bits behind its prefix: write 10.0.0.0/8"},
      {"addresses: [localhost]", "keys[0].addresses[0]: 'localhost' is no network"},
      {"addresses: []", "keys[0].addresses: is empty"}};
  for (const auto& [text, says] : rows) {
    INFO(text << "\n" << problems_of(with_line(text)));
    CHECK(contains(problems_of(with_line(text)), says));
  }
  CHECK(problems_of(with_line("callees: {allow: ['55'], deny: ['5511']}")) == "none\n");
  CHECK(problems_of(with_line("callees: {deny: ['55']}")) == "none\n");
}

TEST_CASE("a key whose time is over is a warning, one that still has some is none") {
  const auto now = std::chrono::sys_seconds(std::chrono::seconds(1'795'222'923));  // 2026-11-21T01:02:03Z
  const std::string over = warnings_of(with_line("expires: 2026-11-21T01:02:03Z"), {}, at_time(now));
  CHECK(contains(over, "test.yaml:5:14: keys[0].expires: is over, so clients with this key get 401"));
  CHECK_FALSE(contains(over, "client-shop"));
  CHECK(warnings_of(with_line("expires: 2026-11-20T22:02:04-03:00"), {}, at_time(now)) == "none\n");
  CHECK(contains(warnings_of(with_line("expires: 1999-01-01T00:00:00Z")), "is over"));  // by the system's clock
}

TEST_CASE("the scope of a key may come from the environment") {
  const gateway settings = good(one_key, {{"RAMAL_KEYS_0_ALLOW_0", "read"},
                                          {"RAMAL_KEYS_0_CALLEES_DENY_0", "1900"},
                                          {"RAMAL_KEYS_0_EXPIRES", "2099-01-01T00:00:00Z"},
                                          {"RAMAL_KEYS_0_ADDRESSES_0", "10.0.0.0/8"}});
  CHECK(settings.keys[0].allow == std::vector<std::string>{"read"});
  CHECK(settings.keys[0].callees->deny == std::vector<std::string>{"1900"});
  CHECK(settings.keys[0].expires.has_value());
  CHECK(settings.keys[0].addresses.size() == 1);
}

}  // namespace ramal::config
