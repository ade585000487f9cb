// Reads a client's JSON body into the fields the table names (go-calls.md section 3).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "routes/failure.hpp"
#include "routes/json.hpp"
#include "routes/table.hpp"

namespace ramal::routes {

// The raw JSON token of each field that was given; empty if it was absent, null, or an empty string under every one of
// its names. Views into the body.
struct body_fields {
  std::string_view call_id, callee, media_url, mode, sdp, sdp_type, opaque_data, include_sdp;
  std::uint32_t ignored = 0;  // bit i: ignored_names()[i] was there
};

// What a body that could not be read is answered with.
failure failure_of(json::problem problem);

// `body` may be empty (no fields). Fails with invalid_json, too_deep, too_many_keys or number_too_long. `scratch` is for
// decoding names, so that they take nothing from the heap.
std::optional<failure> read_body(std::string_view body, const json::limits& limits, std::string& scratch,
                                 body_fields& out);

}  // namespace ramal::routes
