// Events that the engine posts (contracts/webhooks.md section 2): each check, in its order, and the answer.
#include <catch2/catch.hpp>

#include <optional>
#include <vector>

#include "events/digest.hpp"
#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using flow::intake_verdict;
using std::chrono::seconds;

const std::string hook = "canary_hook_1-abcdefghij", old_hook = "canary_hook_0-abcdefghij",
                  other_hook = "canary_hook_2-abcdefghij";
const std::string secret = "canary-native-secret";
const std::string event = R"({"event":"call.ringing","callId":"call_1"})";
const std::string unknown_hook = "unknown_hook_-abcdefghij";

config::gateway settings_with_hooks() {
  config::gateway settings = test_settings();
  config::key_webhook webhook;
  webhook.url = "http://bot.example/hook";
  webhook.hook = config::secret(hook);
  webhook.old_hook = config::secret(old_hook);
  settings.keys[0].webhook = webhook;
  config::key other;
  other.name = "signed-key";
  other.client_key = config::secret("other");
  other.native_key = config::secret("ps_other");
  webhook.hook = config::secret(other_hook);
  webhook.old_hook = {};
  webhook.native_secrets = {config::secret("the-secret-before"), config::secret(secret)};
  other.webhook = webhook;
  settings.keys.push_back(other);
  return settings;
}

// Keeps what it gets, and answers when it is told to.
class fake_intake : public flow::event_intake {
 public:
  void take(flow::received_event taken, completion done) override {
    events.push_back(std::move(taken));
    if (answers_at_once) done(*answers_at_once);
    else waiting.push_back(std::move(done));
  }
  void answer(flow::intake_answer what) {
    const completion first = std::move(waiting.front());
    waiting.erase(waiting.begin());
    first(what);
  }

  std::vector<flow::received_event> events;
  std::vector<completion> waiting;
  std::optional<flow::intake_answer> answers_at_once = flow::intake_answer{intake_verdict::stored, {}};
};

struct receiver : session_fixture {
  explicit receiver(const config::gateway& settings = settings_with_hooks()) : session_fixture(settings) {
    worker.intake = &intake;
  }
  ~receiver() { disconnect(); }

  fake_intake intake;
};

std::string post(const std::string& path, std::string_view body, const std::string& fields = {}) {
  return "POST " + path + " HTTP/1.1\r\nHost: calls.example\r\n" + fields +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}
std::string post_event(const std::string& fields = {}, std::string_view body = event) {
  return post("/hooks/native/" + hook, body, fields);
}
std::string post_signed(const std::string& signature, std::string_view body = event) {
  return post("/hooks/native/" + other_hook, body, "X-Pilot-Status-Signature: " + signature + "\r\n");
}
std::string signature_of(std::string_view body, std::string_view key = secret) {
  const events::digest sum = events::hmac_sha256(key, body);
  return events::hex(events::bytes_of(sum));
}

std::string code_of(const client_answer& answer) {
  const auto at = answer.body.find("\"code\":\"");
  return at == std::string::npos ? "" : answer.body.substr(at + 8, answer.body.find('"', at + 8) - at - 8);
}

}  // namespace

TEST_CASE("W1 an event at a hook is answered once it is stored") {
  receiver at;
  at.intake.answers_at_once.reset();
  at.send(post_event());
  CHECK(at.received.empty());
  REQUIRE(at.intake.events.size() == 1);
  CHECK(at.intake.events[0].body == event);
  CHECK(at.intake.events[0].key == 0);
  CHECK(at.intake.events[0].settings->hooks.keys()[0].name == "demo-key");
  CHECK_FALSE(at.intake.events[0].draining);
  CHECK(at.intake.events[0].received == std::chrono::floor<std::chrono::milliseconds>(at.worker.wall_time()));
  at.intake.answer({intake_verdict::stored, {}});
  at.loop.run();
  const client_answer answer = at.take_answer();
  CHECK(answer.status == 200);
  CHECK(answer.body == R"({"ok":true})");
  CHECK(answer.field("Content-Type") == "application/json; charset=utf-8");
  CHECK(answer.field("Connection") == "keep-alive");
  CHECK(at.worker.upstream.connects() == 0);
  CHECK(at.ask(get_request("/server/ok")).status == 200);
}

