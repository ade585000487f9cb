// Events that the engine posts to a hook (contracts/webhooks.md section 2), byte by byte against the real binary: what is
// refused before an event is stored.
#include <catch2/catch.hpp>

#include <csignal>

#include "tests/system/live_gateway.hpp"
#include "tests/system/spellings.hpp"

namespace ramal::system_tests {
namespace {

const std::string hook = random_secret("hook-").substr(0, 22) + "-abcdefghij";
const std::string signed_hook = random_secret("hook-").substr(0, 22) + "-0123456789";
const std::string native_secret = random_secret("native-");
const std::string event = R"({"event":"call.ringing","callId":"call_1","direction":"INBOUND","status":"RINGING"})";

// Two keys with a webhook: the second one's events must be signed.
with with_hooks(const with& more = {}) {
  with settings{
      {"keys", std::string("[{name: demo, client_key: ") + client_key + ", native_key: " + native_key +
                   ", webhook: {hook: " + hook +
                   ", repair: false, url: \"http://127.0.0.1:9/\"}}, {name: strict, client_key: " + client_key_by_id +
                   ", native_key: ps_of_strict, webhook: {hook: " + signed_hook + ", native_secrets: [" +
                   native_secret + "], repair: false, url: \"http://127.0.0.1:9/\"}}]"},
      {"webhooks.store", "\"${dir}/outbox.db\""}};
  settings.insert(settings.end(), more.begin(), more.end());
  return settings;
}

std::string posted(const std::string& path, std::string_view body, const std::string& fields = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: calls.example\r\n" + fields +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}
const std::string path = "/hooks/native/";

// The event was judged by what stores it, whatever that said.
bool is_taken(const answer& seen) { return seen.status == 200 || seen.status == 503; }

}  // namespace

TEST_CASE("W2 each check of an event has its status, and the connection its fate") {
  const gateway both(with_hooks({{"webhooks.body_bytes", "1KiB"}}));
  struct row {
    std::string request;
    int status;
    std::string code;
    bool close;
  };
  const std::string long_head = "POST " + path + hook + " HTTP/1.1\r\nHost: a\r\n";
  const row rows[] = {
      {posted(path + std::string(24, 'x'), ""), 404, "ROUTE_NOT_FOUND", false},
      {posted(path + hook + "/x", ""), 404, "ROUTE_NOT_FOUND", false},
      {"GET " + path + hook + " HTTP/1.1\r\nHost: a\r\n\r\n", 405, "METHOD_NOT_ALLOWED", false},
      {posted(path + hook, event, "Content-Encoding: gzip\r\n"), 415, "UNSUPPORTED_ENCODING", true},
      {long_head + "Content-Length: 1025\r\n\r\n", 413, "BODY_TOO_LARGE", true},
      {posted(path + signed_hook, event), 401, "BAD_SIGNATURE", false},
      {posted(path + signed_hook, event, "X-Pilot-Status-Signature: " + std::string(64, 'a') + "\r\n"), 401,
       "BAD_SIGNATURE", false},
      {posted(path + hook, event, "X-Ramal-Hop: 1\r\n"), 508, "LOOP", false},
      {long_head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400, "BAD_FRAMING", true},
      {long_head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "BAD_CHUNK", true},
  };
  for (const row& one : rows) {
    INFO(one.request);
    const answer seen = both.ask(one.request);
    CHECK(seen.error == "");
    CHECK(seen.status == one.status);
    CHECK(code_of(seen) == one.code);
    CHECK(says_close(seen) == one.close);
    CHECK((seen.find("Allow") != nullptr) == (one.status == 405));
  }
  CHECK(both.engine.requests().empty());
}

TEST_CASE("W2 an unknown hook is answered like any unknown path, byte by byte") {
  const gateway both(with_hooks());
  const std::string id = "X-Request-Id: same\r\n";
  const auto without_date = [](answer seen) {
    const auto at = seen.raw.find("Date: ");
    if (at != std::string::npos) seen.raw.erase(at, seen.raw.find('\n', at) - at);
    return seen.raw;
  };
  const std::string nowhere = without_date(both.ask(posted("/other/native/" + std::string(30, 'x'), event, id)));
  CHECK(without_date(both.ask(posted(path + std::string(30, 'x'), event, id))) == nowhere);
  std::string nearly = hook;
  nearly.back() = nearly.back() == 'x' ? 'y' : 'x';
  CHECK(without_date(both.ask(posted(path + nearly, event, id))) == nowhere);
}

TEST_CASE("O4 an event that ends while the program drains is refused for now, and is told so") {
  gateway both(with_hooks());
  const std::string ended = R"({"event":"call.ended","callId":"call_1","direction":"INBOUND","status":"COMPLETED",)"
                            R"("from":"5511977776666","to":"5511900000001"})";
  const std::string whole = posted(path + hook, ended);
  auto client = both.connect();
  client.send(whole.substr(0, whole.size() - 1));
  auto idle = both.connect();
  idle.send(get("/call/list"));
  CHECK(idle.read_answer().status == 200);  // so the head was seen before the signal
  both.program.signal(SIGTERM);
  REQUIRE(idle.is_closed_by_peer());  // the one worker drains
  client.send("}");
  const answer seen = client.read_answer();
  CHECK(seen.status == 503);
  CHECK(code_of(seen) == "DRAINING");
  REQUIRE(seen.find("Retry-After") != nullptr);
  CHECK(*seen.find("Retry-After") == "5");
  CHECK(says_close(seen));
  CHECK(both.program.wait() == 0);
}

TEST_CASE("W18 K3 neither a hook nor its secret is in a log, an error or a dump, in whatever way it comes") {
  gateway both(with_hooks({{"log.level", "trace"}}));
  std::string to_clients;
  for (const std::string& request :
       {posted(path + hook, event), posted(path + hook + "/x", event), posted(path + "/" + hook, event),
        posted("/" + path + hook, event), posted("/HOOKS/native/" + hook, event), posted("/x/" + hook, event),
        posted(path + hook, event, "Content-Encoding: gzip\r\n"), posted(path + signed_hook, event),
        posted(path + hook + "%00", event), posted(path + "../" + hook, event),
        "GET " + path + hook + " HTTP/1.1\r\nHost: a\r\nX-Request-Id: " + hook + "\r\n\r\n",
        "POST " + path + hook + "\r\n\r\n", get("/call/get?callId=" + hook), get("/call/get/" + signed_hook)})
    to_clients += both.ask(request).raw;
  for (int i = 0; i < 25; ++i) both.ask(posted(path + signed_hook, event));
  CHECK(both.program.wait_for_stderr("many events at the hook of strict have no signature of native_secrets"));
  CHECK(both.program.stop() == 0);
  const std::string logs = both.program.access_log() + both.program.stderr_text() + both.program.stdout_text();
  CHECK(logs.find(R"("route":"/hooks/native/{hook}","key":"strict","status":401)") != std::string::npos);
  for (const std::string& secret : {hook, signed_hook, native_secret}) {
    CHECK(logs.find(secret) == std::string::npos);
    CHECK(to_clients.find(secret) == std::string::npos);
  }
}

TEST_CASE("a reload changes hooks for the next request, and keeps what limits remember") {
  live_gateway at(with_hooks({{"webhooks.hook_rate", "1"}}));
  int taken = 0;
  while (is_taken(at.ask(posted(path + hook, event))) && taken < 20) ++taken;
  CHECK(taken < 20);
  at.write(with{{"limits.key_rate", "5"}});
  at.reload();
  CHECK(at.ask(posted(path + hook, event)).status == 429);
  const std::string other = random_secret("hook-").substr(0, 22) + "-zyxwvutsrq";
  std::string keys = with_hooks()[0].second;
  keys.replace(keys.find(hook), hook.size(), other);
  at.write(with{{"keys", keys}});
  at.reload();
  CHECK(at.ask(posted(path + hook, event)).status == 404);
  CHECK(is_taken(at.ask(posted(path + other, event))));
}

}  // namespace ramal::system_tests
