// POST /api/webhooks/{pause,resume,replay,drop} (console.md section 1): what `ramal webhooks ...` of the same name does, as
// JSON. Pure but for change_outbox().
#pragma once

#include <boost/asio/io_context.hpp>
#include <string_view>
#include <variant>

#include "proxy/admin/answers.hpp"
#include "proxy/relay/commands/outbox_order.hpp"
#include "proxy/relay/webhook_relay.hpp"

namespace ramal::admin {

struct outbox_change {
  relay::store_command command;
  bool is_configured;  // the configuration has the destination that it names
};

// `path`: "/api/webhooks/pause" and its sisters. `body`: {"id":"rml_..."} of replay and drop alone, or {"key":"shop"}, with
// "destination":"crm" for one of its `more`; nothing else may stand there. Else why it is refused: 400, or 404 where the
// configuration has no such destination.
std::variant<outbox_change, refusal> read_outbox_change(std::string_view path, std::string_view body,
                                                        const config::gateway& settings);

// 200 {"changed","skipped","text"}; 404 if there is no such event; 409 if it stays as it is; 503 if the outbox cannot be
// read or written.
answer answer_outbox_change(const relay::command_answer& made);

// The answer comes once the outbox has done it, or with 503 after 10 s; 409 NO_WEBHOOKS if there is no outbox. All of them
// outlive it.
answer change_outbox(boost::asio::io_context& loop, relay::webhook_relay& webhooks, const config::gateway& settings,
                     std::string_view path, std::string_view body);

}  // namespace ramal::admin
