// Names that are the same after a crash, on another node and on replay, because they are digests (webhooks.md sections
// 5.1, 6 and 7).
#pragma once

#include <string>
#include <string_view>

namespace ramal::events {

// What one delivery is of. Views.
struct delivery_name {
  std::string_view key;          // the key's name
  std::string_view call;         // X; of an event without a phase body_name() instead
  std::string_view event;        // name in Evolution GO
  std::string_view dialect;      // "go", "evolution-v2", "pilot", "native"
  std::string_view destination;  // its name; "" for the key's first one
};

// "rml_" and 26 characters: the same for the same delivery, another one for every other.
std::string webhook_id(const delivery_name& of);

// What stands for X where an event tells no phase of a call, so that only the same bytes are the same event.
std::string body_name(std::string_view body);

// The UUID (version 5, namespace URL) of `ramal:key:<name>`: `instanceId` where none is configured.
std::string default_instance_id(std::string_view key_name);

}  // namespace ramal::events
