// Deliveries over TLS by the real binary (contracts/webhooks.md section 12).
#include <catch2/catch.hpp>

#include "tests/harness/eventually.hpp"
#include "tests/system/event_bot.hpp"
#include "tests/system/hooked_gateway.hpp"
#include "tests/system/tls_front.hpp"

namespace ramal::system_tests {
namespace {

// A bot behind TLS as "localhost", and the binary that trusts what stands in ca.pem.
struct tls_bot {
  explicit tls_bot(const identity& trusted) {
    write_file(folder.path() / "ca.pem", pem_of(trusted));
    const std::string url = front.base_url() + "/bot";
    const std::string ca = ", ca_file: \"" + (folder.path() / "ca.pem").string() + "\"";
    both.emplace(url, folder, with{{"keys", shop_key(url, ca)}});
  }
  bool logs(const std::string& text) const {
    return eventually([&] { return both->program.access_log().find(text) != std::string::npos; });
  }

  static inline const identity authority = make_authority();
  temporary_directory folder;
  event_bot bot;
  tls_front front{make_server(authority, "localhost"), bot.port()};
  std::optional<hooked_gateway> both;
};

}  // namespace

TEST_CASE("W17 an event goes over TLS to a bot that ca_file vouches for") {
  tls_bot over(tls_bot::authority);
  CHECK(over.both->post(native_event("call.ringing")) == "200 {\"ok\":true}");
  CHECK(over.bot.wait_for(1));
  CHECK(over.front.names() == std::vector<std::string>{"localhost"});
  CHECK(over.both->post(native_event("call.connected")) == "200 {\"ok\":true}");
  CHECK(over.bot.wait_for(2));
  CHECK(over.front.connections() == 1);
}

TEST_CASE("W17 a bot that nobody vouches for gets nothing, and the access log says why") {
  tls_bot over(make_authority());
  CHECK(over.both->post(native_event("call.ringing")) == "200 {\"ok\":true}");
  CHECK(over.logs("nobody who is trusted here vouches for the certificate there"));
  CHECK(over.bot.requests().empty());
  CHECK(over.front.application_bytes() == 0);
}

TEST_CASE("W17 an authority that cannot be read is a mistake in the configuration") {
  const temporary_directory folder;
  const auto file = folder.path() / "ramal.yaml";
  write_file(folder.path() / "ca.pem", "no certificate\n");
  write_file(file, gateway_yaml("http://127.0.0.1:9",
                                {{"keys", shop_key("https://localhost:1/bot",
                                                   ", ca_file: \"" + (folder.path() / "ca.pem").string() + "\"")},
                                 {"webhooks.store", "\"" + (folder.path() / "outbox.db").string() + "\""},
                                 {"log.access", "\"off\""}}));
  ramal_process program(std::vector<std::string>{"serve", "--config", file.string()});
  CHECK(program.wait() == 78);
  CHECK(program.stderr_text().find("keys[0].webhook.ca_file") != std::string::npos);
}

}  // namespace ramal::system_tests
