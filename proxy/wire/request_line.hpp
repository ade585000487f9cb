// The strict reader of a complete request line (http-rules.md F14, F15, T3 to T8; RFC 9112 section 3).
#pragma once

#include <optional>
#include <string_view>

#include "proxy/wire/request_head.hpp"
#include "routes/failure.hpp"

namespace ramal::wire {

inline constexpr std::size_t most_method = 32;  // T6
inline constexpr std::size_t version_size = 8;  // HTTP/1.1

struct request_line {
  method verb = method::other;  // also of a line that is refused, where it can be told
  bool http_1_0 = false;
  std::string_view path;  // of the line, always at least one byte
  std::string_view query;
  std::string_view authority;  // of an absolute form, else empty
  bool https = false;          // the absolute form's scheme
};

// `line` is without its CRLF.
std::optional<routes::failure_kind> parse_request_line(std::string_view line, std::size_t most_target,
                                                       request_line& out);

// What is wrong with a request line that does not end where the longest legal one would; `start` is as much of it.
routes::failure_kind judge_overlong_line(std::string_view start, std::size_t most_target, request_line& out);

}  // namespace ramal::wire
