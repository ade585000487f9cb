// Request ids and W3C trace contexts (http-rules.md H1). Not secret and not cryptographic: they only must not repeat.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace ramal::rules {

using request_id = std::array<char, 16>;
using span_id = std::array<char, 16>;
using traceparent = std::array<char, 55>;

inline std::string_view view(const request_id& id) { return {id.data(), id.size()}; }
inline std::string_view view(const traceparent& value) { return {value.data(), value.size()}; }

// One for each worker, seeded from the system's random numbers (or a constant in tests).
class id_source {
 public:
  explicit id_source(std::uint64_t seed) : state_(seed) {}
  request_id next_request_id();    // 16 lower-case hex digits
  span_id next_span_id();          // the same, never all zeros
  traceparent next_traceparent();  // version 00, sampled

 private:
  std::uint64_t next();
  std::uint64_t state_;
};

}  // namespace ramal::rules
