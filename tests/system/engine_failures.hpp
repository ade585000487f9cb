// What tests of a faulty engine share.
#pragma once

#include <catch2/catch.hpp>

#include <string>
#include <utility>

#include "tests/system/requests.hpp"

namespace ramal::system_tests {

using after_reply = engine_reply::after_reply;

// An answer of ours to an engine's failure; `upstream`: what X-Ramal-Upstream says, empty without one.
inline void check_failure(const answer& seen, int status, const std::string& code, const std::string& upstream) {
  CAPTURE(seen.raw, seen.error);
  CHECK(seen.status == status);
  CHECK(code_of(seen) == code);
  const auto* told = seen.find("X-Ramal-Upstream");
  CHECK((told == nullptr ? "" : *told) == upstream);
}

// An engine's answer, byte for byte.
inline engine_reply raw(std::string bytes, after_reply then = after_reply::keep) {
  return {std::move(bytes), then, {}};
}

inline const std::string a_start = post("/call/start", start_body());
inline const std::string a_list = get("/call/list");
inline constexpr const char* empty_list = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"calls\":[]}";

}  // namespace ramal::system_tests
