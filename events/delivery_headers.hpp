// The headers of one attempt to deliver (webhooks.md section 6). Those of HTTP itself and the operator's are added by
// the one who sends it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/delivery_signature.hpp"
#include "events/time_text.hpp"

namespace ramal::events {

// Views, which live as long as the call takes.
struct attempt {
  std::string_view id;            // `webhook-id`
  std::string_view body;          // the bytes that are sent
  std::string_view native_event;  // native_event::name
  unsigned number = 1;            // from 1
  time_point at{};                // of this attempt
  std::string_view version;       // of Ramal
};

// What tells a delivery of Ramal's from an event of the engine: one that comes back is refused (section 2).
inline constexpr std::string_view hop_header = "X-Ramal-Hop";

// Names and values, in the order in which they are sent. No value has bytes of the event but its name, which has
// letters, digits and `. _ -` only.
std::vector<std::pair<std::string_view, std::string>> delivery_headers(const attempt& of,
                                                                       std::span<const signing_secret> secrets);

}  // namespace ramal::events
