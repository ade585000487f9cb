// The operator's own Evolution GO server (contracts/gateway.md section 3), as the configuration has it.
#include <catch2/catch.hpp>

#include "config/dump.hpp"
#include "config/passed_words.hpp"
#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

const std::string with_token = one_key + "    evolution_go_token: a-token-of-go\n";
const std::string server = "evolution_go: {base_url: 'http://127.0.0.1:4000'}\n";

std::string with_server(const std::string& more) {
  return with_token + "evolution_go: {base_url: 'http://127.0.0.1:4000', " + more + "}\n";
}

}  // namespace

TEST_CASE("an Evolution GO server reaches its place in the model") {
  const gateway settings = good(with_token +
                                "    evolution_go_admin_key: a-global-key\n"
                                "instance_status: evolution_go\n"
                                "evolution_go:\n"
                                "  base_url: https://go.example.com/base/\n"
                                "  host: go.internal\n"
                                "  paths: [template, business]\n"
                                "  first_byte_timeout: 2m\n"
                                "  breaker_failures: 3\n"
                                "  body_bytes: 16MiB\n"
                                "  body_rate: 4KiB\n"
                                "  body_patience: 3s\n"
                                "  in_flight: 8\n");
  REQUIRE(settings.evolution_go.has_value());
  const evolution_go_server& one = *settings.evolution_go;
  CHECK(one.tls);
  CHECK(one.host == "go.example.com");
  CHECK(one.port == 443);
  CHECK(one.path_prefix == "/base");
  CHECK(one.host_header == "go.internal");
  CHECK(one.paths == std::vector<std::string>{"template", "business"});
  CHECK(one.first_byte_timeout == milliseconds(120'000));
  CHECK(one.breaker_failures == 3);
  CHECK(one.body_bytes == 16 * 1'048'576);
  CHECK(one.body_rate == 4'096);
  CHECK(one.body_patience == milliseconds(3'000));
  CHECK(one.in_flight == 8);
  CHECK(settings.instance_status == status_source::evolution_go);
  CHECK(settings.keys[0].evolution_go_token.reveal() == "a-token-of-go");
  CHECK(settings.keys[0].evolution_go_admin_key.reveal() == "a-global-key");
}

TEST_CASE("without the section nothing is passed on") {
  const gateway settings = good(one_key);
  CHECK_FALSE(settings.evolution_go.has_value());
  CHECK(settings.instance_status == status_source::engine);
  CHECK(settings.keys[0].evolution_go_token.empty());
  CHECK(settings.keys[0].evolution_go_admin_key.empty());
}

TEST_CASE("a token may stand in a variable or in a file, in one form alone") {
  files access;
  access.read_secret = [](const std::string& path) -> parsed<secret> { return secret("content-of-" + path); };
  const gateway by_file = good(one_key + "    evolution_go_token_file: go\n" + server, {}, access);
  CHECK(by_file.keys[0].evolution_go_token.reveal() == "content-of-go");
  const gateway by_variable = good(one_key + "    evolution_go_token_env: GO\n" + server, {{"GO", "a-token-here"}});
  CHECK(by_variable.keys[0].evolution_go_token.reveal() == "a-token-here");
  CHECK(contains(problems_of(with_token + "    evolution_go_token_env: GO\n" + server, {{"GO", "x"}}),
                 "and evolution_go_token are both given: keep one of them"));
}

TEST_CASE("what is wrong with an Evolution GO server is said with what to do") {
  const mistake_row rows[] = {
      {with_token + "evolution_go: {in_flight: 3}\n", "evolution_go.base_url: is missing"},
      {with_token, "keys[0].evolution_go_token: has no effect without a server: add evolution_go"},
      {one_key + "    evolution_go_admin_key: a-global-key\n" + server,
       "keys[0].evolution_go_admin_key: is of no use alone"},
      {one_key + "    evolution_go_admin_key_env: GO\n", "keys[0].evolution_go_admin_key: has no effect"},
      {one_key + "instance_status: evolution_go\n", "instance_status: names a server that is not configured"},
      {one_key + "instance_status: go\n", "instance_status"},
      {with_server("paths: [call]"), "evolution_go.paths[0]: 'call' never goes to Evolution GO"},
      {with_server("paths: [Manager]"), "never goes to Evolution GO"},
      {with_server("paths: [send]"), "goes to Evolution GO already"},
      {with_server("paths: [a/b]"), "is no first word of a path"},
      {with_server("paths: [Template]"), "is no first word of a path"},
      {with_server("paths: [template, template]"), "evolution_go.paths[1]"},
      {with_server("total_timeout: 3s"), "evolution_go.total_timeout: is no known key"},
      {with_server("headers: [{name: X-A, value: b}]"), "evolution_go.headers: is no known key"},
      {with_server("body_rate: 0"), "evolution_go.body_rate"},
      {with_server("in_flight: 0"), "evolution_go.in_flight"},
      {with_server("breaker_first: 2m, breaker_longest: 1m"), "evolution_go.breaker_first"},
      {with_server("ca_file: a.pem"), "evolution_go.ca_file"},
      {one_key + "    evolution_go_token: 'a b'\n" + server, "keys[0].evolution_go_token"},
      {one_key + "    evolution_go_token: changeme\n" + server, "keys[0].evolution_go_token"},
  };
  for (const auto& [text, says] : rows) {
    INFO(text);
    CHECK(contains(problems_of(text), says));
  }
}

TEST_CASE("K3 no problem and no dump shows a token or the global key") {
  const std::string text = one_key +
                           "    evolution_go_token: 'canary token'\n"
                           "    evolution_go_admin_key: 'canary global'\n" +
                           server;
  CHECK_FALSE(contains(problems_of(text), "canary"));
  const std::string shown = dump(good(with_token + "    evolution_go_admin_key: a-global-key\n" + server));
  CHECK(contains(shown, "evolution_go_token: \"***\""));
  CHECK(contains(shown, "evolution_go_admin_key: \"***\""));
  CHECK_FALSE(contains(shown, "a-token-of-go"));
  CHECK_FALSE(contains(shown, "a-global-key"));
}

TEST_CASE("what is odd with an Evolution GO server is a warning") {
  CHECK(warnings_of(with_token + server) == "none\n");
  CHECK(contains(warnings_of(one_key + server), "evolution_go: gets no request, since no key has"));
  // one that could not be read is a problem, and nothing besides
  std::string said;
  files access;
  access.warn = [&](const problem& odd) { said += to_text(odd); };
  CHECK(load_gateway(one_key + "    evolution_go_token_env: NOT_SET\n" + server, "a.yaml", {}, access).has_error());
  CHECK(said.empty());
  CHECK(contains(warnings_of(with_token + "evolution_go: {base_url: 'http://127.0.0.1:8080'}\n"),
                 "evolution_go.base_url: leads back to this gateway, which listens on 127.0.0.1:8080"));
  CHECK(contains(warnings_of(with_token + "evolution_go: {base_url: 'http://go.example.com'}\n"),
                 "evolution_go.base_url: is plain http:// to a host on the internet"));
}

TEST_CASE("no word is passed and unpassable, and those of calls are unpassable in any case") {
  for (const std::string_view word : passed_words()) {
    INFO(word);
    CHECK(is_passed_word(word));
    CHECK_FALSE(is_unpassable_word(word));
  }
  for (const std::string_view word : unpassable_words()) CHECK(is_unpassable_word(word));
  for (const std::string_view word : {"call", "Call", "CALL", "Manager", "ws"}) CHECK(is_unpassable_word(word));
  for (const std::string_view word : {"", "Send", "sen", "sends", "template"}) CHECK_FALSE(is_passed_word(word));
}

}  // namespace ramal::config
