// The one table of failures (go-calls.md section 5; http-rules.md E0, U).
#include <catch2/catch.hpp>

#include <boost/json/parse.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "proxy/rules/error_answer.hpp"

namespace ramal::rules {
namespace {

using routes::failure;
using kind = routes::failure_kind;

struct row {
  kind what;
  int status;
  const char* code;
  bool close;
};

// As clients and operators may rely on it: a change here is a change of the contract.
const row expected[] = {
    {kind::bad_request_line, 400, "BAD_REQUEST_LINE", true},
    {kind::bad_version, 400, "BAD_VERSION", true},
    {kind::version_not_supported, 505, "VERSION_NOT_SUPPORTED", true},
    {kind::bad_method, 400, "BAD_METHOD", true},
    {kind::method_not_implemented, 501, "METHOD_NOT_IMPLEMENTED", true},
    {kind::method_refused, 405, "METHOD_REFUSED", true},
    {kind::bad_target, 400, "BAD_TARGET", true},
    {kind::target_too_long, 414, "TARGET_TOO_LONG", true},
    {kind::bad_path, 400, "BAD_PATH", true},
    {kind::bad_host, 400, "BAD_HOST", true},
    {kind::misdirected, 421, "MISDIRECTED_REQUEST", true},
    {kind::bad_header, 400, "BAD_HEADER", true},
    {kind::head_too_large, 431, "HEAD_TOO_LARGE", true},
    {kind::bad_framing, 400, "BAD_FRAMING", true},
    {kind::unsupported_coding, 501, "UNSUPPORTED_CODING", true},
    {kind::body_too_large, 413, "PAYLOAD_TOO_LARGE", true},
    {kind::bad_chunk, 400, "BAD_CHUNK", true},
    {kind::body_cut, 400, "BODY_CUT", true},
    {kind::head_timeout, 408, "REQUEST_TIMEOUT", true},
    {kind::body_timeout, 408, "REQUEST_TIMEOUT", true},
    {kind::expectation_failed, 417, "EXPECTATION_FAILED", true},
    {kind::loop_detected, 508, "LOOP_DETECTED", true},
    {kind::route_not_found, 404, "ROUTE_NOT_FOUND", false},
    {kind::method_not_allowed, 405, "METHOD_NOT_ALLOWED", false},
    {kind::websocket_not_proxied, 421, "WEBSOCKET_NOT_PROXIED", false},
    {kind::not_authorized, 401, "", false},
    {kind::operation_not_allowed, 403, "OPERATION_NOT_ALLOWED", false},
    {kind::callee_not_allowed, 403, "CALLEE_NOT_ALLOWED", false},
    {kind::unsupported_encoding, 415, "UNSUPPORTED_ENCODING", false},
    {kind::invalid_json, 400, "INVALID_JSON", false},
    {kind::too_deep, 400, "JSON_TOO_DEEP", false},
    {kind::too_many_keys, 400, "JSON_TOO_MANY_KEYS", false},
    {kind::number_too_long, 400, "JSON_NUMBER_TOO_LONG", false},
    {kind::invalid_field, 400, "VALIDATION_ERROR", false},
    {kind::call_not_found, 404, "CALL_NOT_FOUND", false},
    {kind::upstream_key_rejected, 502, "UPSTREAM_KEY_REJECTED", false},
    {kind::upstream_blocked, 502, "UPSTREAM_BLOCKED", false},
    {kind::upstream_unreachable, 502, "UPSTREAM_UNREACHABLE", false},
    {kind::upstream_connect_timeout, 504, "UPSTREAM_TIMEOUT", false},
    {kind::upstream_down, 503, "UPSTREAM_DOWN", false},
    {kind::stopped, 502, "GATEWAY_STOPPED", true},
    {kind::upstream_reset, 502, "UPSTREAM_RESET", false},
    {kind::upstream_malformed, 502, "UPSTREAM_MALFORMED", false},
    {kind::upstream_too_large, 502, "UPSTREAM_TOO_LARGE", false},
    {kind::upstream_redirect, 502, "UPSTREAM_REDIRECT", false},
    {kind::upstream_timeout, 504, "UPSTREAM_TIMEOUT", false},
    {kind::client_gone, 499, "client-gone", true},
    {kind::overloaded, 503, "OVERLOADED", false},
    {kind::rate_limited, 429, "RATE_LIMITED", false},
    {kind::too_many_at_once, 429, "TOO_MANY_AT_ONCE", false},
    {kind::too_many_unauthorized, 429, "TOO_MANY_UNAUTHORIZED", false},
    {kind::event_too_large, 413, "BODY_TOO_LARGE", true},
    {kind::bad_signature, 401, "BAD_SIGNATURE", false},
    {kind::event_came_back, 508, "LOOP", false},
    {kind::outbox_full, 503, "OUTBOX_FULL", false},
    {kind::outbox_failed, 503, "OUTBOX_FAILED", false},
    {kind::draining, 503, "DRAINING", true},
    {kind::not_ready, 503, "NOT_READY", true},
    {kind::internal, 500, "INTERNAL", true},
};

const std::set<std::string> native_codes = {"INVALID_LIMIT",
                                            "INVALID_BEFORE",
                                            "MISSING_TO",
                                            "FEATURE_NOT_SUPPORTED",
                                            "NUMBER_NOT_FOUND",
                                            "TENANT_SCOPE_NOT_ALLOWED",
                                            "WHATSAPP_INSTANCE_NOT_CONNECTED",
                                            "META_CALL_PERMISSION_REQUIRED",
                                            "META_CALL_PERMISSION_REQUEST_LIMIT",
                                            "META_CALLING_PAYMENT_REQUIRED"};

std::string body_of(const failure& problem) {
  routes::bytes out;
  write_error_body(problem, out);
  return std::string(routes::view(out));
}

failure native(int status, std::string_view text, std::string_view code) {
  failure problem(kind::native_error);
  problem.sent = true;
  problem.native_status = static_cast<std::uint16_t>(status);
  problem.native_text = text;
  problem.native_code = code;
  return problem;
}

}  // namespace

TEST_CASE("every failure has its status, code and fate of the connection") {
  std::size_t kinds = 0;
  for (const row& r : expected) {
    INFO(r.code);
    const error_answer answer = answer_failure(failure(r.what));
    CHECK(answer.status == r.status);
    CHECK(answer.code == r.code);
    CHECK(answer.close == r.close);
    ++kinds;
  }
  CHECK(kinds + 1 == static_cast<std::size_t>(kind::internal) + 1);  // all but native_error
}

TEST_CASE("Ramal's own codes never repeat a native one") {
  for (const row& r : expected) CHECK(native_codes.count(r.code) == 0);
}

TEST_CASE("two failures share a code only if they are one thing to the client") {
  std::map<std::string, int> uses;
  for (const row& r : expected) ++uses[r.code];
  for (const auto& [code, times] : uses) {
    INFO(code);
    CHECK(times == (code == "REQUEST_TIMEOUT" || code == "UPSTREAM_TIMEOUT" ? 2 : 1));
  }
}

TEST_CASE("every body is one JSON object with error and code, and says nothing else") {
  for (const row& r : expected) {
    const auto body = boost::json::parse(body_of(failure(r.what))).as_object();
    INFO(r.code);
    CHECK_FALSE(body.at("error").as_string().empty());
    CHECK_FALSE(body.contains("message"));
    CHECK(body.size() == (r.code[0] == '\0' ? 1 : 2));
    if (body.contains("code")) CHECK(body.at("code") == r.code);
  }
}

TEST_CASE("the bodies that the contract spells out") {
  CHECK(body_of(failure(kind::not_authorized)) == R"({"error":"not authorized"})");
  CHECK(body_of(failure(kind::route_not_found)) == R"({"error":"404 page not found","code":"ROUTE_NOT_FOUND"})");
  CHECK(body_of(failure(kind::invalid_json)) == R"({"error":"Invalid JSON format","code":"INVALID_JSON"})");
  CHECK(body_of(failure(kind::call_not_found)) == R"({"error":"call not found","code":"CALL_NOT_FOUND"})");
  CHECK(body_of(failure(kind::invalid_field, "callId is required")) ==
        R"({"error":"callId is required","code":"VALIDATION_ERROR"})");
  failure hinted(kind::route_not_found);
  hinted.hint = "look there";
  CHECK(body_of(hinted) == R"({"error":"404 page not found","code":"ROUTE_NOT_FOUND","hint":"look there"})");
}

TEST_CASE("a failure's own text is escaped") {
  CHECK(body_of(failure(kind::invalid_field, "a \"b\"\n")) == R"({"error":"a \"b\"\u000A","code":"VALIDATION_ERROR"})");
}

