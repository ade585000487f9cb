// The keys below `webhooks` and `keys[].webhook` (contracts/webhooks.md section 10).
#pragma once

#include "config/schema.hpp"

namespace ramal::config {

const section& webhook_settings_section();
const section& key_webhook_section();

}  // namespace ramal::config
