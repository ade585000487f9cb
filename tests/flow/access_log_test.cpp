// One line for each request, with the fields that belong to it.
#include <catch2/catch.hpp>

#include <boost/json/parse.hpp>

#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using std::chrono::milliseconds;

// The one line of the log.
boost::json::object only_line(session_fixture& at) {
  const std::string log = at.take_log();
  REQUIRE(log.find('\n') + 1 == log.size());
  INFO(log);
  return boost::json::parse(log).as_object();
}

std::string text(const boost::json::object& line, const char* name) {
  return line.contains(name) ? std::string(line.at(name).as_string()) : "none";
}
std::int64_t number(const boost::json::object& line, const char* name) {
  return line.contains(name) ? line.at(name).as_int64() : -1;
}

}  // namespace

TEST_CASE("a request that the engine answered") {
  session_fixture at;
  at.worker.upstream.answer_always("");
  const std::string request = post_request("/call/start", R"({"number":"5511999990000"})", "X-Request-Id: mine\r\n");
  at.send(request.substr(0, 30));
  at.loop.advance(milliseconds(5));
  at.send(request.substr(30, 60));
  at.loop.advance(milliseconds(7));
  at.send(request.substr(90));
  at.loop.advance(milliseconds(100));
  at.worker.upstream.last()->put(answer_of(201, R"({"id":"a"})"));
  at.loop.run();
  const std::size_t sent = at.received.size();
  const auto line = only_line(at);
  CHECK(text(line, "request_id") == "mine");
  CHECK(text(line, "client") == "192.0.2.1");
  CHECK(text(line, "method") == "POST");
  CHECK(text(line, "route") == "/call/start");
  CHECK(text(line, "key") == "demo-key");
  CHECK(text(line, "number") == "*********0000");
  CHECK(text(line, "operation") == "start");
  CHECK(text(line, "outcome") == "ok");
  CHECK(number(line, "status") == 201);
  CHECK(number(line, "native_status") == 201);
  CHECK(line.at("read_ms") == 12.0);
  CHECK(line.at("engine_ms") == 100.0);
  CHECK(line.at("total_ms") == 112.0);
  CHECK(number(line, "bytes_in") == static_cast<std::int64_t>(request.size()));
  CHECK(number(line, "bytes_out") == static_cast<std::int64_t>(sent));
  CHECK_FALSE(line.contains("key_echoes"));
}

TEST_CASE("the ids of a call, as the client has them and as the engine does") {
  struct row {
    std::string request;
    const char* answer;
    const char* call;
    const char* native_call;
  };
  const std::string hangup = post_request("/call/hangup", R"({"callId":"ext"})");
  for (const row& r : {
           row{start_call, R"({"id":"call_1"})", "call_1", "none"},
           row{start_call, R"({"id":"call_1","externalCallId":"ext"})", "ext", "call_1"},
           row{start_call, R"({"id":"a\u002db"})", "a-b", "none"},
           row{start_call, R"({"id":12345})", "12345", "none"},
           row{start_call, R"({"id":null,"externalCallId":"ext"})", "ext", "none"},
           row{start_call, R"({"id":{"x":1},"externalCallId":"ext"})", "ext", "none"},
           row{start_call, R"({"id":"5511999990000"})", "*********0000", "none"},
           row{start_call, R"({"id":"call_1","externalCallId":"5511999990000@s.whatsapp.net"})",
               "*********0000@s.whatsapp.net", "call_1"},
           row{start_call, R"({"id":"ps_other"})", "***", "none"},
           row{start_call, R"({"id":"ps_other","externalCallId":"ext"})", "ext", "***"},
           row{start_call, R"({"id":"demo","externalCallId":"ext"})", "ext", "***"},
           row{get_request("/call/get/ext"), R"({"id":"call_1","externalCallId":"ext"})", "ext", "call_1"},
           row{get_request("/call/get?callId=call_1"), R"({"id":"call_1","externalCallId":"ext"})", "call_1", "none"},
           row{hangup, R"({"success":true,"id":"call_1"})", "ext", "call_1"},
           row{hangup, R"({"success":true,"id":"ext"})", "ext", "none"},
           row{hangup, R"({"success":true})", "ext", "none"},
           row{hangup, R"({"success":false,"error":"x","id":"call_1"})", "ext", "none"},
           row{get_request("/call/list"), R"({"calls":[{"id":"call_1","externalCallId":"ext"}]})", "none", "none"},
       }) {
    session_fixture at;
    // what the exchange_buffers held before is of another request
    at.worker.upstream.answer_always(answer_of(201, R"({"id":"old","externalCallId":"older"})"));
    at.ask(start_call);
    at.take_log();
    at.worker.upstream.answer_always(answer_of(200, r.answer));
    INFO(r.request << r.answer);
    at.send(r.request);
    const auto line = only_line(at);
    CHECK(text(line, "call") == r.call);
    CHECK(text(line, "native_call") == r.native_call);
  }
}

