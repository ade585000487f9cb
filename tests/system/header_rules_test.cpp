// Rules H of http-rules.md: headers in both directions.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "tests/system/rule_table.hpp"

namespace ramal::system_tests {
namespace {

using namespace std::string_literals;

std::set<std::string> names_of(const head_text& head) {
  std::set<std::string> names;
  for (const auto& each : head.fields) names.insert(each.name);
  return names;
}

// What the engine received for a list with these header lines.
engine_request engine_sees(gateway& both, const std::string& fields) {
  CAPTURE(fields);
  CHECK(both.ask(list_with(fields)).status == 200);
  return both.engine.requests().back();
}

const std::set<std::string> get_headers{"Host",         "x-api-key",   "Accept", "User-Agent",
                                        "X-Request-Id", "traceparent", "Via"};

}  // namespace

TEST_CASE("H1 the engine gets exactly the listed headers, with our values") {
  gateway both;
  both.engine.expect_keys({native_key});
  const auto seen = engine_sees(
      both,
      "Accept: text/html\r\nUser-Agent: me\r\nCookie: a=b\r\nAuthorization: Bearer x\r\nX-Y: z\r\n"
      "x-whatsapp-number-id: 1\r\nContent-Type: text/plain\r\nReferer: r\r\n"
      "DNT: 1\r\n");
  CHECK(names_of(seen.head) == get_headers);
  CHECK(seen.raw.find("text/html") == std::string::npos);
  CHECK(both.ask(post("/call/start", start_body())).status == 201);
  auto with_body = get_headers;
  with_body.insert({"Content-Type", "Content-Length"});
  CHECK(names_of(both.engine.requests().back().head) == with_body);
  CHECK(both.ask(post("/call/a/reject", "")).status == 200);
  CHECK(*both.engine.requests().back().head.find("Content-Length") == "0");
}

TEST_CASE("H1 configured headers come with every request, and a client cannot set or drop them") {
  gateway both(with{{"engine.headers", "[{name: X-Tenant, value: one}, {name: X-Zone, value: \"a b\"}]"}});
  both.engine.expect_header("X-Tenant", "one");
  both.engine.expect_header("X-Zone", "a b");
  auto with_extras = get_headers;
  with_extras.insert({"X-Tenant", "X-Zone"});
  const auto seen = engine_sees(both, "X-Tenant: two\r\nx-zone: c\r\nConnection: x-tenant, x-zone\r\n");
  CHECK(names_of(seen.head) == with_extras);
  CHECK(both.ask(post("/call/start", start_body())).status == 201);
}

TEST_CASE("H1 a clean request id and a valid traceparent of the client pass, others are replaced by new ones") {
  gateway both;
  const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const auto kept = engine_sees(both, "X-Request-Id: Ab.9_-\r\ntraceparent: " + trace + "\r\n");
  CHECK(*kept.head.find("X-Request-Id") == "Ab.9_-");
  CHECK(*kept.head.find("traceparent") == trace);
  const auto made = engine_sees(both, "X-Request-Id: a b\r\ntraceparent: 00-0-0-01\r\n");
  CHECK(*made.head.find("X-Request-Id") != "a b");
  CHECK(*made.head.find("traceparent") != "00-0-0-01");
}

TEST_CASE("H2 nominations in Connection change nothing") {
  gateway both;
  both.engine.expect_keys({native_key});
  const auto seen = engine_sees(
      both,
      "Connection: x-api-key, host, content-length, via, user-agent, x-request-id\r\nKeep-Alive: timeout=1\r\n"
      "Proxy-Connection: close\r\nTE: trailers\r\nProxy-Authorization: x\r\n"
      "Trailer: a\r\n");
  CHECK(names_of(seen.head) == get_headers);
  check_refused(both, {{"no list of tokens", list_with("Connection: a b\r\n"), 400, "BAD_HEADER"}});
}

TEST_CASE("H3 names with an underscore or a dot match no known header") {
  gateway both;
  const auto seen = engine_sees(
      both,
      "x_api_key: other\r\napi_key: other\r\ncontent_length: 9\r\ntransfer_encoding: chunked\r\nx.request.id: a\r\n");
  CHECK(names_of(seen.head) == get_headers);
  CHECK(*seen.head.find("X-Request-Id") != "a");
}

TEST_CASE("H4 a credential twice with different values is no credential, other repeats are ignored") {
  gateway both;
  check_accepted(both, {{"differ", list_with("apikey: other\r\n"), 401, 0},
                        {"equal", list_with("APIKEY: "s + client_key + "\r\n"), 200},
                        {"others", list_with("Accept: a\r\nAccept: b\r\nX: 1\r\nX: 2\r\n"), 200}});
}

TEST_CASE("H5 limits of a head") {
  gateway both;
  const auto fields = [](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "X: y\r\n";
    return text;
  };
  check_accepted(both, {{"64 fields", list_with(fields(62)), 200},
                        {"a name of 128", list_with(std::string(128, 'n') + ": v\r\n"), 200},
                        {"a value of 8,192", list_with("X: " + std::string(8'192, 'v') + "\r\n"), 200}});
  check_refused(both, {{"65 fields", list_with(fields(63)), 431, "HEAD_TOO_LARGE"},
                       {"a name of 129", list_with(std::string(129, 'n') + ": v\r\n"), 431, "HEAD_TOO_LARGE"},
                       {"a value of 8,193", list_with("X: " + std::string(8'193, 'v') + "\r\n"), 431, "HEAD_TOO_LARGE"},
                       {"16 KiB in all",
                        list_with("X: " + std::string(8'190, 'v') + "\r\nY: " + std::string(8'190, 'v') + "\r\n"), 431,
                        "HEAD_TOO_LARGE"},
                       {"no end", list_with("X: " + std::string(60'000, 'v')), 431, "HEAD_TOO_LARGE"}});
}

TEST_CASE("H6 forwarding headers of a client are ignored, our own Via is a loop") {
  gateway both;
  const auto seen = engine_sees(both,
                                "X-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\n"
                                "Via: 1.1 other\r\nX-Forwarded-Host: evil\r\n");
  CHECK(seen.raw.find("6.6.6.6") == std::string::npos);
  CHECK(*seen.head.find("Via") == "1.1 ramal");
  check_refused(both, {{"loop", list_with("Via: 1.1 ramal\r\n"), 508, "LOOP_DETECTED"},
                       {"longer loop", list_with("Via: 1.0 a, 1.1 RAMAL (x), 1.1 b\r\n"), 508, "LOOP_DETECTED"}});
  CHECK(both.program.stop() == 0);
  CHECK(both.program.access_log().find("6.6.6.6") == std::string::npos);
}

TEST_CASE("H7 an offer to upgrade is answered as plain HTTP") {
  gateway both;
  const auto h2c = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n";
  const auto websocket = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n";
  check_accepted(both, {{"h2c", list_with(h2c), 200}, {"websocket", list_with(websocket), 200}});
  CHECK(names_of(both.engine.requests().back().head) == get_headers);
}

TEST_CASE("H8 100-continue comes when head, route, key and length are fine, and only then") {
  gateway both;
  const std::string body = start_body();
  const std::string expecting = "Content-Length: " + std::to_string(body.size()) + "\r\nExpect: 100-continue\r\n";
  auto client = both.connect();
  client.send(start_with(expecting));
  const auto interim = client.read_answer();
  CHECK(interim.status == 100);
  CHECK(interim.raw == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(both.engine.requests().empty());
  client.send(body);
  CHECK(client.read_answer().status == 201);
  CHECK(both.engine.requests().back().head.find("Expect") == nullptr);

  CHECK(both.ask(start_with(expecting, body)).status == 201);  // the body is there already
  check_accepted(both, {{"no body", list_with("Expect: 100-continue\r\n"), 200}});
  auto no_route = start_with(expecting);
  no_route.replace(no_route.find("/call/start"), 11, "/no/such");
  auto wrong_key = start_with(expecting);
  wrong_key.replace(wrong_key.find(client_key), std::string(client_key).size(), "nobody");
  check_refused(
      both, {{"no route", no_route, 404, "ROUTE_NOT_FOUND"},
             {"wrong key", wrong_key, 401, ""},
             {"another expectation", start_with("Content-Length: 5\r\nExpect: 200-ok\r\n"), 417, "EXPECTATION_FAILED"},
             {"two", start_with("Content-Length: 5\r\nExpect: 100-continue, x\r\n"), 417, "EXPECTATION_FAILED"}});
  auto old = start_with(expecting, body);
  old.replace(old.find("HTTP/1.1"), 8, "HTTP/1.0");
  CHECK(both.ask(old).status == 201);
}

TEST_CASE("H8 at a hook 100-continue comes when head, hook and length are fine, and only then") {
  gateway both(with_hook({{"webhooks.body_bytes", "1KiB"}}));
  const std::string expecting = event_head() + "Content-Length: 26\r\nExpect: 100-continue\r\n\r\n";
  auto client = both.connect();
  client.send(expecting);
  CHECK(client.read_answer().raw == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send(odd_event);
  CHECK(client.read_answer().body == R"({"ok":true,"ignored":"unknown event"})");
  CHECK(both.ask(expecting + odd_event).status == 200);  // the body is there already
  auto wrong_hook = expecting, put = expecting, long_one = expecting;
  wrong_hook.insert(wrong_hook.find(" HTTP"), "x");
  put.replace(0, 4, "PUT");
  long_one.replace(long_one.find(": 26"), 4, ": 1025");
  const auto more = [&](const std::string& fields) { return event_head() + fields + "\r\n"; };
  check_refused(both,
                {{"wrong hook", wrong_hook, 404, "ROUTE_NOT_FOUND"},
                 {"wrong method", put, 405, "METHOD_NOT_ALLOWED"},
                 {"too long", long_one, 413, "BODY_TOO_LARGE"},
                 {"encoded", more("Content-Length: 5\r\nContent-Encoding: br\r\nExpect: 100-continue\r\n"), 415,
                  "UNSUPPORTED_ENCODING"},
                 {"another expectation", more("Content-Length: 5\r\nExpect: 200-ok\r\n"), 417, "EXPECTATION_FAILED"}});
}

TEST_CASE("H9 nothing else of the engine's headers reaches a client") {
  gateway both;
  both.engine.reply_next(
      {"HTTP/1.1 200 Fine\r\nServer: secret\r\nSet-Cookie: a=b\r\nX-Powered-By: x\r\nETag: y\r\n"
       "Location: http://evil\r\n"
       "Content-Type: text/html\r\nContent-Length: 12\r\nRetry-After: 7\r\n"
       "RateLimit-Remaining: 3\r\nX-Request-Id: theirs\r\n"
       "Access-Control-Allow-Origin: http://evil\r\nContent-Security-Policy: z\r\n\r\n"
       "{\"calls\":[]}"});
  const auto seen = both.ask(list_with("X-Request-Id: mine\r\n"));
  CHECK(names_of(seen.head) == std::set<std::string>{"Connection", "Keep-Alive", "Content-Type", "Content-Length",
                                                     "Date", "Retry-After", "RateLimit-Remaining", "X-Request-Id",
                                                     "X-Content-Type-Options", "Access-Control-Allow-Origin",
                                                     "Access-Control-Allow-Methods", "Access-Control-Allow-Headers",
                                                     "Access-Control-Expose-Headers"});
  CHECK(seen.head.start_line == "HTTP/1.1 200 OK");
  CHECK(*seen.find("Content-Type") == "application/json; charset=utf-8");
  CHECK(*seen.find("Access-Control-Allow-Origin") == "*");
  CHECK(*seen.find("X-Request-Id") == "mine");
}

TEST_CASE("H10 HEAD has the status and the headers of GET and no body, whatever becomes of it") {
  gateway both;
  const auto own = [](const std::string& name) { return name == "Date" || name == "X-Request-Id"; };
  // clang-format off
  for (const std::string target :
       {"/server/ok", "/call/list", "/call/list?limit=2", "/call/active", "/call/status", "/call/get?callId=a",
        "/call/get/a", "/call/status/a", "/call/a", "/instance/status", "/instance/fetchInstances", "/manager", "/no/such/route", "/call/start", "/call/get",
        "/call/get?callId=%2F", "/call/%2e", "/call/list#", "/call/media/realtime/ws/a", "/send/text", "",
        "/call/list?before=%0a"}) {
    CAPTURE(target);
    const auto full = both.ask(get(target));
    auto client = both.connect();
    auto request = get(target);
    client.send(request.replace(0, 3, "HEAD") + (says_close(full) ? "" : get("/server/ok")));
    const auto seen = client.read_answer(true);
    CHECK(seen.error == "");
    CHECK(seen.status == full.status);
    CHECK(names_of(seen.head) == names_of(full.head));
    for (const auto& each : full.head.fields)
      if (!own(each.name)) CHECK(*seen.find(each.name) == each.value);
    if (says_close(full)) CHECK(client.is_closed_by_peer());
    else CHECK(client.read_answer().body == R"({"status":"ok"})");
  }
  // clang-format on
  for (const auto& each : both.engine.requests()) CHECK(each.method == "GET");
}

TEST_CASE("H10 at a hook HEAD has the status and the headers of GET and no body, and OPTIONS is answered as anywhere") {
  gateway both(with_hook());
  const auto full = both.ask(event_head("GET") + "\r\n");
  CHECK(full.status == 405);
  CHECK(*full.find("Allow") == "POST");
  auto client = both.connect();
  client.send(event_head("HEAD") + "\r\n" + event_post(odd_event));
  const auto seen = client.read_answer(true);
  CHECK(seen.status == 405);
  CHECK(names_of(seen.head) == names_of(full.head));
  CHECK(client.read_answer().status == 200);
  auto nowhere = event_head("OPTIONS");
  nowhere.insert(nowhere.find(" HTTP"), "x");
  const auto preflight = both.ask(event_head("OPTIONS") + "\r\n"), elsewhere = both.ask(nowhere + "\r\n");
  CHECK(preflight.status == 200);
  CHECK(preflight.body == elsewhere.body);
  CHECK(names_of(preflight.head) == names_of(elsewhere.head));
}

TEST_CASE("H10 a HEAD that stops in the middle gets its 408 without a body") {
  gateway both(with{{"limits.head_timeout", "200ms"}});
  auto client = both.connect();
  client.send("HEAD " + std::string(default_mount) + "/server/ok HTTP/1.1\r\nHost: a\r\n");
  const auto late = client.read_answer(true);
  CHECK(late.status == 408);
  CHECK(client.is_closed_by_peer());
}

TEST_CASE("H10 HTTP/1.0 is answered and closed") {
  gateway both;
  auto old = both.connect();
  auto old_request = list_with("Connection: keep-alive\r\n");
  old.send(old_request.replace(old_request.find("HTTP/1.1"), 8, "HTTP/1.0"));
  const auto answered = old.read_answer();
  CHECK(answered.status == 200);
  CHECK(says_close(answered));
  CHECK(old.is_closed_by_peer());
}

TEST_CASE("H11 no byte of client or engine can start a header or a second answer") {
  gateway both;
  auto client = both.connect();
  both.engine.reply_next(json_reply(400, R"({"error":"a\r\nX-Evil: 1\r\n\r\nHTTP/1.1 200 OK","code":"A\r\nB"})"));
  client.send(list_with("X-Request-Id: a%0d%0aX-Evil: 1\r\nOrigin: http://a%0d%0aX-Evil: 1\r\n"));
  const auto seen = client.read_answer();
  CHECK(seen.error == "");
  CHECK(seen.find("X-Evil") == nullptr);
  CHECK(seen.body.find('\r') == std::string::npos);
  client.send(post("/call/start", R"({"number":"5511987654321","video\r\nX-Evil: 1":true,"video":true})"));
  const auto ignored = client.read_answer();
  CHECK(ignored.error == "");
  CHECK(*ignored.find("X-Ramal-Ignored") == "video");
  CHECK(ignored.find("X-Evil") == nullptr);
}

TEST_CASE("H6 a trusted proxy names the client for the log, others do not") {
  const auto logged = [](const with& settings, const std::string& fields) {
    gateway both(settings);
    CHECK(both.ask(get("/call/list", fields)).status == 200);
    CHECK(both.program.stop() == 0);
    const auto log = both.program.access_log();
    const auto at = log.find("\"client\":\"") + 10;
    return log.substr(at, log.find('"', at) - at);
  };
  const with trusting{{"trusted_proxies", "[127.0.0.0/8, 10.0.0.0/8]"}};
  const std::string line = "X-Forwarded-For: 198.51.100.7, 203.0.113.9, 10.1.2.3\r\n";
  CHECK(logged({}, line).find("127.0.0.1:") == 0);
  CHECK(logged(trusting, line) == "203.0.113.9");
  CHECK(logged(trusting, line + "X-Forwarded-For: 2001:db8::5\r\n") == "2001:db8::5");
  CHECK(logged(trusting, "X-Forwarded-For: 203.0.113.9, nonsense\r\n").find("127.0.0.1:") == 0);
  CHECK(logged(trusting, "Forwarded: for=203.0.113.9\r\nX-Real-IP: 203.0.113.9\r\n").find("127.0.0.1:") == 0);
}

}  // namespace ramal::system_tests
