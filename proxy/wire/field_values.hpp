// The values of the fields that the readers use, each read strictly.
#pragma once

#include <cstdint>
#include <string_view>

namespace ramal::wire {

// Digits only, no leading zero, at most 19 of them (F3). False leaves `length` untouched.
bool parse_content_length(std::string_view value, std::uint64_t& length);

// `other_codings`: a valid list of tokens whose last is `chunked` (F7). All else but `chunked` alone is bad (F8).
enum class transfer_coding : std::uint8_t { none, chunked, other_codings, bad };
transfer_coding parse_transfer_encoding(std::string_view value);

// What a Connection field asks for; other nominations change nothing, as nothing is ever relayed (H2). False if an
// element is no token.
struct connection_options {
  bool close = false;
  bool keep_alive = false;
};
[[nodiscard]] bool parse_connection(std::string_view value, connection_options& options);

// Whether an element of a Via field was added under our own pseudonym, `ramal` (H6, RFC 9110 section 7.6.3).
bool names_us(std::string_view via);

// 1..128 of [A-Za-z0-9._-] (H1).
bool is_request_id(std::string_view value);

// W3C Trace Context, version 00: no all-zero ids, no capitals (H1).
bool is_traceparent(std::string_view value);

}  // namespace ramal::wire
