#include "tests/system/tls_engine.hpp"

#include <catch2/catch.hpp>

namespace ramal::system_tests {

tls_engine_gateway::tls_engine_gateway(const identity& authority, const identity& server, const with& settings,
                                       int max_version)
    : front(server, engine.port(), max_version) {
  engine.expect_host(front.host_and_port());
  engine.expect_keys({native_key});
  write_file(folder.path() / "ca.pem", pem_of(authority));
  restart(settings);
}

void tls_engine_gateway::restart(with settings) {
  settings.emplace_back("engine.ca_file", "\"" + (folder.path() / "ca.pem").string() + "\"");
  program.emplace(gateway_yaml(front.base_url(), settings));
  client.emplace(program->port());
}

answer tls_engine_gateway::ask(const std::string& request) {
  client->send(request);
  return client->read_answer();
}

void check_unreachable(const answer& seen) {
  CAPTURE(seen.raw, seen.error);
  CHECK(seen.status == 502);
  CHECK(code_of(seen) == "UPSTREAM_UNREACHABLE");
  CHECK(*seen.find("X-Ramal-Upstream") == "not-sent");
}

}  // namespace ramal::system_tests