TEST_CASE("both hooks of a key are taken, and each answer of the intake has its own") {
  struct row {
    flow::intake_answer said;
    unsigned status;
    std::string body;
    std::string retry_after;
  };
  const row rows[] = {{{intake_verdict::stored, {}}, 200, R"({"ok":true})", ""},
                      {{intake_verdict::ignored, "unknown event"}, 200, R"({"ok":true,"ignored":"unknown event"})", ""},
                      {{intake_verdict::invalid_json, {}}, 400, "INVALID_JSON", ""},
                      {{intake_verdict::outbox_full, {}}, 503, "OUTBOX_FULL", "5"},
                      {{intake_verdict::outbox_failed, {}}, 503, "OUTBOX_FAILED", "5"},
                      {{intake_verdict::draining, {}}, 503, "DRAINING", "5"}};
  for (const row& one : rows) {
    receiver at;
    at.intake.answers_at_once = one.said;
    const client_answer answer = at.ask(post("/hooks/native/" + old_hook, event));
    INFO(answer.body);
    CHECK(answer.status == one.status);
    if (one.status == 200) CHECK(answer.body == one.body);
    else CHECK(code_of(answer) == one.body);
    CHECK(answer.field("Retry-After") == one.retry_after);
    CHECK(answer.field("X-Ramal-Upstream").empty());
    CHECK(at.is_over() == (one.said.what == intake_verdict::draining));
  }
}

TEST_CASE("neither key nor content type is needed, and the length may come in chunks") {
  receiver at;
  CHECK(at.ask(post_event("Content-Type: text/plain\r\nAuthorization: Bearer x\r\napikey: nobody\r\n")).status == 200);
  at.send("POST /hooks/native/" + hook +
          " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n2;x=y\r\n1}\r\n0\r\n\r\n");
  CHECK(at.take_answer().status == 200);
  REQUIRE(at.intake.events.size() == 2);
  CHECK(at.intake.events[1].body == R"({"a":1})");
}

TEST_CASE("W2 an unknown hook, and a path below a hook, is answered like any unknown path") {
  receiver at;
  const client_answer nowhere = at.ask(post("/hooks/foreign/" + unknown_hook, event));
  CHECK(nowhere.status == 404);
  for (const std::string& path : std::vector<std::string>{
           "/hooks/native/" + unknown_hook, "/hooks/native/" + hook + "/x", "/hooks/native/" + hook + "/",
           "/hooks/native/", std::string("/hooks/native"), "/hooks/native/x/" + hook, "/hooks/native//" + hook,
           "//hooks/native/" + hook, "/hooks/Native/" + hook, "/hooks/native/" + hook.substr(1),
           "/hooks/native/%63" + hook.substr(1), "/hooks/native/" + hook + std::string(200, 'a')}) {
    INFO(path);
    at.connect();
    const client_answer answer = at.ask(post(path, event));
    CHECK(answer.status == 404);
    CHECK(answer.body == nowhere.body);
    CHECK(answer.field("Allow").empty());
  }
  CHECK(at.intake.events.empty());
}

TEST_CASE("without a webhook no path is a hook") {
  receiver at(test_settings());
  CHECK(at.ask(post_event()).status == 404);
  CHECK(at.intake.events.empty());
}

TEST_CASE("hooks stand where the configuration says, and beside routes that have no mount") {
  config::gateway settings = settings_with_hooks();
  settings.mount = "/";
  settings.webhooks.path = "/from/engine";
  receiver at(settings);
  CHECK(at.ask(post("/from/engine/" + hook, event)).status == 200);
  CHECK(at.ask("GET /server/ok HTTP/1.1\r\nHost: a\r\n\r\n").status == 200);
  CHECK(at.ask(post_event()).status == 404);
}

