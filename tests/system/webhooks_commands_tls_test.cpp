// `ramal webhooks ensure` and `native-log` in front of an engine that speaks TLS: whom they trust, and what they say where
// they do not (contracts/webhooks.md section 11, http-rules.md K6).
#include <catch2/catch.hpp>

#include <optional>

#include "tests/system/hooked_gateway.hpp"
#include "tests/system/tls_front.hpp"
#include "tests/system/tls_gateway.hpp"
#include "tests/system/webhooks_commands.hpp"

namespace ramal::system_tests {
namespace {

// An engine behind TLS as `server`, which has a webhook already, and a configuration that trusts `trusted`.
struct tls_commands {
  tls_commands(const identity& server, const identity& trusted, const std::string& engine_settings = "",
               int max_version = 0)
      : front(server, engine.port(), max_version) {
    write_file(folder.path() / "ca.pem", pem_of(trusted));
    setting.emplace(front.base_url(), ", ca_file: \"" + (folder.path() / "ca.pem").string() + "\"" + engine_settings);
  }
  ~tls_commands() { engine.take_impurities(); }  // what a command sends is no rewritten request

  // Both commands end with 69 and say this, and no byte of a request has left.
  void check_refused(const std::string& says) const {
    for (const command_result& one : {setting->ensure(), setting->native_log()}) {
      CAPTURE(one.out, one.err);
      CHECK(one.code == 69);
      CHECK(has(one.out, "shop: localhost port " + std::to_string(front.port())));
      CHECK(has(one.out, says));
      CHECK(one.err.empty());
    }
    CHECK(engine.requests().empty());
    CHECK(front.application_bytes() == 0);
  }

  static engine_reply answer_of(const engine_request& one) {
    if (has(one.target, "/logs"))
      return json_reply(200, R"([{"event":"call.ended","status":"SUCCESS","statusCode":200,"durationMs":3}])");
    return json_reply(200, listed("wh_1", public_url + "/hooks/native/" + command_hook, wanted_events));
  }

  static inline const identity authority = make_authority();
  temporary_directory folder;
  fake_engine engine{answer_of};
  tls_front front;
  std::optional<command_setting> setting;
};

const std::string other_name = "engine.internal";

}  // namespace

TEST_CASE("W19 over TLS ensure and native-log reach an engine that engine.ca_file vouches for, by its own name") {
  tls_commands at(make_server(tls_commands::authority, "localhost"), tls_commands::authority);
  const command_result ensured = at.setting->ensure(), log = at.setting->native_log();
  CAPTURE(ensured.out, log.out);
  CHECK(ensured.code == 0);
  CHECK(has(ensured.out, "shop: webhook wh_1 posts to https://calls.example.com/hooks/native/hook:cana already"));
  CHECK(log.code == 0);
  CHECK(has(log.out, "call.ended"));
  const auto asked = at.engine.requests();
  REQUIRE(asked.size() == 3);
  CHECK(at.front.names().front() == "localhost");
  for (const engine_request& one : asked) {
    CHECK(*one.head.find("x-api-key") == "ps_shop_native");
    CHECK(*one.head.find("Host") == at.front.host_and_port());
  }
}

TEST_CASE("W19 over TLS ensure asks for engine.tls_server_name where there is one, and shows engine.client_cert_file") {
  const identity shown = make_server(tls_commands::authority, "gateway.internal");
  const temporary_directory folder;
  const pem_pair files = write_pair(folder.path(), "gateway", shown);
  tls_commands at(make_server(tls_commands::authority, other_name), tls_commands::authority,
                  ", tls_server_name: " + other_name + ", client_cert_file: \"" + files.cert_file +
                      "\", client_key_file: \"" + files.key_file + "\"");
  at.front.require_client_certificate(tls_commands::authority);
  CHECK(at.setting->ensure().code == 0);
  CHECK(at.front.names() == std::vector<std::string>{other_name});
  CHECK(at.front.clients() == std::vector<std::string>{"gateway.internal"});
}

TEST_CASE("W19 K6 an engine whose certificate is not right gets no key, and the commands say what to do") {
  struct row {
    identity server, trusted;
    std::string says;
  };
  const identity& authority = tls_commands::authority;
  const row rows[] = {
      {make_server(authority, other_name), authority,
       "the certificate there is for another name: correct the host in the URL"},
      {make_server(authority, "localhost", {-10, -1}), authority, "has expired: renew it"},
      {make_server(authority, "localhost", {2, 10}), authority, "is not valid yet: set this machine's clock"},
      {make_server(authority, "localhost"), make_authority(), "name its authority's certificate in ca_file"},
      {make_self_signed("localhost"), authority, "is signed by itself: name it in ca_file"}};
  for (const row& one : rows) {
    CAPTURE(one.says);
    const tls_commands at(one.server, one.trusted);
    at.check_refused(one.says);
  }
}

TEST_CASE("W19 an engine that refuses the handshake, or never answers it, is told as such") {
  const identity server = make_server(tls_commands::authority, "localhost");
  {
    tls_commands at(server, tls_commands::authority, "", TLS1_2_VERSION);  // where the handshake itself fails
    at.front.require_client_certificate(tls_commands::authority);
    at.check_refused("the TLS handshake is refused there: the log there says what is missing");
  }
  {
    tls_commands at(server, tls_commands::authority, ", connect_timeout: 300ms");
    at.front.behave(tls_front::manner::never_shake);
    at.check_refused("no TLS handshake in time");
  }
}

TEST_CASE("W19 an engine.ca_file that cannot be read is a mistake in the configuration") {
  const temporary_directory folder;
  write_file(folder.path() / "ca.pem", "no certificate\n");
  const command_setting at("https://localhost:9", ", ca_file: \"" + (folder.path() / "ca.pem").string() + "\"");
  for (const command_result& one : {at.ensure(), at.native_log()}) {
    CHECK(one.code == 78);
    CHECK(has(one.err, "engine.ca_file"));
  }
}

TEST_CASE("W19 test in front of a gateway that nobody vouches for sends no event, and says how to trust it") {
  tls_setup setup;
  setup.settings = with_hook();
  const tls_gateway_fixture both(setup);
  const std::string url = "https://localhost:" + std::to_string(both.port());
  ramal_process command(std::vector<std::string>{"webhooks", "test", "shop", "--url", url, "--config",
                                                 (both.program->directory() / "ramal.yaml").string()});
  CHECK(command.wait() == 1);
  CHECK(has(command.stdout_text(), "and give the file of a private authority as SSL_CERT_FILE\n"));
  CHECK_FALSE(has(command.stdout_text(), "answered"));
  CHECK_FALSE(has(command.stdout_text() + command.stderr_text(), hook));
}

}  // namespace ramal::system_tests
