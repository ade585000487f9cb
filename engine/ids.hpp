// Identifiers, tokens and keys of every kind: the same sequence for the same seed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ramal::engine {

class id_source {
 public:
  explicit id_source(std::uint64_t seed) : state_(seed) {}

  std::uint64_t number();  // uniform over 64 bits
  std::string text(std::string_view alphabet, std::size_t length);

  std::string call_id();           // "call_" and 24 of [a-z0-9]
  std::string meta_call_id();      // "wacid." and 40 of [A-Za-z0-9], as Meta writes them
  std::string provider_call_id();  // 32 of [0-9A-F], a web call's CallID
  std::string message_id();        // "wamid." and 40 of [A-Za-z0-9]
  std::string webhook_id();        // "wh_" and 24 of [a-z0-9]
  std::string token();             // 43 of [A-Za-z0-9_-]

 private:
  std::uint64_t state_;
};

// The same for the same pair under every seed: "conv_" and 16 hex digits.
std::string conversation_id(std::string_view number, std::string_view peer);

}  // namespace ramal::engine
