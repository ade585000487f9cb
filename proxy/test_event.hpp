// `ramal webhooks test KEY`: a made-up inbound call through the whole path (contracts/webhooks.md section 11).
#pragma once

#include "config/model.hpp"
#include "proxy/webhooks_line.hpp"

namespace ramal::net {

// Posts its events to the key's hook, as the engine would, and tells of each what the key's bots answered. 1: one was not
// delivered. Blocks.
int send_test_call(const config::gateway& settings, const webhooks_line& line);

}  // namespace ramal::net
