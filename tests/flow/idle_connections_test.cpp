// An idle connection to the engine carries further requests of the key that it was used with, and no others'
// (http-rules.md U17).
#include <catch2/catch.hpp>

#include <memory>
#include <string>

#include "proxy/flow/idle_connections.hpp"
#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string list = get_request("/call/list");
const std::string good = answer_of(200, R"({"calls":[]})");

void add_key(config::gateway& settings, const char* name, const char* client, const char* native) {
  config::key key;
  key.name = name;
  key.client_key = config::secret(client);
  key.native_key = config::secret(native);
  settings.keys.push_back(key);
}

config::gateway two_keys() {
  config::gateway settings = test_settings();
  add_key(settings, "other-key", "other", "ps_other");
  return settings;
}

std::string with_credential(std::string request, std::string_view line) {
  return request.replace(request.find("apikey: demo"), 12, line);
}

struct connected : session_fixture {
  explicit connected(const config::gateway& settings) : session_fixture(settings) {
    worker.upstream.answer_always(good);
  }
  // How many connections to the engine there have been after a request with this credential was answered.
  std::size_t connects_after(std::string_view credential) {
    CHECK(ask(with_credential(list, credential)).status == 200);
    return worker.upstream.connects();
  }
};

// Connections over memory, with what was done to them.
struct wires {
  memory_loop loop;
  std::size_t open = 0;

  flow::connection make(flow::connection_owner owner) {
    flow::connection made;
    made.io = std::make_unique<memory_stream>(loop, [](std::string_view) {});
    made.opened = loop.now();
    made.owner = owner;
    made.open = flow::scoped_count(open);
    return made;
  }
};

}  // namespace

TEST_CASE("U17 an idle connection is used again only for the key that it was used with") {
  connected at(two_keys());
  CHECK(at.connects_after("apikey: demo") == 1);
  CHECK(at.connects_after("apikey: demo") == 1);
  CHECK(at.connects_after("apikey: other") == 2);
  CHECK(at.connects_after("x-api-key: demo") == 2);
  CHECK(at.connects_after("apikey: other") == 2);
  CHECK(at.worker.upstream.idle() == 2);
}

TEST_CASE("U17 an answer that comes once too often reaches nobody else") {
  connected at(two_keys());
  // each answer is the one that was due a request before
  at.worker.upstream.script({{answer_of(200, R"({"calls":[]})")},
                             {answer_of(200, R"({"calls":[]})")},
                             {answer_of(200, R"({"calls":[{"id":"of-demo"}]})")}});
  CHECK(at.connects_after("apikey: demo") == 1);
  memory_stream* const of_demo = at.worker.upstream.last();
  CHECK(at.connects_after("apikey: other") == 2);
  of_demo->put(answer_of(200, R"({"calls":[{"id":"of-demo"}]})"));
  at.worker.upstream.answer_always(good);
  CHECK(at.ask(with_credential(list, "apikey: other")).body.find("of-demo") == std::string::npos);
  CHECK(at.ask(list).body.find("of-demo") == std::string::npos);
  CHECK(at.worker.upstream.connects() == 3);  // bytes that nobody asked for end a connection (U10)
}

TEST_CASE("U17 two keys that stand for the same native key share nothing either") {
  config::gateway settings = two_keys();
  add_key(settings, "twin", "twin", "ps_demo");
  connected at(settings);
  CHECK(at.connects_after("apikey: demo") == 1);
  CHECK(at.connects_after("apikey: twin") == 2);
}

TEST_CASE("U17 clients' own native keys have connections of their own, by header, too") {
  config::gateway settings = two_keys();
  settings.accept_native_keys = true;
  connected at(settings);
  CHECK(at.connects_after("apikey: ps_one") == 1);
  CHECK(at.connects_after("x-api-key: ps_one") == 1);
  CHECK(at.connects_after("apikey: ps_two") == 2);
  CHECK(at.connects_after("x-api-key-id: ps_one") == 3);
  CHECK(at.connects_after("apikey: demo") == 4);
  CHECK(at.connects_after("apikey: ps_demo") == 5);  // the native key behind it, but from the client
  CHECK(at.connects_after("apikey: ps_two") == 5);
}

