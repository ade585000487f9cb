#include "proxy/admin/webhook_metrics.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace ramal::admin {

TEST_CASE("what the relay counts is written by key, event and result") {
  relay::relay_counters events;
  events.of("shop").receive(relay::event_kind::offer, relay::received_as::stored);
  events.of("shop").receive(relay::event_kind::offer, relay::received_as::duplicate);
  events.of("bank").receive(relay::event_kind::other, relay::received_as::duplicate);
  ++events.of("shop").attempts[static_cast<std::size_t>(relay::attempt_class::no_answer)];
  events.delay(relay::milliseconds(40));
  events.delay(relay::milliseconds(90'000));
  ++events.dead;
  metrics::text_writer out(metrics::text_format::prometheus);
  write_webhooks(events, false, out);
  const std::string text = out.finish();
  INFO(text);
  const auto has = [&text](const std::string& line) { return text.find(line + "\n") != std::string::npos; };
  CHECK(has(R"(ramal_webhook_received_total{key="shop",event="CallOffer",result="stored"} 1)"));
  CHECK(has(R"(ramal_webhook_attempts_total{key="shop",class="none"} 1)"));
  CHECK(has("ramal_webhook_duplicates_total 2"));
  CHECK(has("ramal_webhook_dead_total 1"));
  CHECK(has("ramal_webhook_can_commit 0"));
  CHECK(has(R"(ramal_webhook_delay_seconds_bucket{le="0.05"} 1)"));
  CHECK(has(R"(ramal_webhook_delay_seconds_bucket{le="60"} 1)"));
  CHECK(has(R"(ramal_webhook_delay_seconds_bucket{le="+Inf"} 2)"));
}

}  // namespace ramal::admin
