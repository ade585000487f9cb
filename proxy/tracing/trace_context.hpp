// W3C Trace Context: the field traceparent, and whether a request is traced (console.md section 2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ramal::tracing {

using trace_id = std::array<std::uint8_t, 16>;
using span_id = std::array<std::uint8_t, 8>;

// What a traceparent says. Ids are never all zero.
struct trace_parent {
  trace_id trace{};
  span_id parent{};
  bool sampled = false;

  bool operator==(const trace_parent&) const = default;
};

// "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01". Of a later version the parts of version 00 count, whatever
// follows them. None: it is malformed, and the request begins a trace of its own.
std::optional<trace_parent> parse_trace_parent(std::string_view text);
// 55 bytes, version 00.
std::string print_trace_parent(const trace_parent& value);

// Small letters.
template <std::size_t Size>
std::string to_hex(const std::array<std::uint8_t, Size>& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::size_t byte : bytes) {
    text.push_back(digits[byte >> 4U]);
    text.push_back(digits[byte & 0xFU]);
  }
  return text;
}

// Where there is a parent, it decides; else a share `ratio` (0 to 1) of all traces, by the trace's id, so that every
// program that looks at the id comes to the same end.
bool is_sampled(const std::optional<trace_parent>& parent, const trace_id& trace, double ratio);

}  // namespace ramal::tracing
