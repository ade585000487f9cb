// Webhooks that are dropped, repeated, late and out of order on demand.
#include <catch2/catch.hpp>

#include <set>

#include "tests/engine/hooked.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace {

using strings = std::vector<std::string>;
namespace json = boost::json;

constexpr const char* chaos_path = "/_engine/webhooks/chaos";

ramal::config::reference_engine with_url() {
  auto settings = test_settings();
  settings.webhook_url = "http://127.0.0.1:1/";
  return settings;
}

struct waiting {
  std::string event;
  std::int64_t wait;
  friend bool operator==(const waiting&, const waiting&) = default;
};

std::vector<waiting> taken(test_engine& engine) {
  std::vector<waiting> made;
  for (const outgoing_webhook& one : engine.all.take_webhooks()) made.push_back({one.what.event, one.wait.count()});
  return made;
}

// A call that rings and is missed 5 s later.
std::vector<waiting> missed_call(test_engine& engine) {
  engine.ring("5511977770408");
  engine.pass(std::chrono::seconds(5));
  engine.all.advance(engine.now);
  return taken(engine);
}

std::vector<std::int64_t> waits_of_many(std::uint64_t seed, int count) {
  webhook_chaos chaos(seed);
  chaos_settings wanted;
  wanted.drop = 20;
  wanted.repeat = 1;
  wanted.repeat_percent = 30;
  wanted.reorder = milliseconds(100);
  chaos.set(wanted);
  std::vector<std::int64_t> made;
  for (int i = 0; i < count; ++i) {
    const auto waits = chaos.waits("call.ringing");
    made.push_back(static_cast<std::int64_t>(waits.size()));
    for (const milliseconds one : waits) made.push_back(one.count());
  }
  return made;
}

}  // namespace

TEST_CASE("chaos drops, repeats and delays the webhooks of one number, and {} ends it") {
  test_engine engine(with_url());
  const reply set = engine.ask("POST", chaos_path, "ps_web", R"({"repeat":2,"delay_ms":700})");
  CHECK(set.status == 200);
  CHECK(set.body ==
        R"({"drop":0,"repeat":2,"repeat_percent":100,"delay_ms":700,"reorder_ms":0,"events":[],"next":null})");
  const waiting ringing{"call.ringing", 700}, missed{"call.missed", 700};
  CHECK(missed_call(engine) == std::vector{ringing, ringing, ringing, missed, missed, missed});
  engine.ring("5511977770000", "ps_meta");
  CHECK(taken(engine) == std::vector{waiting{"call.ringing", 0}, waiting{"calls", 0}});
  CHECK(engine.ask("POST", chaos_path, "ps_web", R"({"drop":100})").status == 200);
  CHECK(missed_call(engine).empty());
  CHECK(engine.ask("POST", chaos_path, "ps_web", "{}").status == 200);
  CHECK(missed_call(engine) == std::vector{waiting{"call.ringing", 0}, waiting{"call.missed", 0}});
}

TEST_CASE("chaos may be for some events, or for the next few only") {
  test_engine engine(with_url());
  engine.ask("POST", chaos_path, "ps_web", R"({"drop":100,"events":["call.missed"]})");
  CHECK(missed_call(engine) == std::vector{waiting{"call.ringing", 0}});
  engine.ask("POST", chaos_path, "ps_web", R"({"delay_ms":9000,"next":1})");
  CHECK(missed_call(engine) == std::vector{waiting{"call.ringing", 9'000}, waiting{"call.missed", 0}});
  engine.ask("POST", chaos_path, "ps_web", R"({"drop":100,"next":1,"events":["call.missed"]})");
  CHECK(missed_call(engine) == std::vector{waiting{"call.ringing", 0}});
  CHECK(missed_call(engine) == std::vector{waiting{"call.ringing", 0}, waiting{"call.missed", 0}});
}

TEST_CASE("chaos is the same for the same seed, and about as frequent as it was asked for") {
  CHECK(waits_of_many(1, 100) == waits_of_many(1, 100));
  CHECK(waits_of_many(1, 100) != waits_of_many(2, 100));
  webhook_chaos chaos(7);
  chaos_settings wanted;
  wanted.drop = 20;
  wanted.reorder = milliseconds(50);
  chaos.set(wanted);
  int dropped = 0;
  std::set<std::int64_t> waits;
  for (int i = 0; i < 2'000; ++i) {
    const auto made = chaos.waits("call.ringing");
    if (made.empty()) ++dropped;
    for (const milliseconds one : made) waits.insert(one.count());
  }
  CHECK(dropped > 300);
  CHECK(dropped < 500);
  CHECK(waits.size() == 51);
  CHECK(*waits.begin() == 0);
  CHECK(*waits.rbegin() == 50);
}

TEST_CASE("chaos that is out of bounds is refused and changes nothing") {
  test_engine engine(with_url());
  for (const char* body :
       {"[]", "", R"({"drop":101})", R"({"drop":-1})", R"({"drop":"1"})", R"({"repeat":11})", R"({"repeat":1.5})",
        R"({"repeat_percent":101})", R"({"delay_ms":600001})", R"({"reorder_ms":-1})", R"({"reorder_ms":600001})",
        R"({"next":0})", R"({"next":1000001})", R"({"events":"call.ended"})", R"({"events":[1]})"}) {
    INFO(body);
    CHECK(engine.ask("POST", chaos_path, "ps_web", body).status == 400);
  }
  CHECK(missed_call(engine).size() == 2);
  CHECK(engine.ask("POST", chaos_path, "", "{}").status == 401);
  CHECK(engine.ask("GET", chaos_path, "ps_web").allow == "POST");
}

TEST_CASE("an event that chaos delays is overtaken by the next one") {
  hooked one;
  one.client.ask("POST", chaos_path, "ps_web", R"({"delay_ms":9000,"next":1})");
  one.client.ask("POST", "/_engine/calls/inbound", "ps_web", R"({"from":"+5511977770408"})");
  one.pass(std::chrono::seconds(5));
  CHECK(names(one.hooks.wait_for(1)) == strings{"call.missed"});
  one.pass(std::chrono::seconds(4));
  CHECK(names(one.hooks.wait_for(2)) == strings{"call.missed", "call.ringing"});
}

TEST_CASE("the words of Evolution GO are switched on and off while the engine runs") {
  test_engine engine(with_url());
  CHECK(engine.ask("POST", "/_engine/number", "ps_web", R"({"migrated":true})").json().at("migrated") == true);
  const waiting ringing{"call.ringing", 0}, missed{"call.missed", 0};
  CHECK(missed_call(engine) == std::vector{ringing, waiting{"CallOffer", 0}, missed, waiting{"CallTerminate", 0}});
  engine.ask("POST", chaos_path, "ps_web", R"({"drop":100,"events":["call.ringing","call.missed"]})");
  CHECK(missed_call(engine) == std::vector{waiting{"CallOffer", 0}, waiting{"CallTerminate", 0}});
  engine.ask("POST", "/_engine/number", "ps_web", R"({"migrated":false})");
  CHECK(missed_call(engine).empty());
}
