// Deliveries over TLS (webhooks.md section 12).
#include "proxy/relay/client/client_tls.hpp"
#include "tests/harness/name_server.hpp"
#include "tests/harness/ramal_process.hpp"
#include "tests/relay/client/client_fixture.hpp"

namespace ramal::relay::tests {
namespace {

using namespace system_tests;

// A bot called "bot.test", and a client that trusts `authority`.
struct tls_fixture {
  explicit tls_fixture(const identity& as, int max_version = 0) : fixture(settings()) {
    names.answer(1, 3'600);
    ramal::tests::write_file((folder.path() / "ca.pem").string(), pem_of(authority));
    auto made = make_client_tls("keys[0].webhook.ca_file", (folder.path() / "ca.pem").string());
    REQUIRE_FALSE(made.has_error());
    trust = *made;
    bot.speak_tls(as, max_version);
  }
  client_settings settings() const {
    client_settings made;
    made.name_servers = names.address();
    return made;
  }
  delivery_request to(const std::string& host) const {
    auto made = client_fixture::to(host, bot.port());
    made.url.tls = true;
    made.tls = trust;
    return made;
  }
  delivery_result deliver(const std::string& host = "bot.test") { return fixture.deliver(to(host)); }

  static inline const identity authority = make_authority();
  ramal::tests::temporary_directory folder;
  ramal::tests::name_server names;
  client_fixture fixture;
  stub_bot bot{fixture.loop};
  client_tls_ptr trust;
};

identity good() { return make_server(tls_fixture::authority, "bot.test"); }

}  // namespace

TEST_CASE("W17 a delivery over TLS asks for the name, verifies it and uses the connection again") {
  tls_fixture over(good());
  for (int i = 0; i < 3; ++i) CHECK(over.deliver().status == 200);
  CHECK(over.bot.server_name() == "bot.test");
  CHECK(over.bot.connections() == 1);
  CHECK(over.bot.requests().at(0).find("\r\nHost: bot.test:") != std::string::npos);
  CHECK(over.fixture.sent == 3);
}

TEST_CASE("an address is verified as an address") {
  tls_fixture over(make_server_at(tls_fixture::authority, "127.0.0.1"));
  CHECK(over.deliver("127.0.0.1").status == 200);
  CHECK(over.bot.server_name().empty());
  CHECK(says(over.deliver("bot.test"), "is for another name"));
}

TEST_CASE("W17 a certificate that is not accepted is a failure that says why, and nothing is sent") {
  const auto refused = [](const identity& as, const std::string& words) {
    tls_fixture over(as);
    const auto result = over.deliver();
    CAPTURE(words, result.error);
    CHECK(result.failure == delivery_failure::tls);
    CHECK(says(result, words));
    CHECK_FALSE(result.sent);
    CHECK(over.bot.requests().empty());
  };
  refused(make_server(tls_fixture::authority, "other.test"), "the certificate there is for another name");
  refused(make_server(make_authority(), "bot.test"), "nobody who is trusted here vouches");
  refused(make_self_signed("bot.test"), "is signed by itself");
  refused(make_server(tls_fixture::authority, "bot.test", {-30, -1}), "has expired");
  refused(make_server(tls_fixture::authority, "bot.test", {1, 30}), "is not valid yet");
}

TEST_CASE("a bot that speaks TLS 1.1 alone, plain HTTP or nothing is told so") {
  tls_fixture old(good(), TLS1_1_VERSION);
  CHECK(says(old.deliver(), "neither TLS 1.2 nor 1.3"));
  tls_fixture silent(good());
  silent.bot.keep_silent();
  auto request = silent.to("bot.test");
  request.connect_timeout = 50ms;
  const auto result = silent.fixture.deliver(request);
  CHECK(result.failure == delivery_failure::tls);
  CHECK(says(result, "no TLS handshake in time"));
  stub_bot plain(silent.fixture.loop);
  plain.reply({"HTTP/1.1 400 Bad Request\r\n\r\n", bot_end::hold, true});
  request = silent.to("bot.test");
  request.url.port = plain.port();
  CHECK(says(silent.fixture.deliver(request), "does not speak TLS"));
}

TEST_CASE("W17 without anybody to trust nothing is dialled") {
  tls_fixture over(good());
  auto request = over.to("bot.test");
  request.tls = nullptr;
  const auto result = over.fixture.deliver(request);
  CHECK(result.failure == delivery_failure::tls);
  CHECK(over.bot.connections() == 0);
}

TEST_CASE("W17 another trust does not use a connection that the old one has verified") {
  tls_fixture over(good());
  CHECK(over.deliver().status == 200);
  const tls_fixture other(good());
  auto made = make_client_tls("ca_file", (other.folder.path() / "ca.pem").string());
  over.trust = *made;
  CHECK(over.deliver().status == 200);
  CHECK(over.bot.connections() == 2);
}

TEST_CASE("a file that holds no authorities is a problem of its key, and the system's are there without one") {
  const ramal::tests::temporary_directory folder;
  const auto problem = make_client_tls("keys[0].webhook.ca_file", (folder.path() / "none.pem").string());
  REQUIRE(problem.has_error());
  CHECK(problem.error().path == "keys[0].webhook.ca_file");
  CHECK_FALSE(make_client_tls("keys[0].webhook.ca_file", "").has_error());
}

TEST_CASE("an early answer and a long body pass TLS as well") {
  tls_fixture over(good());
  over.bot.reply(
      {"HTTP/1.1 413 Too Large\r\nContent-Length: 5000\r\n\r\n" + std::string(5'000, 'x'), bot_end::hold, true});
  auto request = over.to("bot.test");
  request.body.assign(std::size_t(64) << 20, 'x');
  const auto result = over.fixture.deliver(std::move(request));
  CHECK(result.status == 413);
  CHECK(result.answer == std::string(512, 'x'));
  CHECK(over.fixture.http->idle() == 0);
}

}  // namespace ramal::relay::tests