TEST_CASE("an engine's id that is made of the number called is whole where numbers are") {
  auto settings = test_settings();
  settings.log.mask_numbers = false;
  session_fixture at(settings);
  at.worker.upstream.answer_always(answer_of(201, R"({"id":"call-5511999990000-1"})"));
  at.send(start_call);
  CHECK(text(only_line(at), "call") == "call-5511999990000-1");
}

TEST_CASE("U16 why the engine did not serve a request is in its line") {
  struct row {
    engine_turn turn;
    const char* reason;
  };
  const auto says = [](std::string answer, engine_turn::end then = engine_turn::end::keep) {
    engine_turn turn;
    turn.answer = std::move(answer);
    turn.then = then;
    return turn;
  };
  for (const row& r : {
           row{says("", engine_turn::end::close), "closed"},
           row{says("\x15\x03\x01", engine_turn::end::close), "wants-tls"},
           row{says("220 mail.example ESMTP\r\n"), "no-api"},
           row{says("HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n"), "no-api"},
           row{says(answer_of(404, "<html>")), "no-api"},
           row{says(answer_of(200, "<html>")), "no-api"},
           row{says(answer_of(403, "<html>")), "blocked"},
           row{says(answer_of(401, R"({"error":"Unauthorized"})")), "native-key-refused"},
           row{says(answer_of(400, "The plain HTTP request was sent to HTTPS port")), "wants-tls"},
           row{says(answer_of(400, "Client sent an HTTP request to an HTTPS server.")), "wants-tls"},
           row{says(answer_of(400, "<title>400 No required SSL certificate was sent")), "client-certificate-wanted"},
           row{says(answer_of(500, "<html>")), "front-failed"},
           row{says(answer_of(502, "")), "front-failed"},
           row{says(answer_of(409, R"({"error":"x","code":"X"})")), "none"},
       }) {
    session_fixture at;
    at.worker.upstream.script({r.turn});
    INFO(r.turn.answer);
    at.send(start_call);
    CHECK(text(only_line(at), "reason") == r.reason);
  }
}

