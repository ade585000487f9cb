// A bot's side of the demo: what a delivery at `POST /_engine/bot` says, in the words of Evolution GO.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ramal::engine {

inline constexpr std::string_view bot_path = "/_engine/bot";

struct bot_event {
  std::string name;     // "CallOffer"
  std::string call_id;  // "9F2C..."
  bool inbound = true;  // the peer placed the call
};

// Nothing where the body is no such event, or one of these texts is longer than 128 bytes.
std::optional<bot_event> read_bot_event(std::string_view body);

}  // namespace ramal::engine
