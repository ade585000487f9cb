// The engine's side of webhooks (contracts/webhooks.md section 11): `ramal webhooks ensure` and `native-log`. Both block.
#pragma once

#include "proxy/net/server/configuration.hpp"
#include "proxy/webhooks_line.hpp"

namespace ramal::net {

// Each key's own native key makes the engine's webhook for its hook, or corrects it. Prints a line for each key; 69 if the
// engine refused one or was not reached.
int ensure_webhooks(const configuration& from, const webhooks_line& line);

// What the engine says of its last attempts.
int print_native_log(const configuration& from, const webhooks_line& line);

}  // namespace ramal::net