TEST_CASE("requests that the engine never saw") {
  struct row {
    std::string request;
    const char* route;
    const char* path;
    const char* key;
    const char* outcome;
    int status;
  };
  for (const row& r : {
           row{get_request("/server/ok"), "/server/ok", "none", "none", "ok", 200},
           row{get_request("/some/path?callId=1"), "none", "/api/layer/evolution-go/some/path", "none",
               "ROUTE_NOT_FOUND", 404},
           row{get_request("/call/start"), "none", "/api/layer/evolution-go/call/start", "none", "METHOD_NOT_ALLOWED",
               405},
           row{get_request("/call/get/5511999990000%2f"), "none", "/api/layer/evolution-go/call/get/*********0000%2f",
               "none", "BAD_PATH", 400},
           row{get_request("/call/media/realtime/ws/a?token=t"), "/call/media/realtime/ws*", "none", "none",
               "WEBSOCKET_NOT_PROXIED", 421},
           row{post_request("/call/start", "{}"), "/call/start", "none", "demo-key", "VALIDATION_ERROR", 400},
           row{"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "none", "/", "none", "BAD_HOST", 400},
           row{"GET /a b HTTP/1.1\r\n\r\n", "none", "/a", "none", "BAD_REQUEST_LINE", 400},
           row{"OPTIONS /api?a HTTP/1.1\r\nHost: a\r\n\r\n", "none", "/api", "none", "ok", 200},
           row{"BREW /x HTTP/1.1\r\nHost: a\r\n\r\n", "none", "/x", "none", "METHOD_NOT_IMPLEMENTED", 501},
       }) {
    session_fixture at;
    INFO(r.request);
    at.send(r.request);
    const auto line = only_line(at);
    CHECK(text(line, "route") == r.route);
    CHECK(text(line, "path") == r.path);
    CHECK(text(line, "key") == r.key);
    CHECK(text(line, "outcome") == r.outcome);
    CHECK(number(line, "status") == r.status);
    CHECK(text(line, "operation") == "none");
    CHECK_FALSE(line.contains("native_status"));
    CHECK(text(line, "request_id").size() == 16);
  }
}

TEST_CASE("an unknown key, and what is neither a path, a query nor a body in the log") {
  session_fixture at;
  std::string request = post_request("/call/hangup?q=SECRET-QUERY", R"({"callId":"SECRET-BODY"})",
                                     "X-Other: SECRET-HEADER\r\n");
  request.replace(request.find("demo"), 4, "SECRET-KEY");
  at.send(request);
  const std::string log = at.worker.log_text;
  CHECK(log.find("SECRET") == std::string::npos);
  const auto line = only_line(at);
  CHECK(text(line, "outcome") == "NOT_AUTHORIZED");
  CHECK(text(line, "reason") == "unknown-key");
  CHECK(text(line, "key") == "none");
  CHECK(text(line, "route") == "/call/hangup");
}

TEST_CASE("a request without a known key says what is wrong with it") {
  struct row {
    const char* fields;  // in place of "apikey: demo"
    const char* reason;
  };
  for (const row& r : {
           row{"", "no-key"},
           row{"apikey: \r\n", "empty-key"},
           row{"apikey: nope\r\n", "unknown-key"},
           row{"apikey: demo\r\napikey: nope\r\n", "different-keys"},
           row{"apikey: Bearer demo\r\n", "key-with-prefix"},
           row{"apikey: {{apikey}}\r\n", "key-placeholder"},
           row{"apikey: ps_own\r\n", "native-key-not-accepted"},
           row{"Authorization: Bearer demo\r\n", "key-in-authorization"},
           row{"api-key: demo\r\n", "key-in-other-header"},
       }) {
    for (const char* path : {"/call/list", "/call/hangup"}) {
      session_fixture at;
      std::string request = path[6] == 'l' ? get_request(path) : post_request(path, R"({"callId":"a"})");
      const std::string usual = "apikey: demo\r\n";
      request.replace(request.find(usual), usual.size(), r.fields);
      INFO(request);
      CHECK(at.ask(request).body == R"({"error":"not authorized"})");
      const auto line = only_line(at);
      CHECK(text(line, "reason") == r.reason);
      CHECK_FALSE(line.contains("call"));
    }
  }
  session_fixture at;
  std::string request = get_request("/call/list?limit=5&apikey=demo");
  request.replace(request.find("apikey: demo\r\n"), 14, "");
  at.send(request);
  CHECK(text(only_line(at), "reason") == "key-in-query");
}

TEST_CASE("a request that is about a call names it, whatever becomes of it") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(200, R"({"success":true,"id":"call_1","status":"COMPLETED"})"));
  for (const char* body : {R"({"callId":"3EB0"})", R"({"data":{"id":" 3EB0 "}})", R"({"callId":"\u0033EB0"})"}) {
    at.send(post_request("/call/hangup", body));
    CHECK(text(only_line(at), "call") == "3EB0");
  }
  at.send(get_request("/call/3EB%30"));
  CHECK(text(only_line(at), "call") == "3EB0");
  at.send(get_request("/call/list"));
  CHECK(text(only_line(at), "call") == "none");
  at.worker.upstream.answer_always(answer_of(404, R"({"error":"Call not found","code":"CALL_NOT_FOUND"})"));
  at.send(post_request("/call/hangup", R"({"callId":"3EB0"})"));
  CHECK(text(only_line(at), "call") == "3EB0");
  at.send(post_request("/call/hangup", R"({"callId":"5511999990000"})"));
  CHECK(text(only_line(at), "call") == "*********0000");
}

