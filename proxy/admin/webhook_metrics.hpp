// What the relay counts of events and of their calls, and what waits in the outbox, as metrics (webhooks.md section 13).
#pragma once

#include "proxy/metrics/text_writer.hpp"
#include "proxy/relay/counters.hpp"
#include "store/requests.hpp"

namespace ramal::admin {

struct outbox_look {
  bool can_commit = true;
  const store::totals& waiting;  // as of a moment ago
  store::instant now{};
};

// Keys that are counted together there are `_other` here, too.
void write_webhooks(const relay::relay_counters& events, const outbox_look& outbox, metrics::text_writer& out);

}  // namespace ramal::admin
