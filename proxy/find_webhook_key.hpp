// A key by its name, for the commands that look after its webhook.
#pragma once

#include <algorithm>
#include <string_view>

#include "config/model.hpp"

namespace ramal::net {

// The key of this name if it has a webhook, else null. It belongs to `settings`.
inline const config::key* find_webhook_key(const config::gateway& settings, std::string_view name) {
  const auto found = std::find_if(settings.keys.begin(), settings.keys.end(),
                                  [&](const config::key& one) { return one.name == name && one.webhook; });
  return found == settings.keys.end() ? nullptr : &*found;
}

}  // namespace ramal::net