TEST_CASE("the engine's text and code pass as they came, what it does not say is said for it") {
  CHECK(body_of(native(409, R"(caf\u00e9 \"x\")", "A_CODE")) == R"({"error":"caf\u00e9 \"x\"","code":"A_CODE"})");
  CHECK(body_of(native(400, "Validation error", "")) == R"({"error":"Validation error","code":"UPSTREAM_REJECTED"})");
  CHECK(body_of(native(429, "Too many requests", "")) ==
        R"({"error":"Too many requests","code":"UPSTREAM_RATE_LIMITED"})");
  CHECK(body_of(native(503, "", "")) == R"({"error":"the calls engine answered 503","code":"UPSTREAM_FAILED"})");
  CHECK(body_of(native(599, "", "X")) == R"({"error":"the calls engine answered 599","code":"X"})");
  failure without_text = native(502, "", "");
  without_text.text = "it did \"not\"";
  CHECK(body_of(without_text) == R"({"error":"it did \"not\"","code":"UPSTREAM_FAILED"})");
  without_text.native_text = "why";
  CHECK(body_of(without_text) == R"({"error":"why","code":"UPSTREAM_FAILED"})");
  for (const int status : {400, 409, 429, 500, 503}) {
    const error_answer answer = answer_failure(native(status, "t", "C"));
    CHECK(answer.status == status);
    CHECK(answer.code == "C");
    CHECK(answer.upstream.empty());
    CHECK_FALSE(answer.close);
    CHECK(answer.retry_after == 0);
    CHECK((answer.whose == fault::client) == (status < 500));
  }
}