TEST_CASE("K3 a key that is sent as a call id or in a path is not in the log") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(200, R"({"success":true,"id":"demo","status":"COMPLETED"})"));
  for (const std::string& request :
       {post_request("/call/hangup", R"({"callId":"demo"})"), post_request("/call/hangup", R"({"callId":"ps_demo"})"),
        get_request("/call/get/demo"), get_request("/call/get/ps_other"), get_request("/call/get?callId=dem%6f")}) {
    at.send(request);
    CHECK(text(only_line(at), "call") == "***");
  }
  for (const char* path : {"/demo/call/list", "/call/ps_demo/list", "/call/d%65mo/list"}) {
    at.send(get_request(path));
    const auto line = only_line(at);
    CHECK(text(line, "outcome") == "ROUTE_NOT_FOUND");
    CHECK(text(line, "path").find("***") != std::string::npos);
    CHECK(text(line, "path").find("demo") == std::string::npos);
  }
}

TEST_CASE("health checks that succeed are left out where the operator wants it") {
  auto settings = test_settings();
  settings.log.health = false;
  session_fixture at(settings);
  at.send(get_request("/server/ok"));
  CHECK(at.take_log() == "");
  CHECK(at.take_answer().status == 200);
  at.send(get_request("/server/ok/"));
  CHECK(at.take_log() == "");
  at.send(get_request("/server/no"));
  CHECK(text(only_line(at), "outcome") == "ROUTE_NOT_FOUND");
  at.worker.stage = flow::worker_stage::leaving;
  at.send(get_request("/server/ok"));
  CHECK(text(only_line(at), "outcome") == "NOT_READY");
}

TEST_CASE("the engine's failures, and failures on the way") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(409, R"({"error":"e","code":"WHATSAPP_INSTANCE_NOT_CONNECTED"})"));
  at.send(get_request("/call/list"));
  auto line = only_line(at);
  CHECK(text(line, "outcome") == "WHATSAPP_INSTANCE_NOT_CONNECTED");
  CHECK(number(line, "native_status") == 409);
  CHECK(text(line, "operation") == "list");

  at.worker.upstream.answer_always(answer_of(401, R"({"error":"Unauthorized"})"));
  at.send(get_request("/call/list"));
  line = only_line(at);
  CHECK(text(line, "outcome") == "UPSTREAM_KEY_REJECTED");
  CHECK(text(line, "key") == "demo-key");
  CHECK(number(line, "status") == 502);
  CHECK(number(line, "native_status") == 401);

  at.worker.upstream.answer_always(answer_of(403, "<html>", "Server: cloudflare ps_demo\r\n"));
  CHECK(at.ask(get_request("/call/list")).body.find("cloudflare") == std::string::npos);
  line = only_line(at);
  CHECK(text(line, "outcome") == "UPSTREAM_BLOCKED");
  CHECK(text(line, "key") == "demo-key");
  CHECK(text(line, "front") == "cloudflare *******");
  CHECK(number(line, "native_status") == 403);

  at.worker.upstream.answer_always(answer_of(403, R"({"error":"e","code":"C"})", "Server: cloudflare\r\n"));
  at.send(get_request("/call/list"));
  CHECK_FALSE(only_line(at).contains("front"));

  at.worker.upstream.set_doors({memory_engine::door::late});
  at.loop.advance(std::chrono::seconds(59));
  at.send(post_request("/call/hangup", R"({"callId":"a"})"));
  line = only_line(at);
  CHECK(text(line, "outcome") == "UPSTREAM_TIMEOUT");
  CHECK_FALSE(line.contains("native_status"));
  CHECK(text(line, "operation") == "terminate");
}

