// The counters of the relay as metrics (webhooks.md section 13).
#pragma once

#include "proxy/metrics/text_writer.hpp"
#include "proxy/relay/counters.hpp"

namespace ramal::admin {

void write_webhooks(const relay::relay_counters& events, bool can_commit, metrics::text_writer& out);

}  // namespace ramal::admin
