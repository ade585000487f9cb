// The real binary in front of an engine that speaks TLS.
#pragma once

#include <optional>
#include <string>

#include "tests/system/requests.hpp"
#include "tests/system/tls_front.hpp"

namespace ramal::system_tests {

// An engine behind TLS as `server`, and the binary that trusts `authority` alone.
struct tls_engine_gateway {
  tls_engine_gateway(const identity& authority, const identity& server, const with& settings = {}, int max_version = 0);

  // A new program with these settings instead, and a new client.
  void restart(with settings);
  answer ask(const std::string& request);

  temporary_directory folder;
  fake_engine engine{success_of};
  tls_front front;
  std::optional<ramal_process> program;
  std::optional<raw_client> client;
};

// 502 UPSTREAM_UNREACHABLE, not-sent.
void check_unreachable(const answer& seen);

}  // namespace ramal::system_tests