TEST_CASE("a native start that is answered without a body has no call in the log, whatever was answered before") {
  session_fixture at;
  at.worker.upstream.through = tests::door::native;
  const std::string start =
      "POST /v1/calls HTTP/1.1\r\nHost: a\r\nx-api-key: demo\r\nContent-Length: 22\r\n\r\n{\"to\":\"5511999990000\"}";
  at.worker.upstream.answer_always(answer_of(201, R"({"id":"call_of_before"})"));
  at.send(start);
  CHECK(text(only_line(at), "call") == "call_of_before");
  // where the id stood there is now something that looks like one
  at.worker.upstream.answer_always(answer_of(204, "", "X-Odd: " + std::string(200, '"') + "\r\n"));
  at.send(start);
  const auto line = only_line(at);
  CHECK(number(line, "status") == 204);
  CHECK_FALSE(line.contains("call"));
}

TEST_CASE("K11 a native number with marks is hidden in the log, also where the engine makes its id of it") {
  session_fixture at;
  at.worker.upstream.through = tests::door::native;
  at.worker.upstream.answer_always(answer_of(201, R"({"id":"call-5511999990000-9"})"));
  at.send(
      "POST /v1/calls HTTP/1.1\r\nHost: a\r\nx-api-key: demo\r\nContent-Length: 26\r\n\r\n"
      R"({"to":"+55 11 99999-0000"})");
  const auto line = only_line(at);
  CHECK(text(line, "number") == "*********0000");
  CHECK(text(line, "call") == "call-*********0000-9");
}

TEST_CASE("K4 an answer that echoed the key says how often") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(400, R"({"error":"key ps_demo, ps_demo is bad"})"));
  CHECK(at.ask(get_request("/call/list")).body ==
        R"({"error":"key *******, ******* is bad","code":"UPSTREAM_REJECTED"})");
  CHECK(number(only_line(at), "key_echoes") == 2);
}

TEST_CASE("each of pipelined requests has its own line, in order, and nothing of the one before") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(201, R"({"id":"a"})"));
  at.send(post_request("/call/start", R"({"number":"5511999990000"})", "X-Request-Id: one\r\n") +
          get_request("/server/ok"));
  const std::string log = at.take_log();
  const auto end = log.find('\n');
  CHECK(at.worker.records == 2);
  CHECK(log.substr(0, end).find(R"("request_id":"one")") != std::string::npos);
  const auto second = boost::json::parse(log.substr(end + 1)).as_object();
  CHECK(text(second, "request_id") != "one");
  CHECK_FALSE(second.contains("number"));
  CHECK_FALSE(second.contains("key"));
  CHECK_FALSE(second.contains("native_status"));
}

TEST_CASE("K3 a key that a client sends as its request's id reaches neither the engine nor the log nor an answer") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(200, R"({"id":"a"})"));
  const std::string wrong_key = "another-client-key";
  for (const std::string id : {"demo", "ps_demo", "ps_anything", "another-client-key", "a.another-client-key.b"}) {
    for (std::string request : {get_request("/call/get?callId=a", "X-Request-Id: " + id + "\r\n"),
                                get_request("/nothing", "X-Request-Id: " + id + "\r\n"),
                                get_request("/call/get", "X-Request-Id: " + id + "\r\n")}) {
      INFO(request);
      const bool is_wrong = id.find(wrong_key) != std::string::npos;
      if (is_wrong) request.replace(request.find("apikey: demo"), 12, "apikey: " + wrong_key);
      const client_answer answer = at.ask(request);
      CHECK(answer.status != 0);
      CHECK(answer.field("X-Request-Id").size() == 16);
      CHECK(text(only_line(at), "request_id") == answer.field("X-Request-Id"));
      at.disconnect();
      at.connect();
    }
  }
  for (const std::string& native : at.worker.upstream.requests())
    for (const char* key : {"X-Request-Id: ps_", "X-Request-Id: demo"}) CHECK(native.find(key) == std::string::npos);
  CHECK(at.worker.upstream.requests().size() == 3);
}

}  // namespace ramal::test
