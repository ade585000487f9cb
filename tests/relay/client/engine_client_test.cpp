// Questions to the engine (webhooks.md sections 6 and 9).
#include "proxy/relay/client/engine_client.hpp"

#include "proxy/relay/client/client_tls.hpp"
#include "tests/relay/client/client_fixture.hpp"

namespace ramal::relay::tests {
namespace {

struct engine_fixture {
  engine_fixture() {
    engine.tls = false;
    engine.host = "127.0.0.1";
    engine.port = stub.port();
    engine.path_prefix = "/base";
    engine.connect_timeout = engine.total_timeout = 1h;
    engine.headers = {{"X-Extra", "more"}};
  }
  engine_reply get(const std::string& key = "shop", config::native_key_kind kind = config::native_key_kind::key) {
    http_engine_reader reader(fixture.http, engine, nullptr);
    std::optional<engine_reply> reply;
    reader.get({key, "/v1/calls?limit=100", kind, config::secret("ps_canary")},
               [&](engine_reply made) { reply = std::move(made); });
    CHECK_FALSE(reply.has_value());
    REQUIRE(fixture.wait_for([&] { return reply.has_value(); }));
    CHECK(reply->error.find("canary") == std::string::npos);
    CHECK(reply->error.find("/v1/") == std::string::npos);
    CHECK((reply->status == 0) == !reply->error.empty());
    CHECK((reply->status == 0) == (reply->failure != delivery_failure::none));
    return *reply;
  }
  void answer_with(std::size_t size, std::size_t said) {
    stub.reply({"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(said) + "\r\n\r\n" + std::string(size, 'x'),
                size == said ? bot_end::keep : bot_end::close, false});
  }

  client_fixture fixture;
  stub_bot stub{fixture.loop};
  config::upstream_engine engine;
};

}  // namespace

TEST_CASE("a question to the engine is a GET with the native key, and its answer is handed on whole") {
  engine_fixture over;
  over.answer_with(1'048'576, 1'048'576);
  const auto reply = over.get();
  CHECK(reply.status == 200);
  CHECK(reply.body == std::string(1'048'576, 'x'));
  const std::string& seen = over.stub.requests().at(0);
  CHECK(
      seen.starts_with("GET /base/v1/calls?limit=100 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(over.stub.port()) +
                       "\r\nAccept: application/json\r\nx-api-key: ps_canary\r\nX-Extra: more\r\n"
                       "User-Agent: ramal/"));
  CHECK(seen.find("\r\nX-Request-Id: ") != std::string::npos);
  CHECK(seen.find("\r\ntraceparent: 00-") != std::string::npos);
  CHECK(seen.ends_with("\r\nVia: 1.1 ramal\r\n\r\n"));
  CHECK(over.get("shop", config::native_key_kind::key_id).status == 200);
  CHECK(over.stub.requests().at(1).find("\r\nx-api-key-id: ps_canary\r\n") != std::string::npos);
  CHECK(over.stub.connections() == 1);
}

TEST_CASE("an answer that is cut, or longer than 1 MiB, is none") {
  engine_fixture over;
  over.answer_with(10, 11);
  over.answer_with(1'048'577, 1'048'577);
  for (int i = 0; i < 2; ++i) {
    const auto reply = over.get();
    CHECK(reply.failure == delivery_failure::malformed);
    CHECK(reply.body.empty());
  }
}

TEST_CASE("refusals of the engine are answers, and its absence is a failure") {
  engine_fixture over;
  over.stub.reply({"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}", bot_end::keep, false});
  CHECK(over.get().status == 404);
  over.stub.stop();
  CHECK(over.get().failure == delivery_failure::connect);
}

TEST_CASE("no connection to the engine is used for two keys") {
  engine_fixture over;
  CHECK(over.get("shop").status == 200);
  CHECK(over.get("other").status == 200);
  CHECK(over.get("shop").status == 200);
  CHECK(over.stub.connections() == 2);
}

TEST_CASE("over TLS the engine is verified under the name that the configuration has for it") {
  engine_fixture over;
  const auto authority = system_tests::make_authority();
  over.stub.speak_tls(system_tests::make_server(authority, "engine.test"));
  net::engine_material material;
  material.authorities.emplace();
  X509_up_ref(authority.certificate.get());
  material.authorities->certificates.emplace_back(authority.certificate.get());
  const auto trust = make_client_tls(material);
  REQUIRE_FALSE(trust.has_error());
  over.engine.tls = true;
  std::vector<engine_reply> replies;
  for (const char* name : {"engine.test", ""}) {
    over.engine.tls_server_name = name;
    http_engine_reader reader(over.fixture.http, over.engine, *trust);
    const auto before = replies.size();
    reader.get({"shop", "/v1/calls", config::native_key_kind::key, config::secret("ps_canary")},
               [&](engine_reply made) { replies.push_back(std::move(made)); });
    REQUIRE(over.fixture.wait_for([&] { return replies.size() > before; }));
  }
  CHECK(replies[0].status == 200);
  CHECK(over.stub.server_name() == "engine.test");
  CHECK(replies[1].failure == delivery_failure::tls);
}

}  // namespace ramal::relay::tests
