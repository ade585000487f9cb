// Whether a handshake on the media port is let in: /call/media/realtime/ws/<instance>/<CallID>?token=...
#pragma once

#include <optional>
#include <string_view>

#include "engine/media_address.hpp"
#include "engine/message.hpp"
#include "engine/world.hpp"

namespace ramal::engine {

struct media_entry {
  std::optional<response> refused;  // 404 path, 426 no upgrade, 401 no or unknown token, 403 used, expired, other call
  media_grant grant;                // if not refused; the token is used up then
};

media_entry enter_media(world& all, std::string_view target, bool is_upgrade, time_point now);

}  // namespace ramal::engine
