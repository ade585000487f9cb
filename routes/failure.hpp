// Why a request did not become a success. Every phase reports one of these; rules::answer_failure alone
// turns it into an answer.
#pragma once

#include <cstdint>
#include <string_view>

namespace ramal::routes {

// One name per row of the table in proxy/rules/error_answer.cpp (status, code, text, whose fault, keep or close).
// native_error to upstream_timeout are a range: what happened at the engine. `internal` stays the last.
enum class failure_kind : std::uint8_t {
  // the wire (http-rules.md F, T, H): the client's fault, the connection closes
  bad_request_line,
  bad_version,
  version_not_supported,
  bad_method,
  method_not_implemented,
  method_refused,
  bad_target,
  target_too_long,
  bad_path,
  bad_host,
  misdirected,
  bad_header,
  head_too_large,
  bad_framing,
  unsupported_coding,
  body_too_large,
  bad_chunk,
  body_cut,
  head_timeout,
  body_timeout,
  expectation_failed,
  loop_detected,
  // routing and credentials
  route_not_found,
  method_not_allowed,
  websocket_not_proxied,
  not_authorized,
  // what the key may (gateway.md section 2)
  operation_not_allowed,
  callee_not_allowed,
  // the body and the parameters (go-calls.md section 3)
  unsupported_encoding,
  invalid_json,
  too_deep,
  too_many_keys,
  number_too_long,
  invalid_field,
  // the engine
  native_error,
  call_not_found,
  upstream_key_rejected,
  upstream_blocked,
  upstream_unreachable,
  upstream_connect_timeout,
  upstream_down,
  stopped,
  upstream_reset,
  upstream_malformed,
  upstream_too_large,
  upstream_redirect,
  upstream_timeout,
  // the client, while the engine was asked
  client_gone,
  // us
  overloaded,
  rate_limited,
  too_many_at_once,
  too_many_unauthorized,
  // events of the engine (webhooks.md section 2)
  event_too_large,
  bad_signature,
  event_came_back,
  outbox_full,
  outbox_failed,
  draining,
  not_ready,
  internal,
};

// Why it is so, closer than the kind says: for the logs alone. One row each in proxy/rules/reasons.cpp.
enum class reason : std::uint8_t {
  none,
  // a request without a known key (go-calls.md section 2)
  no_key,
  empty_key,
  long_key,
  different_keys,
  unknown_key,
  native_key_not_accepted,
  key_in_authorization,
  key_in_other_header,
  key_in_query,
  key_with_prefix,
  key_placeholder,
  refused_by_engine,
  address_locked_out,
  key_expired,
  address_not_allowed,
  // a request that its key may not make (gateway.md section 2)
  operation_not_in_allow,
  callee_denied,
  callee_not_allowed,
  // no connection to the engine (http-rules.md U16)
  name_pending,
  name_unknown,
  name_server_failed,
  no_name_server,
  out_of_descriptors,
  out_of_memory,
  refused,
  unreachable,
  forbidden,
  connect_timeout,
  connect_reset,
  // no TLS with the engine
  tls_timeout,
  tls_closed,
  tls_reset,
  no_tls,
  tls_version,
  tls_name_unknown,
  tls_refused,
  tls_broken,
  certificate_expired,
  certificate_not_yet_valid,
  certificate_of_other_name,
  certificate_self_signed,
  certificate_issuer_unknown,
  certificate_not_accepted,
  client_certificate_wanted,
  client_certificate_refused,
  // connected, but the engine does not answer as one
  wants_tls,
  closed,
  reset,
  no_answer,
  answer_stopped,
  blocked,
  front_failed,
  native_key_refused,
  no_api,
};

// Views in a failure live as long as the request or the native answer they were found in, or are literals.
struct failure {
  failure_kind kind = failure_kind::internal;
  reason why = reason::none;
  // Whether a byte of the native request may have reached the engine (http-rules.md U, "Sent").
  bool sent = false;
  // Whether the native request is no GET: what it did matters even where it was refused (U19).
  bool changes = false;
  // Replaces the row's text: plain text (it is escaped when written). Empty: the row's own text.
  std::string_view text{};
  // `native_error` only: the status for the client, and the engine's `error` and `code` as raw JSON string contents
  // (between the quotes, escapes untouched). Empty where the engine gave none.
  std::uint16_t native_status = 0;
  std::string_view native_text{};
  std::string_view native_code{};
  // The body as the engine wrote it, where it passes untouched (the native door). Empty: one is made of the above.
  std::string_view native_body{};
  // Of paths that are not served: an extra key "hint" (plain text without quotes and backslashes), "" for none. Of
  // methods that are not served: the `Allow` header's value.
  std::string_view hint{};
  std::string_view allow{};
  // Our own limits and `upstream_down`: seconds until another try is worth it, rounded up. 0: the row says 1.
  std::uint16_t retry_after = 0;

  failure() = default;
  explicit failure(failure_kind k, reason r = reason::none) : kind(k), why(r) {}
  failure(failure_kind k, std::string_view t) : kind(k), text(t) {}
};

}  // namespace ramal::routes
