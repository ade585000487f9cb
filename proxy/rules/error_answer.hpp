// The one place where a failure becomes an answer (go-calls.md section 5; http-rules.md E0, U).
#pragma once

#include <cstdint>
#include <string_view>

#include "routes/bytes.hpp"
#include "routes/failure.hpp"

namespace ramal::rules {

enum class fault : std::uint8_t { client, engine, gateway };

// Everything but the body; the body is appended by write_error_body.
struct error_answer {
  std::uint16_t status = 500;
  std::string_view code{};  // "" for the bare 401, the engine's raw code for a native error
  fault whose = fault::gateway;
  bool close = false;        // the connection ends after this answer (E0)
  std::string_view allow{};  // the Allow header, for 405
  // X-Ramal-Upstream: "not-sent" or "unknown", for failures on the way to the engine, 503, and 5xx to a POST (U19)
  std::string_view upstream{};
  std::uint16_t retry_after = 0;  // seconds, 0: no header
};

error_answer answer_failure(const routes::failure& failure);

// {"error":"<text>","code":"<CODE>"}; the bare 401 has no code, as in Evolution GO; some 404 have a "hint".
void write_error_body(const routes::failure& failure, routes::bytes& out);

}  // namespace ramal::rules
