// Where clients dial the media port: the beginning of every `wsUrl`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/model.hpp"

namespace ramal::engine {

inline constexpr std::string_view media_path = "/call/media/realtime/ws";

// The host of a `Host` header or of an address with a port, IPv6 in brackets; nothing if it is not one.
std::optional<std::string> host_of(std::string_view authority);

class media_address {
 public:
  // `port` is the bound one.
  media_address(const config::reference_engine& settings, std::uint16_t port);

  // The `wsUrl` up to the instance, without a trailing slash. `asked` is the authority that the client asked the API
  // for, or reached it at ("engine:8090"); it counts where media listens on every address and no URL is configured.
  std::string base(std::string_view asked) const;

 private:
  std::string fixed_;     // "" = by `asked`
  std::string fallback_;  // host, where `asked` is none
  std::string tail_;      // ":8091/call/media/realtime/ws"
};

}  // namespace ramal::engine