TEST_CASE("U1 to U9: a failure on the way to the engine says whether it was sent, others do not") {
  for (const row& r : expected) {
    const bool on_the_way = r.what == kind::upstream_unreachable || r.what == kind::upstream_connect_timeout ||
                            r.what == kind::stopped || r.what == kind::upstream_reset ||
                            r.what == kind::upstream_malformed || r.what == kind::upstream_too_large ||
                            r.what == kind::upstream_timeout || r.what == kind::overloaded ||
                            r.what == kind::upstream_down;
    failure problem(r.what);
    INFO(r.code);
    CHECK(answer_failure(problem).upstream == (on_the_way ? "not-sent" : ""));
    problem.sent = true;
    CHECK(answer_failure(problem).upstream == (on_the_way ? "unknown" : ""));
  }
}

TEST_CASE("U19 every 5xx to a POST that was sent says that its outcome is unknown, and no other answer does") {
  std::vector<failure> problems;
  for (const row& r : expected) problems.emplace_back(r.what);
  for (const int status : {400, 401, 404, 409, 429, 499, 500, 502, 503, 504, 599})
    problems.push_back(native(status, "t", ""));
  for (failure& problem : problems) {
    problem.sent = problem.changes = true;
    const error_answer answer = answer_failure(problem);
    INFO(answer.code << " " << answer.status);
    CHECK(answer.upstream == (answer.status >= 500 ? "unknown" : ""));
    problem.sent = false;
    CHECK(answer_failure(problem).upstream != "unknown");
  }
}

TEST_CASE("Ramal's own limits say when to try again, and a wrong method which one is right") {
  for (const row& r : expected) {
    const bool limit = r.what == kind::overloaded || r.what == kind::rate_limited || r.what == kind::too_many_at_once ||
                       r.what == kind::too_many_unauthorized || r.what == kind::upstream_down ||
                       r.what == kind::outbox_full || r.what == kind::outbox_failed || r.what == kind::draining;
    failure problem(r.what);
    CHECK(answer_failure(problem).retry_after == (limit ? 1 : 0));
    problem.retry_after = 7;
    CHECK(answer_failure(problem).retry_after == (limit ? 7 : 0));
  }
  failure wrong(kind::method_not_allowed);
  wrong.allow = "GET, POST";
  CHECK(answer_failure(wrong).allow == "GET, POST");
}

TEST_CASE("the fault is the client's, the engine's or the gateway's") {
  CHECK(answer_failure(failure(kind::bad_host)).whose == fault::client);
  CHECK(answer_failure(failure(kind::upstream_reset)).whose == fault::engine);
  CHECK(answer_failure(failure(kind::upstream_key_rejected)).whose == fault::gateway);
  CHECK(answer_failure(failure(kind::internal)).whose == fault::gateway);
}

TEST_CASE("a body that passes stands as it is, in the place of one that is made") {
  routes::failure passing(routes::failure_kind::native_error);
  passing.native_status = 404;
  passing.native_code = "CALL_NOT_FOUND";
  passing.native_text = "x";
  passing.native_body = R"({ "code":"CALL_NOT_FOUND","error":"x"})";
  routes::bytes out;
  write_error_body(passing, out);
  CHECK(routes::view(out) == passing.native_body);
  CHECK(answer_failure(passing).code == "CALL_NOT_FOUND");
  CHECK(answer_failure(passing).status == 404);
}

}  // namespace ramal::rules
