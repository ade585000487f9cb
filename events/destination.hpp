// Where events of a key go, and in which dialect (webhooks.md section 10). The configuration fills it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ramal::events {

enum class dialect : std::uint8_t { go, evolution_v2, pilot, native };

std::string_view text(dialect one);  // as the configuration writes it

struct destination {
  std::string name;  // "" for the key's first one
  dialect speaks = dialect::go;
  std::string url;
  std::vector<std::string> events{"CALL"};    // `CALL`, `ALL`, or names of Evolution GO
  std::string instance_id;                    // not empty: default_instance_id() where none is configured
  std::string instance_name;                  // not empty: the key's name where none is configured
  std::optional<std::string> instance_token;  // a secret
  std::string server_url;                     // evolution-v2
  std::chrono::minutes time_offset{0};        // of `Timestamp`
  bool extras = false;
  bool data_node = true;
  bool v2_ringing = true;
  bool by_events = false;
  bool hide_offers = false;
};

// Whether the destination wants an event that Evolution GO calls `go_name`: `CALL` and `ALL` stand for CallOffer,
// CallAccept and CallTerminate; any other event has to be listed by name.
bool wants(const destination& to, std::string_view go_name);

// Whether `CALL` or `ALL` is listed.
bool wants_all(const destination& to);

// Where to post: `url`, for evolution-v2 with `by_events` and `/call` behind it.
std::string post_url(const destination& to);

}  // namespace ramal::events
