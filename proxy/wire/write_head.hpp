// Writes heads from our own values: what came over one wire never goes out on the other as it was ("re-generate, never
// relay"). Appends to a string and allocates nothing beyond that string's growth.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <span>
#include <string>
#include <string_view>

#include "proxy/wire/answer_head.hpp"

namespace ramal::wire {

// Nothing in these values may hold CR, LF or NUL: they were validated where they came from (H11).
struct upstream_head {
  std::string_view method_text;    // "GET", "POST" or "PUT"
  std::string_view path_prefix{};  // of the engine's base URL, may be empty
  std::string_view target;         // path and query
  std::string_view host_header;
  std::string_view key_header_name;  // "x-api-key" or "x-api-key-id"
  std::string_view key_value;
  std::string_view request_id;
  std::string_view traceparent;
  std::string_view user_agent;
  std::string_view extra_lines{};  // complete lines that the configuration adds, each with its CRLF
  bool has_json_body = false;      // Content-Type: application/json
  bool sends_length = false;       // all but GET do, 0 without a body
  std::size_t body_length = 0;
};

// The exact header set of rule H1, always in the same order.
void write_request_head(std::string& out, const upstream_head& head);

struct answer_head_out {
  std::uint16_t status = 200;
  bool has_body = false;           // Content-Type
  bool no_store = false;           // Cache-Control: no-store
  bool close = false;              // Connection: close; every answer to HTTP/1.0 (H10)
  std::string_view keep_alive{};   // where the connection stays: complete lines, each with its CRLF
  std::size_t content_length = 0;  // left out of 204 and 304
  std::string_view content_type = "application/json; charset=utf-8";
  std::string_view date;  // 29 bytes, see format_date
  std::string_view request_id{};
  std::uint16_t retry_after = 0;           // our own, in seconds; 0: left out
  std::span<const passed_field> passed{};  // the engine's Retry-After and RateLimit*
  std::string_view passed_bytes{};         // the engine's message, in which they stand
  std::string_view allow{};                // the next three: left out if empty
  std::string_view ignored{};              // X-Ramal-Ignored
  std::string_view upstream{};             // X-Ramal-Upstream
  std::string_view cors_lines{};           // complete lines, each with its CRLF
};

// Rule H9; there is no Server header.
void write_answer_head(std::string& out, const answer_head_out& head);

// H8: sent once head, route, key and length have passed.
inline constexpr std::string_view continue_answer = "HTTP/1.1 100 Continue\r\n\r\n";

// IMF-fixdate, e.g. "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7); years 0 to 9999.
std::array<char, 29> format_date(std::time_t seconds);

}  // namespace ramal::wire
