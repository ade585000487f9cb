// The operators' console, as `ramal serve` and `ramal demo` begin it.
#pragma once

#include "config/model.hpp"
#include "proxy/admin/admin_token.hpp"
#include "proxy/admin/interface.hpp"
#include "proxy/collector/tracer.hpp"
#include "proxy/command_line.hpp"
#include "proxy/net/server/server.hpp"

namespace ramal::net {

// `traces` has to outlive the interface.
admin::interface_options options_of(const command_line& line, const admin::made_token& token,
                                    const collector::tracer& traces);

// Beside the outbox, unless the configuration has a token.
admin::made_token token_for(const config::gateway& settings);

// Prints the console's address with its token: once, and only where a person reads it. What is redirected is kept as a
// log, and others read that.
void show_console(const server& gateway, const admin::interface& console, const admin::made_token& token,
                  bool is_read_by_a_person);

}  // namespace ramal::net
