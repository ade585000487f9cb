// A session over memory with an Evolution GO server (contracts/gateway.md section 3), for tests of the passthrough.
#pragma once

#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "tests/harness/contract_names.hpp"
#include "tests/memory/go_server.hpp"
#include "tests/memory/session_fixture.hpp"

namespace ramal::test {

inline bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// Keys: "demo" has a token, "admin" the global key, too, and "without" has none.
inline config::gateway go_settings() {
  config::gateway settings = test_settings();
  config::evolution_go_server server;
  server.tls = false;
  server.host = "go.example";
  server.port = 4000;
  server.path_prefix = "/base";
  settings.evolution_go = server;
  settings.keys[0].evolution_go_token = config::secret("token-of-instance");
  config::key admin;
  admin.name = "admin-key";
  admin.client_key = config::secret("admin");
  admin.native_key = config::secret("ps_admin");
  admin.evolution_go_token = config::secret("other-token");
  admin.evolution_go_admin_key = config::secret("global-key-of-go");
  settings.keys.push_back(admin);
  config::key without;
  without.name = "without";
  without.client_key = config::secret("without");
  without.native_key = config::secret("ps_without");
  settings.keys.push_back(without);
  return settings;
}

inline std::string with_key(std::string request, std::string_view key) {
  return request.replace(request.find("apikey: demo") + 8, 4, key);
}

inline std::string upload_head(std::string_view framing, std::string_view more = {}) {
  return "POST /api/layer/evolution-go/send/media HTTP/1.1\r\nHost: ramal.example\r\napikey: demo\r\nContent-Type: "
         "multipart/form-data; boundary=x\r\n" +
         std::string(framing) + "\r\n" + std::string(more) + "\r\n";
}

inline std::string ok(std::string_view body, std::string_view more = {}) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + std::string(more) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

// What comes to the server is judged in the end.
struct through : session_fixture {
  explicit through(const config::gateway& settings = go_settings()) : session_fixture(settings), go(loop) {
    worker.go.server = {std::shared_ptr<void>(), &go};
  }
  ~through() {
    disconnect();
    const tests::go_rules rules{"/base",
                                {"token-of-instance", "other-token", "global-key-of-go"},
                                {"ps_demo", "ps_admin", "apikey: demo", "apikey: admin"}};
    for (const std::string& head : go.first_heads())
      for (const std::string& wrong : tests::find_go_impurities(head, rules)) FAIL_CHECK(wrong + " in " + head);
  }
  bool engine_saw_nothing() const { return worker.upstream.requests().empty(); }

  go_server go;
};

}  // namespace ramal::test