TEST_CASE("W2 a hook takes POST alone") {
  for (const std::string method : {"GET", "HEAD", "PUT", "PATCH", "DELETE"}) {
    receiver at;
    INFO(method);
    at.send(method + " /hooks/native/" + hook + " HTTP/1.1\r\nHost: a\r\n\r\n");
    const client_answer answer = at.take_answer(method == "HEAD");
    CHECK(answer.status == 405);
    CHECK(answer.field("Allow") == "POST");
    CHECK(at.intake.events.empty());
  }
}

TEST_CASE("an encoded event is refused, whatever else is wrong with it") {
  receiver at;
  const client_answer answer = at.ask(post_event("Content-Encoding: gzip\r\nX-Ramal-Hop: 1\r\n"));
  CHECK(answer.status == 415);
  CHECK(code_of(answer) == "UNSUPPORTED_ENCODING");
  at.connect();
  CHECK(at.ask(post_event("Content-Encoding: identity\r\n")).status == 200);
}

TEST_CASE("W3 an event has a bound of its own") {
  config::gateway settings = settings_with_hooks();
  settings.webhooks.body_bytes = 2'000;
  settings.limits.body_bytes = 100;
  receiver at(settings);
  CHECK(at.ask(post_event({}, std::string(2'000, 'x'))).status == 200);
  const client_answer told = at.ask("POST /hooks/native/" + hook +
                                    " HTTP/1.1\r\nHost: a\r\nContent-Length: 2001\r\n\r\n");
  CHECK(told.status == 413);
  CHECK(code_of(told) == "BODY_TOO_LARGE");
  CHECK(at.is_over());
  at.connect();
  at.send("POST /hooks/native/" + hook + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
          std::string(2'000, 'x') + "\r\n1\r\n");
  CHECK(code_of(at.take_answer()) == "BODY_TOO_LARGE");
  CHECK(at.intake.events.size() == 1);
}

TEST_CASE("W3 too many events at one hook are refused, before their signature is looked at, and other hooks are not") {
  config::gateway settings = settings_with_hooks();
  settings.webhooks.hook_rate = 2;
  settings.limits.key_rate = settings.limits.key_burst = 1;
  receiver at(settings);
  for (int i = 0; i < 10; ++i) CHECK(at.ask(post_signed(signature_of(event))).status == 200);
  const client_answer refused = at.ask(post_signed("wrong"));
  CHECK(refused.status == 429);
  CHECK(refused.field("Retry-After") == "1");
  CHECK(refused.field("Connection") == "keep-alive");
  CHECK(at.intake.events.size() == 10);
  CHECK(at.ask(post_event()).status == 200);
  at.loop.advance(std::chrono::milliseconds(500));
  CHECK(at.ask(post_signed(signature_of(event))).status == 200);
  CHECK(at.ask(post_signed(signature_of(event))).status == 429);
}

TEST_CASE("W3 the events of one hook that are under way have a bound") {
  receiver at;
  const auto found = at.worker.current.settings->hooks.find("/hooks/native/" + hook);
  REQUIRE(found.has_value());
  auto& usage = at.worker.usage->of_hook(found->usage, at.loop.now());
  std::size_t places = 0;
  while (places < 1'000 && usage.enter(256)) ++places;
  CHECK(places == 256);
  CHECK(at.ask(post_event()).status == 429);
  CHECK(at.ask(post_signed(signature_of(event))).status == 200);
  usage.leave();
  CHECK(at.ask(post_event()).status == 200);
  CHECK(at.ask(post_event()).status == 200);
}

TEST_CASE("who waits to be told to send hears of too many events at once") {
  config::gateway settings = settings_with_hooks();
  settings.webhooks.hook_rate = 1;
  receiver at(settings);
  for (int i = 0; i < 5; ++i) CHECK(at.ask(post_event()).status == 200);
  at.send("POST /hooks/native/" + hook + " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  CHECK(at.take_answer().status == 429);
}

TEST_CASE("W5 where a secret is set an event must be signed with it") {
  receiver at;
  const std::string right = signature_of(event);
  std::string upper = right;
  for (char& c : upper) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  for (const std::string& value :
       {right, "sha256=" + right, "SHA256=" + upper, upper, signature_of(event, "the-secret-before")})
    CHECK(at.ask(post_signed(value)).status == 200);
  const std::size_t before = at.intake.events.size();
  for (const std::string& value :
       std::vector<std::string>{"", "x", signature_of(event, "another"), signature_of(event + " "), right + "00",
                                right.substr(1), "sha1=" + right, right + " " + right}) {
    INFO(value);
    const client_answer answer = at.ask(post_signed(value));
    CHECK(answer.status == 401);
    CHECK(code_of(answer) == "BAD_SIGNATURE");
    CHECK(answer.field("Connection") == "keep-alive");
  }
  CHECK(at.ask(post("/hooks/native/" + other_hook, event)).status == 401);
  CHECK(at.intake.events.size() == before);
  CHECK(at.ask(post_event("X-Pilot-Status-Signature: wrong\r\n")).status == 200);  // this hook has no secret
}

TEST_CASE("W2 the signature is looked at before the hop, and the hop before the event itself") {
  receiver at;
  at.intake.answers_at_once = flow::intake_answer{intake_verdict::invalid_json, {}};
  CHECK(at.ask(post("/hooks/native/" + other_hook, "no json", "X-Ramal-Hop: 1\r\n")).status == 401);
  const client_answer back = at.ask(post_event("x-ramal-hop: 1\r\n", "no json"));
  CHECK(back.status == 508);
  CHECK(code_of(back) == "LOOP");
  CHECK(at.intake.events.empty());
  CHECK(at.ask(post_event({}, "no json")).status == 400);
}

TEST_CASE("W5 twenty bad signatures in a minute are worth one line that names the key") {
  receiver at;
  for (int i = 0; i < 19; ++i) at.ask(post_signed("wrong"));
  CHECK(at.worker.told_of_signatures.empty());
  for (int i = 0; i < 30; ++i) at.ask(post_signed("wrong"));
  CHECK(at.worker.told_of_signatures == std::vector<std::string>{"signed-key"});
  at.loop.advance(seconds(61));
  for (int i = 0; i < 19; ++i) at.ask(post_signed("wrong"));
  CHECK(at.worker.told_of_signatures.size() == 1);
  at.ask(post_signed("wrong"));
  CHECK(at.worker.told_of_signatures.size() == 2);
}

TEST_CASE("W1 an answer that takes too long is 503, and one that comes later finds nobody") {
  receiver at;
  at.intake.answers_at_once.reset();
  at.send(post_event());
  at.loop.advance(seconds(9));
  CHECK(at.received.empty());
  at.loop.advance(seconds(1));
  const client_answer late = at.take_answer();
  CHECK(late.status == 503);
  CHECK(code_of(late) == "OUTBOX_FAILED");
  CHECK(late.field("Retry-After") == "5");
  at.intake.answer({intake_verdict::stored, {}});
  at.loop.run();
  CHECK(at.received.empty());
  at.send(post_event());
  at.intake.answer({intake_verdict::stored, {}});
  at.loop.run();
  CHECK(at.take_answer().status == 200);
}

TEST_CASE("an engine that goes, or ends its side, costs the event nothing") {
  receiver at;
  at.intake.answers_at_once.reset();
  at.send(post_event());
  at.client->put_end();
  at.loop.run();
  CHECK(at.received.empty());
  at.intake.answer({intake_verdict::stored, {}});
  at.loop.run();
  CHECK(at.take_answer().status == 200);
  at.connect();
  at.send(post_event());
  at.client->break_off();
  at.loop.run();
  at.intake.answer({intake_verdict::stored, {}});
  at.loop.run();
  CHECK(at.session->done());
}

TEST_CASE("an event that waits for the disk holds no whole buffers where many wait, and what came behind it is kept") {
  receiver at;
  at.intake.answers_at_once.reset();
  flow::buffer_lease others(at.worker.buffers);
  flow::exchange_buffers& held = others.get();
  held.reply.reserve(held.reply.capacity() + 1024 * 1024 - held.capacity());
  REQUIRE(others.may_wait());
  at.send(post_event("X-Request-Id: of-mine\r\n") + get_request("/server/ok"));
  flow::buffer_lease free_again(at.worker.buffers);
  CHECK(free_again.get().in.capacity() != 0);  // the event's buffers came back to the pool
  REQUIRE(at.intake.events.size() == 1);
  at.intake.answer({intake_verdict::ignored, "late"});
  at.loop.run();
  const client_answer answer = at.take_answer();
  CHECK(answer.body == R"({"ok":true,"ignored":"late"})");
  CHECK(answer.field("X-Request-Id") == "of-mine");
  CHECK(at.take_answer().body == R"({"status":"ok"})");
  CHECK(at.take_log().find("\"bytes_in\":" + std::to_string(post_event("X-Request-Id: of-mine\r\n").size())) !=
        std::string::npos);
}

TEST_CASE("while the worker drains an event says so, and without an outbox it is refused") {
  receiver at;
  at.worker.stage = flow::worker_stage::draining;
  at.intake.answers_at_once = flow::intake_answer{intake_verdict::draining, {}};
  const client_answer answer = at.ask(post_event());
  CHECK(answer.status == 503);
  CHECK(code_of(answer) == "DRAINING");
  REQUIRE(at.intake.events.size() == 1);
  CHECK(at.intake.events[0].draining);
  receiver without;
  without.worker.intake = nullptr;
  CHECK(code_of(without.ask(post_event())) == "OUTBOX_FAILED");
}

TEST_CASE("W18 K3 the access log has the key's name and no hook, secret or body, in whatever path the hook comes") {
  receiver at;
  at.ask(post_event());
  at.ask(post_signed("wrong"));
  at.intake.answers_at_once = flow::intake_answer{intake_verdict::ignored, "duplicate"};
  at.ask(post_event("X-Request-Id: " + hook + "\r\n"));
  const std::string log = at.take_log();
  CHECK(log.find(R"("method":"POST","route":"/hooks/native/{hook}","key":"demo-key","status":200)") !=
        std::string::npos);
  CHECK(log.find(R"("key":"signed-key","status":401)") != std::string::npos);
  CHECK(log.find(R"("reason":"duplicate","outcome":"ignored"})") != std::string::npos);
  CHECK(log.find("canary") == std::string::npos);
  for (const std::string& path : std::vector<std::string>{
           "/hooks/native/" + hook + "/x", "/hooks/native//" + hook, "//hooks/native/" + hook, "/HOOKS/native/" + hook,
           "/x/" + hook, "/hooks/native/" + hook + "%20", "/hooks/native/../" + hook, "/call/get/" + hook}) {
    INFO(path);
    at.connect();
    at.ask(post(path, event));
    CHECK(at.take_log().find("canary") == std::string::npos);
  }
  at.connect();
  at.ask("POST /hooks/native/" + hook + " HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n");
  CHECK(at.take_log().find("canary") == std::string::npos);
}

TEST_CASE("an event that comes in any split of reads is the same") {
  const std::string all = post_event() + post_event({}, "{}");
  for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{61}}) {
    receiver at;
    for (std::size_t from = 0; from < all.size(); from += step) at.send(all.substr(from, step));
    CHECK(at.take_answer().status == 200);
    CHECK(at.take_answer().status == 200);
    REQUIRE(at.intake.events.size() == 2);
    CHECK(at.intake.events[0].body == event);
    CHECK(at.intake.events[1].body == "{}");
  }
}

}  // namespace ramal::test
