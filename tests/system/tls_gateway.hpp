// The real binary with a TLS listener, an engine behind it, and the certificates of both.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/system/requests.hpp"
#include "tests/system/tls_client.hpp"

namespace ramal::system_tests {

// PEM files as the configuration names them; the key is its owner's alone.
struct pem_pair {
  std::string cert_file;
  std::string key_file;
};
pem_pair write_pair(const std::filesystem::path& folder, const std::string& name, const identity& of);
// The same identity with an RSA key, signed by `by`.
identity with_rsa_key(const identity& of, const identity& by);

// "[{address: ..., tls: {certificates: [...], MORE}}]"
std::string tls_listeners(const std::vector<pem_pair>& certificates, const std::string& more = "");

struct tls_setup {
  std::vector<std::string> names{"localhost"};  // a certificate for each
  std::string listener_keys{};                  // more of listeners[0].tls: "min_version: 1.3"
  with settings{};
};

struct tls_gateway_fixture {
  explicit tls_gateway_fixture(const tls_setup& setup = {}, fake_engine::handler engine_answers = success_of);

  std::uint16_t port() const { return program->port(); }
  std::filesystem::path file(const std::string& name) const { return folder.path() / name; }

  identity authority = make_authority();
  temporary_directory folder;
  fake_engine engine;
  std::optional<ramal_process> program;
};

}  // namespace ramal::system_tests
