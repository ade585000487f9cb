// What must be true of all keys' webhooks together.
#pragma once

#include "config/model.hpp"
#include "config/schema.hpp"

namespace ramal::config {

// Hooks are unique, the receiver's path is free, the outbox can be written. Nothing where no key has a webhook.
void check_webhooks(context& load, const node& mapping, const gateway& settings);

// What may be meant, but is probably a mistake.
void warn_of_webhooks(context& load, const node& mapping, const gateway& settings);

}  // namespace ramal::config
