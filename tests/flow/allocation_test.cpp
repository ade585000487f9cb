// After warm-up a request takes nothing from the heap: flow, routes, rules, wire and the coroutines' frames. This
// binary counts every operator new.
#include <catch2/catch.hpp>

#include "proxy/flow/frame_pool.hpp"
#include "proxy/tracing/span_ring.hpp"
#include "tests/counted_heap.hpp"
#include "tests/memory/session_fixture.hpp"

// AddressSanitizer is to see every coroutine's frame come and go: the frame pool is off then.
#if defined(__SANITIZE_ADDRESS__)
#define RAMAL_FRAMES_FROM_HEAP
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RAMAL_FRAMES_FROM_HEAP
#endif
#endif

namespace ramal::test {
namespace {

struct exchange_row {
  const char* name;
  std::string request;
  std::string answer;  // of the engine; empty: it is not asked
  unsigned status;
};

std::string list_body(int calls) {
  std::string body = R"({"calls":[)";
  for (int i = 0; i < calls; ++i)
    body +=
        std::string(i == 0 ? "" : ",") + R"({"id":"call_)" + std::to_string(i) +
        R"(","externalCallId":"3EB0A1B2C3D4E5F6","direction":"INBOUND","status":"COMPLETED","peerNumber":"5511999990000",)"
        R"("fromNumber":"551140000000","conversationId": null,"errorCode":null,"endedAt":"2026-03-01T12:01:00.000Z"})";
  return body + "]}";
}

