// One connection to the media port: handshake, then frames both ways until the call ends (native-calls.md,
// "Realtime media").
#pragma once

#include "engine/hub.hpp"
#include "engine/net.hpp"

namespace ramal::engine {

// Closes with 1000 when the call ends, 1003 after a text message. `engine` and `open` outlive it.
asio::awaitable<void> run_media_session(tcp::socket socket, hub& engine, open_streams& open);

}  // namespace ramal::engine
