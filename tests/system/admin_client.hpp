// The admin interface of a gateway that runs (console.md section 1), as an operator and as a scraper ask it.
#pragma once

#include <cstdint>
#include <string>

#include "tests/harness/exposition.hpp"
#include "tests/system/requests.hpp"

namespace ramal::system_tests {

inline constexpr const char* admin_token = "canary-token-of-admin";

// Settings of a gateway with an admin interface on a port of its own; `more` behind them.
with with_admin(const with& more = {});

class admin_client {
 public:
  // Waits until the program's log names the port.
  explicit admin_client(const ramal_process& program);

  answer get(const std::string& path, const std::string& fields = "") const;
  // With the token, unless `fields` stand for all that a change needs.
  answer change(const std::string& path, const std::string& body, const std::string& fields = as_change()) const;
  answer ask(const std::string& request) const;
  // A whole scrape, of which a scraper takes every line: else the test fails.
  exposition metrics() const;
  // Whether a scrape has this line, soon: "ramal_calls_unknown_total 1".
  bool counts(const std::string& line) const;
  // Whether a series has this value, soon: what is counted behind an answer may be a moment late.
  bool becomes(const std::string& series, double value) const;
  // Whether /readyz answers so, soon.
  bool becomes_ready(bool ready) const;

  std::uint16_t port() const { return port_; }

  static std::string with_token();
  static std::string as_change();

 private:
  std::uint16_t port_;
};

}  // namespace ramal::system_tests
