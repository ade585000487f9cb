// Both heads of the passthrough (contracts/gateway.md section 3), written from our own values and from what
// passed_fields lets through. Appends to a string.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "proxy/wire/framing.hpp"
#include "proxy/wire/passed_fields.hpp"

namespace ramal::wire {

// Nothing in these values may hold CR, LF or NUL: they were validated where they came from (H11).
struct passed_request_head {
  std::string_view method_text;
  std::string_view path_prefix{};  // of the server's base URL, may be empty
  std::string_view target;         // path
  std::string_view query{};        // without '?'
  std::string_view host_header;
  std::string_view token;  // apikey
  std::string_view request_id;
  std::string_view traceparent;
  std::string_view user_agent;
  std::span<const passed_line> passed{};
  std::string_view passed_bytes{};  // the client's head, in which they stand
  framing body{};                   // length or chunked; none: without a length
};
void write_passed_request(std::string& out, const passed_request_head& head);

struct passed_answer_head {
  std::uint16_t status = 200;
  std::span<const passed_line> passed{};
  std::string_view passed_bytes{};  // the server's head
  framing body{};                   // none: without a length; until_close: the connection ends
  bool close = false;               // Connection: close
  std::string_view keep_alive{};    // where the connection stays: complete lines, each with its CRLF
  std::string_view date;
  std::string_view request_id;
  std::string_view cors_lines{};  // complete lines, each with its CRLF
};
void write_passed_answer(std::string& out, const passed_answer_head& head);

// How a body of an answer goes on to a client: as it came if it has a length, else chunked, or, for HTTP/1.0, until the
// connection is closed. `without_body`: to HEAD.
framing framing_of_passed_answer(framing from, bool http_1_0, bool without_body);

}  // namespace ramal::wire
