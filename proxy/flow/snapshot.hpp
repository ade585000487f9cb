// Everything a request needs of the configuration, made once and never changed: a request keeps the snapshot it began
// with (http-rules.md O2).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/key_ring.hpp"
#include "config/model.hpp"
#include "proxy/flow/go_door.hpp"
#include "proxy/flow/hook_table.hpp"
#include "proxy/metrics/key_slots.hpp"
#include "proxy/rules/breaker.hpp"
#include "proxy/rules/connection_reuse.hpp"
#include "proxy/rules/rate.hpp"
#include "proxy/tracing/trace_context.hpp"
#include "proxy/wire/head_limits.hpp"
#include "routes/find.hpp"
#include "routes/json.hpp"

namespace ramal::flow {

// The CORS header lines for one allowed origin (go-calls.md section 1), complete lines.
struct cors_block {
  std::string origin;             // "*" or an exact origin
  std::string answer;             // on every answer
  std::string preflight;          // on one to a preflight
  std::string private_preflight;  // on one to a preflight that asks to come from a public page to a private address
};

class snapshot {
 public:
  explicit snapshot(const config::gateway& settings);

  routes::mount_options mount;
  auth::key_ring ring;
  bool accept_native_keys;
  bool reject_unknown_ok;
  bool mask_numbers;
  bool log_health;
  config::limits limits;
  wire::head_limits head_limits;
  routes::json::limits json_limits;
  config::upstream_engine engine;
  rules::reuse_limits reuse;
  rules::breaker_limits breaker;
  std::vector<config::network> trusted_proxies;
  rules::rate key_pace;            // of the requests of one key (L10)
  rules::rate unauthorized_pace;   // of the wrong keys from one address (K10)
  std::string engine_host_header;  // host[:port] as the engine's Host
  std::string user_agent;
  std::string engine_lines;      // header lines that the configuration adds, each with its CRLF (H1)
  std::string keep_alive_lines;  // of answers after which the connection stays (L4)
  hook_table hooks;
  config::webhook_settings webhooks;
  rules::rate hook_pace;                     // of the events at one hook
  std::optional<go_door> go;                 // none: what is no call is 404
  std::optional<tracing::sampling> traces;   // none: requests are not traced
  std::vector<metrics::key_slot> key_slots;  // where the ring's keys are counted, by position; may be empty

  metrics::key_slot slot_of(std::size_t position) const {
    return position < key_slots.size() ? key_slots[position] : metrics::other_keys;
  }

  // Whether requests may ask for this Host, a valid value (T2). The port does not matter.
  bool serves(std::string_view host) const;

  // The lines for a request's Origin ("" if it sent none). `which`: for an origin that may read.
  std::string_view cors_lines(std::string_view origin, std::string cors_block::*which = &cors_block::answer) const;

 private:
  std::vector<std::string> hosts_;  // none: any
  std::vector<cors_block> cors_;
  std::string cors_for_others_;
};

}  // namespace ramal::flow
