#include "proxy/rules/error_answer.hpp"

#include <algorithm>

#include "routes/text.hpp"

namespace ramal::rules {
namespace {

using routes::append;
using kind = routes::failure_kind;

struct row {
  kind what;
  std::uint16_t status;
  std::string_view code;
  std::string_view text;  // where the failure brings none
  fault whose;
  unsigned besides = 0;  // of the three below
};

constexpr unsigned closes = 1;     // the connection ends after the answer (E0)
constexpr unsigned says_sent = 2;  // X-Ramal-Upstream: whether the request was sent to the engine (U19)
constexpr unsigned says_when = 4;  // Retry-After: it is refused here, for a while

constexpr auto client = fault::client;
constexpr auto engine = fault::engine;
constexpr auto gateway = fault::gateway;

// Rows stand in the enum's order. Codes are stable and never repeat a native one.
constexpr row rows[] = {
    {kind::bad_request_line, 400, "BAD_REQUEST_LINE", "the request line is malformed", client, closes},
    {kind::bad_version, 400, "BAD_VERSION", "the HTTP version is malformed: send HTTP/1.1", client, closes},
    {kind::version_not_supported, 505, "VERSION_NOT_SUPPORTED", "only HTTP/1.1 and HTTP/1.0 are served here", client,
     closes},
    {kind::bad_method, 400, "BAD_METHOD", "the method is malformed", client, closes},
    {kind::method_not_implemented, 501, "METHOD_NOT_IMPLEMENTED", "this method is not known here", client, closes},
    {kind::method_refused, 405, "METHOD_REFUSED", "CONNECT and TRACE are not served", client, closes},
    {kind::bad_target, 400, "BAD_TARGET", "the request target is malformed: percent-encode it", client, closes},
    {kind::target_too_long, 414, "TARGET_TOO_LONG", "the request target is too long", client, closes},
    {kind::bad_path, 400, "BAD_PATH",
     "the path has a dot segment, an encoded separator or a byte that no path may have", client, closes},
    {kind::bad_host, 400, "BAD_HOST", "exactly one valid Host header is required", client, closes},
    {kind::misdirected, 421, "MISDIRECTED_REQUEST", "this host name is not served here", client, closes},
    {kind::bad_header, 400, "BAD_HEADER", "a header line is malformed", client, closes},
    {kind::head_too_large, 431, "HEAD_TOO_LARGE", "the request head is too large", client, closes},
    {kind::bad_framing, 400, "BAD_FRAMING", "Content-Length or Transfer-Encoding is malformed or repeated", client,
     closes},
    {kind::unsupported_coding, 501, "UNSUPPORTED_CODING", "the only transfer coding served here is chunked", client,
     closes},
    {kind::body_too_large, 413, "PAYLOAD_TOO_LARGE", "the request body is too large", client, closes},
    {kind::bad_chunk, 400, "BAD_CHUNK", "the chunked body is malformed", client, closes},
    {kind::body_cut, 400, "BODY_CUT", "the connection ended before the body did", client, closes},
    {kind::head_timeout, 408, "REQUEST_TIMEOUT", "the request head did not arrive in time", client, closes},
    {kind::body_timeout, 408, "REQUEST_TIMEOUT", "the request body did not arrive in time", client, closes},
    {kind::expectation_failed, 417, "EXPECTATION_FAILED", "the only expectation served here is 100-continue", client,
     closes},
    {kind::loop_detected, 508, "LOOP_DETECTED",
     "this request came through this gateway before: the engine's base URL points back here", gateway, closes},
    {kind::route_not_found, 404, "ROUTE_NOT_FOUND", "404 page not found", client},
    {kind::method_not_allowed, 405, "METHOD_NOT_ALLOWED", "this route takes another method: see the Allow header",
     client},
    {kind::websocket_not_proxied, 421, "WEBSOCKET_NOT_PROXIED",
     "the media WebSocket is not proxied: dial the wsUrl of a session directly (POST /call/media/realtime/session)",
     client},
    {kind::not_authorized, 401, "", "not authorized", client},
    {kind::operation_not_allowed, 403, "OPERATION_NOT_ALLOWED",
     "this key may not do this: ask the operator of this gateway for a key that may", client},
    {kind::callee_not_allowed, 403, "CALLEE_NOT_ALLOWED",
     "this key may not call this number: ask the operator of this gateway for a key that may", client},
    {kind::unsupported_encoding, 415, "UNSUPPORTED_ENCODING",
     "the body is compressed or otherwise encoded (Content-Encoding): send the JSON as it is, without that header",
     client},
    {kind::invalid_json, 400, "INVALID_JSON", "Invalid JSON format", client},
    {kind::too_deep, 400, "JSON_TOO_DEEP", "the JSON body is nested too deeply", client},
    {kind::too_many_keys, 400, "JSON_TOO_MANY_KEYS", "the JSON body has too many keys", client},
    {kind::number_too_long, 400, "JSON_NUMBER_TOO_LONG", "a number in the JSON body is too long", client},
    {kind::invalid_field, 400, "VALIDATION_ERROR", "a field is not valid", client},
    {kind::native_error, 502, "UPSTREAM_REJECTED", "", engine},
    {kind::call_not_found, 404, "CALL_NOT_FOUND", "call not found", client},
    {kind::upstream_key_rejected, 502, "UPSTREAM_KEY_REJECTED",
     "the calls engine refused the key that is configured for this client: tell the operator of this gateway", gateway},
    {kind::upstream_blocked, 502, "UPSTREAM_BLOCKED",
     "something in front of the calls engine, such as a firewall, refused the request: tell the operator of this gateway",
     gateway},
    {kind::upstream_unreachable, 502, "UPSTREAM_UNREACHABLE", "the calls engine cannot be reached", engine, says_sent},
    {kind::upstream_connect_timeout, 504, "UPSTREAM_TIMEOUT", "the calls engine did not accept a connection in time",
     engine, says_sent},
    {kind::upstream_down, 503, "UPSTREAM_DOWN",
     "the calls engine has not answered for a while: try again when Retry-After says", engine, says_sent | says_when},
    {kind::stopped, 502, "GATEWAY_STOPPED",
     "this gateway was stopped before the calls engine answered: look at the list of calls before trying again",
     gateway, closes | says_sent},
    {kind::upstream_reset, 502, "UPSTREAM_RESET",
     "the calls engine closed the connection before it answered: look at the list of calls before trying again", engine,
     says_sent},
    {kind::upstream_malformed, 502, "UPSTREAM_MALFORMED", "the calls engine gave an answer that makes no sense", engine,
     says_sent},
    {kind::upstream_too_large, 502, "UPSTREAM_TOO_LARGE",
     "the calls engine's answer is too large: ask for fewer calls with limit", engine, says_sent},
    {kind::upstream_redirect, 502, "UPSTREAM_REDIRECT",
     "the calls engine answered with a redirect, which is not followed", engine},
    {kind::upstream_timeout, 504, "UPSTREAM_TIMEOUT",
     "the calls engine did not answer in time: look at the list of calls before trying again", engine, says_sent},
    {kind::client_gone, 499, "client-gone", "the client has gone", client, closes},  // for the log alone
    {kind::overloaded, 503, "OVERLOADED", "too many requests at once: try again in a second", gateway,
     says_sent | says_when},
    {kind::rate_limited, 429, "RATE_LIMITED", "too many requests with this key: slow down", client, says_when},
    {kind::too_many_at_once, 429, "TOO_MANY_AT_ONCE",
     "too many requests of this key wait for an answer: wait for some of them", client, says_when},
    {kind::too_many_unauthorized, 429, "TOO_MANY_UNAUTHORIZED",
     "too many requests without a valid key came from this address: correct the key, then try again", client,
     says_when},
    {kind::event_too_large, 413, "BODY_TOO_LARGE", "the event is too large: see webhooks.body_bytes", client, closes},
    {kind::bad_signature, 401, "BAD_SIGNATURE",
     "the event is not signed with a secret that is known here: compare x-pilot-status-signature and native_secrets",
     client},
    {kind::event_came_back, 508, "LOOP",
     "this event was delivered by this gateway: the URL of a webhook points back to one of its hooks", gateway},
    {kind::outbox_full, 503, "OUTBOX_FULL", "no more events can wait here: send this one again later", gateway,
     says_when},
    {kind::outbox_failed, 503, "OUTBOX_FAILED", "the event could not be stored: send it again", gateway, says_when},
    {kind::draining, 503, "DRAINING", "this gateway is about to stop: send the event again", gateway,
     closes | says_when},
    {kind::not_ready, 503, "NOT_READY", "this gateway is about to stop: use another one", gateway, closes},
    {kind::internal, 500, "INTERNAL", "an internal error: the log of this gateway says more under this X-Request-Id",
     gateway, closes},
};
static_assert(
    [] {
      for (std::size_t i = 0; i < std::size(rows); ++i)
        if (static_cast<std::size_t>(rows[i].what) != i) return false;
      return std::size(rows) == static_cast<std::size_t>(kind::internal) + 1;
    }(),
    "one row for each failure_kind, in its order");

const row& row_of(kind what) { return rows[static_cast<std::size_t>(what)]; }

// Native errors without a code get one of ours, by status.
std::string_view native_code(const routes::failure& failure) {
  if (!failure.native_code.empty()) return failure.native_code;
  if (failure.native_status == 429) return "UPSTREAM_RATE_LIMITED";
  return failure.native_status < 500 ? "UPSTREAM_REJECTED" : "UPSTREAM_FAILED";
}

void put_text(const routes::failure& failure, const row& found, routes::bytes& out) {
  if (failure.kind == kind::native_error) {
    if (!failure.native_text.empty()) return append(out, failure.native_text);  // raw: it came escaped
    if (!failure.text.empty()) return routes::escape_json(failure.text, out);
    append(out, "the calls engine answered ");
    const auto status = failure.native_status;  // three digits: the reader of the answer's head checked it
    for (const int digit : {status / 100, status / 10 % 10, status % 10}) out.push_back(static_cast<char>('0' + digit));
    return;
  }
  routes::escape_json(failure.text.empty() ? found.text : failure.text, out);
}

}  // namespace

error_answer answer_failure(const routes::failure& failure) {
  const row& found = row_of(failure.kind);
  error_answer answer{found.status, found.code, found.whose, (found.besides & closes) != 0, failure.allow, {}, 0};
  if (failure.kind == kind::native_error) {
    answer.status = failure.native_status;
    answer.code = native_code(failure);
    if (failure.native_status < 500) answer.whose = client;
  }
  if (found.besides & says_sent) answer.upstream = failure.sent ? "unknown" : "not-sent";
  else if (failure.changes && failure.sent && answer.status >= 500) answer.upstream = "unknown";
  if (found.besides & says_when) answer.retry_after = std::max<std::uint16_t>(failure.retry_after, 1);
  return answer;
}

void write_error_body(const routes::failure& failure, routes::bytes& out) {
  if (!failure.native_body.empty()) return append(out, failure.native_body);
  const row& found = row_of(failure.kind);
  append(out, R"({"error":")");
  put_text(failure, found, out);
  const std::string_view code = failure.kind == kind::native_error ? native_code(failure) : found.code;
  if (!code.empty()) {
    append(out, R"(","code":")");
    append(out, code);
  }
  if (!failure.hint.empty()) {
    append(out, R"(","hint":")");
    append(out, failure.hint);
  }
  append(out, "\"}");
}

}  // namespace ramal::rules
