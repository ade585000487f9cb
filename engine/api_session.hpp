// One connection to the API: requests one after another, kept alive.
#pragma once

#include "engine/hub.hpp"
#include "engine/net.hpp"

namespace ramal::engine {

// Ends when the client closes, sends no whole request within 60 s, or breaks HTTP. `engine` and `open` outlive it.
asio::awaitable<void> run_api_session(tcp::socket socket, hub& engine, open_streams& open);

}  // namespace ramal::engine