TEST_CASE("U17 a reload that changes a native key leaves its connections to nobody, another client key does not") {
  config::gateway settings = two_keys();
  connected at(settings);
  CHECK(at.connects_after("apikey: demo") == 1);
  settings.keys[0].client_key = config::secret("anew");
  at.worker.use(settings);
  CHECK(at.connects_after("apikey: anew") == 1);
  settings.keys[0].native_key = config::secret("ps_of_another_number");
  at.worker.use(settings);
  CHECK(at.connects_after("apikey: anew") == 2);
  settings.keys[0].kind = config::native_key_kind::key_id;
  at.worker.use(settings);
  CHECK(at.connects_after("apikey: anew") == 3);
}

TEST_CASE("U17 with share_connections any key takes any connection, and none that one key has used before") {
  config::gateway settings = two_keys();
  connected at(settings);
  CHECK(at.connects_after("apikey: demo") == 1);
  settings.engine.share_connections = true;
  at.worker.use(settings);
  CHECK(at.connects_after("apikey: other") == 2);
  CHECK(at.connects_after("apikey: demo") == 2);
  settings.engine.share_connections = false;
  at.worker.use(settings);
  CHECK(at.connects_after("apikey: other") == 3);
  CHECK(at.connects_after("apikey: demo") == 3);
}

TEST_CASE("U17 of one owner's connections the one that was used last is taken") {
  wires all;
  flow::idle_connections idle{rules::reuse_limits{}};
  for (const int owner : {1, 2, 1, 257}) {
    flow::connection one = all.make(static_cast<flow::connection_owner>(owner));
    one.requests = idle.size();
    idle.put(std::move(one), all.loop.now());
    all.loop.advance(milliseconds(1));
  }
  CHECK(idle.take(1, false, all.loop.now()).requests == 2);
  CHECK(idle.take(1, false, all.loop.now()).requests == 0);
  CHECK(idle.take(1, false, all.loop.now()).io == nullptr);
  CHECK(idle.take(513, false, all.loop.now()).io == nullptr);
  CHECK(idle.take(257, false, all.loop.now()).requests == 3);
  CHECK(idle.size() == 1);
  CHECK(all.open == 1);
}

TEST_CASE("U17 idle connections of keys that never come back are closed by the sweep, and the oldest go first") {
  wires all;
  rules::reuse_limits limits;
  flow::idle_connections idle(limits);
  for (flow::connection_owner owner = 1; owner <= 1'000; ++owner) {
    idle.put(all.make(owner), all.loop.now());
    if (owner == 500) all.loop.advance(seconds(30));
  }
  CHECK(all.open == 1'000);
  CHECK(idle.close_oldest());
  CHECK(idle.take(1, true, all.loop.now()).io == nullptr);
  CHECK(idle.take(2, true, all.loop.now()).io != nullptr);  // and closed by who took it
  all.loop.advance(seconds(30));
  idle.sweep(all.loop.now());
  CHECK(idle.size() == 500);
  CHECK(all.open == 500);
  CHECK(idle.take(500, true, all.loop.now()).io == nullptr);
  CHECK(idle.take(501, true, all.loop.now()).io != nullptr);
  all.loop.advance(seconds(30));
  idle.sweep(all.loop.now());
  CHECK(idle.size() == 0);
  CHECK(all.open == 0);
  CHECK_FALSE(idle.close_oldest());
}

TEST_CASE("U17 a POST leaves what was idle for too long to a GET of the same key") {
  wires all;
  flow::idle_connections idle{rules::reuse_limits{}};
  idle.put(all.make(1), all.loop.now());
  all.loop.advance(seconds(5));
  CHECK(idle.take(1, false, all.loop.now()).io == nullptr);
  CHECK(idle.take(1, true, all.loop.now()).io != nullptr);
}

}  // namespace ramal::test
