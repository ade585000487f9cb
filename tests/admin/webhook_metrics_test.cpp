#include "proxy/admin/webhook_metrics.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace ramal::admin {
namespace {

using namespace std::chrono_literals;

constexpr store::instant now{relay::milliseconds{1'783'090'800'000}};

struct written {
  written(const relay::relay_counters& events, const outbox_look& outbox) {
    metrics::text_writer out(metrics::text_format::prometheus);
    write_webhooks(events, outbox, out);
    text = out.finish();
  }
  bool has(const std::string& line) const { return ("\n" + text).find("\n" + line + "\n") != std::string::npos; }

  std::string text;
};

}  // namespace

TEST_CASE("what the relay counts is written by key, event and result") {
  relay::relay_counters events;
  events.of("shop").receive(relay::event_kind::offer, relay::received_as::stored);
  events.of("shop").receive(relay::event_kind::offer, relay::received_as::duplicate);
  events.of("shop").receive(relay::event_kind::terminate, relay::received_as::draining);
  events.of("bank").receive(relay::event_kind::other, relay::received_as::duplicate);
  ++events.of("shop").attempts[static_cast<std::size_t>(relay::attempt_class::no_answer)];
  events.delay(now - 40ms, now - 10ms, now);
  events.delay(now - 90'000ms, now - 10ms, now);
  events.delay(now + 5ms, now - 10ms, now);
  ++events.dead;
  events.commits.observe(7ms);
  const store::totals nothing;
  const written out(events, {false, nothing, now});
  INFO(out.text);
  CHECK(out.has(R"(ramal_webhook_received_total{key="shop",event="CallOffer",result="stored"} 1)"));
  CHECK(out.has(R"(ramal_webhook_received_total{key="shop",event="CallTerminate",result="draining"} 1)"));
  CHECK(out.has(R"(ramal_webhook_attempts_total{key="shop",class="none"} 1)"));
  CHECK(out.has("ramal_webhook_duplicates_total 2"));
  CHECK(out.has("ramal_webhook_dead_total 1"));
  CHECK(out.has("ramal_webhook_can_commit 0"));
  CHECK(out.has(R"(ramal_webhook_delay_seconds_bucket{le="0.05"} 2)"));
  CHECK(out.has(R"(ramal_webhook_delay_seconds_bucket{le="60"} 2)"));
  CHECK(out.has(R"(ramal_webhook_delay_seconds_bucket{le="+Inf"} 3)"));
  CHECK(out.has("ramal_webhook_delay_seconds_sum 90.04"));
  CHECK(out.has(R"(ramal_webhook_commit_seconds_bucket{le="0.005"} 0)"));
  CHECK(out.has(R"(ramal_webhook_commit_seconds_bucket{le="0.01"} 1)"));
  CHECK(out.has("ramal_webhook_commit_seconds_sum 0.007"));
}

TEST_CASE("an event whose own time is a day from when it was stored has no delay, so that no sum is wrong for ever") {
  relay::relay_counters events;
  const auto late = now + 240h;  // a dead letter that is sent again: its delay is true
  events.delay(now - 24h, now, late);
  events.delay(now + 24h, now, late);
  for (const store::instant odd : {store::instant{}, now - 24h - 1ms, now + 24h + 1ms, now + 24h * 366 * 1'000})
    events.delay(odd, now, late);
  events.delay(now, store::instant{}, now);  // our own clock was not set yet
  const store::totals nothing;
  const written out(events, {false, nothing, now});
  INFO(out.text);
  CHECK(out.has("ramal_webhook_delay_seconds_count 2"));
  CHECK(out.has("ramal_webhook_delay_seconds_sum 1728000"));  // 264 h and 216 h
}

TEST_CASE("what waits is written by key, all destinations of a key together, and 0 where nothing does") {
  relay::relay_counters events;
  for (const char* key : {"shop", "bank"}) events.of(key);
  store::totals waiting;
  waiting.keys = {{"shop", 3, 2, now - 90s}};
  waiting.destinations = {{"shop", 1, now, "answered 410", {}}, {"shop\\crm", 2, now, "", {}}, {"bank", 0, {}, "", {}}};
  waiting.bytes = 40'960;
  const written out(events, {true, waiting, now});
  INFO(out.text);
  CHECK(out.has(R"(ramal_webhook_pending{key="bank"} 0)"));
  CHECK(out.has(R"(ramal_webhook_pending{key="shop"} 3)"));
  CHECK(out.has(R"(ramal_webhook_oldest_seconds{key="bank"} 0)"));
  CHECK(out.has(R"(ramal_webhook_oldest_seconds{key="shop"} 90)"));
  CHECK(out.has(R"(ramal_webhook_dead_letters{key="shop"} 2)"));
  CHECK(out.has(R"(ramal_webhook_paused{key="bank"} 0)"));
  CHECK(out.has(R"(ramal_webhook_paused{key="shop"} 2)"));
  CHECK(out.has("ramal_webhook_store_bytes 40960"));
  CHECK(out.has("ramal_webhook_can_commit 1"));
}

TEST_CASE("an event that a clock stored in the future has waited for no time") {
  relay::relay_counters events;
  events.of("shop");
  store::totals waiting;
  waiting.keys = {{"shop", 1, 0, now + 1h}};
  CHECK(written(events, {true, waiting, now}).has(R"(ramal_webhook_oldest_seconds{key="shop"} 0)"));
}

TEST_CASE("ten thousand keys with webhooks are counted by as many names as metrics.keys says, and _other") {
  relay::relay_counters events(50);
  store::totals waiting;
  for (int i = 0; i < 10'000; ++i) {
    const std::string key = "key" + std::to_string(i);
    events.of(key).receive(relay::event_kind::offer, relay::received_as::stored);
    waiting.keys.push_back({key, 1, 0, now - 1s});
    waiting.destinations.push_back({key, 1, now, "", {}});
  }
  waiting.keys.push_back({"of-an-older-configuration", 0, 7, {}});
  CHECK(events.keys().size() == 51);
  const written out(events, {true, waiting, now});
  CHECK(out.text.size() < 50'000);
  CHECK(out.has(R"(ramal_webhook_received_total{key="key49",event="CallOffer",result="stored"} 1)"));
  CHECK(out.has(R"(ramal_webhook_received_total{key="_other",event="CallOffer",result="stored"} 9950)"));
  CHECK(out.has(R"(ramal_webhook_pending{key="key49"} 1)"));
  CHECK(out.has(R"(ramal_webhook_pending{key="_other"} 9950)"));
  CHECK(out.has(R"(ramal_webhook_paused{key="_other"} 9950)"));
  CHECK(out.has(R"(ramal_webhook_dead_letters{key="_other"} 7)"));
}

TEST_CASE("how long calls rang and were is written by direction and outcome, and nothing where nothing was counted") {
  using phase = ramal::events::phase;
  relay::relay_counters events;
  const store::totals nothing;
  const written before(events, {true, nothing, now});
  CHECK(before.has("# TYPE ramal_ring_seconds histogram"));
  CHECK(before.has(R"(ramal_call_times_lost_total{reason="full"} 0)"));
  CHECK(before.text.find("ramal_ring_seconds_count") == std::string::npos);
  events.times.take({1, phase::offer, store::direction::outbound, now, {}}, {});
  events.times.take({1, phase::accept, store::direction::outbound, now + 12'500ms, {}}, {});
  events.times.take({1, phase::terminate, store::direction::outbound, now + 72'500ms, {}}, {});
  events.times.take({2, phase::offer, store::direction::inbound, now, {}}, {});
  events.times.take({2, phase::terminate, store::direction::inbound, now + 40s, relay::ring_outcome::missed}, {});
  const written out(events, {true, nothing, now});
  INFO(out.text);
  CHECK(out.has(R"(ramal_ring_seconds_bucket{direction="outbound",outcome="answered",le="10"} 0)"));
  CHECK(out.has(R"(ramal_ring_seconds_bucket{direction="outbound",outcome="answered",le="15"} 1)"));
  CHECK(out.has(R"(ramal_ring_seconds_sum{direction="outbound",outcome="answered"} 12.5)"));
  CHECK(out.has(R"(ramal_ring_seconds_count{direction="inbound",outcome="missed"} 1)"));
  CHECK(out.has(R"(ramal_call_duration_seconds_bucket{direction="outbound",le="60"} 1)"));
  CHECK(out.has(R"(ramal_call_duration_seconds_bucket{direction="outbound",le="30"} 0)"));
  CHECK(out.has(R"(ramal_call_duration_seconds_sum{direction="outbound"} 60)"));
  CHECK(out.text.find(R"(ramal_call_duration_seconds_count{direction="inbound"})") == std::string::npos);
}

TEST_CASE("with a bound of 0 all keys are counted together") {
  relay::relay_counters events(0);
  CHECK(&events.of("shop") == &events.of("bank"));
  CHECK(events.keys().size() == 1);
  CHECK(events.keys().contains("_other"));
}

}  // namespace ramal::admin