std::string native_request(const std::string& method, const std::string& target, const std::string& body = "") {
  return method + " " + target + " HTTP/1.1\r\nHost: a\r\nx-api-key: demo\r\n" +
         (method == "GET" ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" + body;
}

const std::string started = R"({"id":"call_0123456789abcdef","externalCallId":null,"status":"INITIATED"})";
const std::string got = R"({"id":"call_0123456789abcdef","status":"RINGING","direction":"OUTBOUND","x":1.0})";

std::vector<exchange_row> rows() {
  return {
      {"start",
       post_request("/call/start",
                    R"({"number":"+55 (11) 99999-0000","sdp":"v=0 a long description of a session","video":true})"),
       answer_of(201, started), 201},
      {"start with escaped names",
       post_request("/call/start", R"({"\u006eumber":"5511999990000","bizOpaqueCallback\u0044ata":"\u00e9"})"),
       answer_of(201, started), 201},
      {"list of 25", get_request("/call/list?limit=25&before=2026-03-01T12:01:00.000Z"), answer_of(200, list_body(25)),
       200},
      {"list of 25, twice", get_request("/call/active"), answer_of(200, list_body(25)), 200},
      {"get", get_request("/call/get?callId=call_0123456789abcdef&includeSdp=1"), answer_of(200, got), 200},
      {"hangup of a long id",
       post_request("/call/hangup", R"({"data":{"id":"wacid.HBgLNTUxMTk5OTk5MDAwMBUCABEYEjQ2QkM="}})"),
       answer_of(200, got), 200},
      {"session", post_request("/call/media/realtime/session", R"({"callId":"call_0123456789abcdef"})"),
       answer_of(
           200,
           R"({"wsUrl":"wss://media.example/call/media/realtime/ws/a/b?token=t","token":"t","expiresInSeconds":120})"),
       200},
      {"an error of the engine", post_request("/call/reject", R"({"callId":"call_0123456789abcdef"})"),
       answer_of(409, R"({"error":"WhatsApp instance not connected","code":"WHATSAPP_INSTANCE_NOT_CONNECTED"})",
                 "Retry-After: 5\r\n"),
       409},
      {"an error of the engine in an object", post_request("/call/reject", R"({"callId":"call_0123456789abcdef"})"),
       answer_of(400, R"({"error":{"issues":["a text that is longer than a small string"]}})"), 400},
      {"an unknown call", get_request("/call/get/call_0123456789abcdef"),
       answer_of(404, R"({"error":"x","code":"CALL_NOT_FOUND"})"), 404},
      {"malformed", get_request("/call/list"), answer_of(200, "<html>"), 502},
      {"a chunked answer", get_request("/call/get/a"),
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n{\"id\":\"a\"}\r\n0\r\n\r\n", 200},
      {"an event of Meta's",
       post_request(
           "/call/hangup",
           R"({"entry":[{"id":"w","changes":[{"field":"calls","value":{"calls":[{"id":"wacid.HBgLNTUxMTk5OTk5MDAwMBUCABEYEjQ="}]}}]}]})"),
       answer_of(200, R"({"success":true,"id":"call_0123456789abcdef","status":"COMPLETED"})"), 200},
      {"a success that is none", post_request("/call/hangup", R"({"callId":"call_0123456789abcdef"})"),
       answer_of(200, R"({"success":false,"errors":["a text that is longer than a small string","and one more"]})"),
       502},
      {"a list of texts", post_request("/call/start", R"({"number":"5511999990000"})"),
       answer_of(400, R"({"message":["a text that is longer than a small string","and one more"]})"), 400},
      {"a key in another form", get_request("/call/list"),
       answer_of(400,
                 R"({"error":"\u0070s_demo 70735f64656d6f 70735f64656d6f70735f64656d6f70735f64656d6f70735f64656d6f"})"),
       400},
      {"a page in front of the engine", get_request("/call/list"), answer_of(403, "<html>", "Server: cloudflare\r\n"),
       502},
      {"a field that is wrong", post_request("/call/start", R"({"number":"maria"})"), "", 400},
      {"no JSON", post_request("/call/start", "number=5511999990000"), "", 400},
      {"an unknown path", get_request("/send/text"), "", 404},
      {"a wrong method", get_request("/call/start"), "", 405},
      {"an unknown key", get_request("/call/list", "").replace(get_request("/call/list").find("demo"), 4, "nope"), "",
       401},
      {"OPTIONS",
       "OPTIONS /api/layer/evolution-go/call/start HTTP/1.1\r\nHost: a\r\nOrigin: https://app.example\r\n"
       "\r\n",
       "", 200},
      {"a native start",
       native_request("POST", "/v1/calls",
                      R"({"to":"+5511999990000","bizOpaqueCallbackData":"a text of some length"})"),
       answer_of(201, started), 201},
      {"a native get", native_request("GET", "/v1/calls/wacid.HBgLNTUxMTk5OTk5MDAwMBUC%3D%3D?includeSdp=1"),
       answer_of(200, got), 200},
      {"native settings", native_request("PUT", "/v1/calls/settings", R"({"status":"ENABLED"})"),
       answer_of(200, R"({"success":true})"), 200},
      {"native permissions", native_request("GET", "/v1/calls/permissions?to=%2B5511999990000"),
       answer_of(400, R"({"error":"a text that is longer than a small string","code":"MISSING_TO"})"), 400},
      {"no native route", native_request("GET", "/v1/calls/call_1/hangup"), "", 404},
      {"server/ok", get_request("/server/ok", "X-Request-Id: one-of-the-clients-own-ids\r\n"), "", 200},
  };
}

// What a test's own side must not allocate while it is counted.
void reserve_all(session_fixture& at) {
  at.worker.upstream.keeps_requests = false;
  at.worker.log_text.reserve(100'000);
  at.received.reserve(100'000);
}

std::size_t allocations_of(session_fixture& at, const std::string& bytes) {
  at.received.clear();
  at.worker.log_text.clear();
  return test::allocations_of([&] { at.send(bytes); });
}

}  // namespace

TEST_CASE("the counter of this binary counts") {
  CHECK(allocations_of([] { const std::string big(1'000, 'x'); }) == 1);
}

TEST_CASE("after warm-up a request of any kind takes nothing from the heap") {
  for (const exchange_row& row : rows()) {
    session_fixture at;
    reserve_all(at);
    if (!row.answer.empty()) at.worker.upstream.answer_always(row.answer);
    CHECK(allocations_of(at, row.request) > 0);
    for (int i = 0; i < 3; ++i) allocations_of(at, row.request);
    const std::size_t taken = allocations_of(at, row.request);
    INFO(row.name << ": " << at.received);
    CHECK(at.take_answer().status == row.status);
#if !defined(RAMAL_FRAMES_FROM_HEAP)
    CHECK(taken == 0);
#else
    static_cast<void>(taken);
#endif
  }
}

TEST_CASE("after warm-up a mix of requests takes nothing from the heap, pipelined or not") {
  session_fixture at;
  reserve_all(at);
  std::string all;
  std::vector<engine_turn> turns;
  for (const exchange_row& row : rows()) {
    all += row.request;
    if (row.answer.empty()) continue;
    turns.emplace_back();
    turns.back().answer = row.answer;
  }
  at.worker.upstream.script(turns);
  at.worker.upstream.in_circles = true;
  for (int i = 0; i < 3; ++i) allocations_of(at, all);
  const std::size_t taken = allocations_of(at, all);
  CHECK_FALSE(at.is_over());
#if !defined(RAMAL_FRAMES_FROM_HEAP)
  CHECK(taken == 0);
#else
  static_cast<void>(taken);
#endif
}

TEST_CASE(
    "after warm-up a request that is traced takes nothing from the heap, and neither does one whose spans are dropped") {
  config::gateway settings = test_settings();
  settings.tracing.emplace().endpoint = "http://127.0.0.1:4318";
  session_fixture at(settings);
  tracing::span_ring ring(6);
  at.worker.spans = &ring;
  reserve_all(at);
  at.worker.upstream.answer_always(answer_of(201, started));
  std::size_t taken = 0;
  for (int i = 0; i < 8; ++i) {
    taken = allocations_of(at, start_call);
    CHECK(at.take_answer().status == 201);
  }
  CHECK(ring.dropped() == 4);
#if !defined(RAMAL_FRAMES_FROM_HEAP)
  CHECK(taken == 0);
#else
  static_cast<void>(taken);
#endif
}

TEST_CASE("after warm-up a body that comes behind its head takes nothing from the heap") {
  session_fixture at;
  reserve_all(at);
  at.worker.upstream.answer_always(answer_of(201, started));
  const std::size_t head = start_call.find("\r\n\r\n") + 4;
  std::size_t taken = 0;
  for (int i = 0; i < 4; ++i) {
    taken = allocations_of(at, start_call.substr(0, head));
    taken += allocations_of(at, start_call.substr(head));
    CHECK(at.take_answer().status == 201);
  }
#if !defined(RAMAL_FRAMES_FROM_HEAP)
  CHECK(taken == 0);
#else
  static_cast<void>(taken);
#endif
}

TEST_CASE("L7b whichever allocation of a request fails, its client hears whether it was sent, and others are served") {
  for (const auto& [request, good] : {std::pair{start_call, 201U}, {get_call, 200U}}) {
    for (const bool in_pieces : {false, true}) {
      std::size_t answered = 0, silent = 0;
      bool failed = true;
      for (std::size_t nth = 1; failed; ++nth) {
        session_fixture at;
        reserve_all(at);
        at.worker.upstream.answer_always(answer_of(good, started));
        for (int i = 0; i < 3; ++i) CHECK(at.ask(request).status == good);
        const auto before = at.worker.upstream.acts();
        at.worker.buffers.forget();  // so that the request takes all of its memory again
        for (int i = 0; i < 2; ++i) flow::drop_unused_frames();
        const std::size_t first = in_pieces ? request.size() - 5 : 0;
        if (in_pieces) at.send(request.substr(0, first));
        at.client->put(request.substr(first));
        fail_allocation(nth);
        at.loop.run();
        failed = !is_failure_due();
        fail_allocation(0);
        const bool sent = at.worker.upstream.acts() != before;
        const client_answer seen = at.take_answer();
        INFO(request << " allocation " << nth << ": " << seen.head << seen.body);
        if (seen.status == 0) {
          ++silent;
          CHECK_FALSE(sent);
        } else if (seen.status != good) {
          ++answered;
          const bool unknown = sent && request == start_call;
          CHECK(seen.status == (unknown ? 500 : 503));
          CHECK(seen.body.find(unknown ? "\"INTERNAL\"" : "\"OVERLOADED\"") != std::string::npos);
          CHECK(seen.field("X-Ramal-Upstream") == (sent ? "unknown" : "not-sent"));
          CHECK(seen.field("Connection") == "close");
          const std::string line = at.take_log();
          CHECK(line.find("\"reason\":\"out-of-memory\"") != std::string::npos);
          CHECK(line.find("_ms\":-") == std::string::npos);
        }
        at.connect();
        CHECK(at.ask(request).status == good);
      }
      CHECK(answered > 3);
      CHECK(silent < 4);  // before its head is read nobody knows of a request
    }
  }
}

}  // namespace ramal::test
