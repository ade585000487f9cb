// What a body that the native engine posts says, before anything is decided (webhooks.md section 4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/time_text.hpp"

namespace ramal::events {

enum class shape : std::uint8_t {
  other,       // an event that is none of calls
  normalized,  // N1 and N2: `call.*`, the fields beside it or in `data`
  go,          // N3: Evolution GO's words, in `data`
  meta,        // N4: Meta's own envelope
};

enum class direction : std::uint8_t { unknown, inbound, outbound };

// A field that is absent, null, too long or cannot be read is empty.
struct native_event {
  shape form = shape::other;
  std::string name;         // "call.ringing", "CallOffer", "calls"; 1 to 64 letters, digits and `. _ -`, or empty
  std::string native_id;    // `callId`; a call id of section 3 of go-calls.md, as the next one
  std::string external_id;  // `externalCallId`; in Evolution GO's words `CallID`; in Meta's the id of the first call
  direction way = direction::unknown;
  std::string status;   // as it came, at most 64 bytes
  std::string reason;   // N3: `Reason`, at most 64 bytes
  std::string from;     // digits
  std::string to;       // digits
  std::string creator;  // N3: digits of `CallCreator`
  std::optional<time_point> at;
  std::optional<std::int64_t> duration;  // seconds
  std::string_view data;                 // N3: the raw object, a view into the body
};

// Nothing if the body is one that no webhook has (section 2: 400 INVALID_JSON): no JSON in UTF-8, no object, neither a
// string `event` nor `object` and `entry`, or more than 64 deep or 20,000 members. Takes time linear in its size.
std::optional<native_event> read_native_event(std::string_view body);

}  // namespace ramal::events
