// Retries, lives and answers (webhooks.md sections 6 and 7).
#include "events/answer.hpp"
#include "events/retry.hpp"
#include "events/sending_order.hpp"
#include "tests/events/event_fixture.hpp"

namespace ramal::events {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

// The delays of all attempts in seconds.
std::vector<long> delays(phase what, retry_policy policy = retry_policy::standard) {
  std::vector<long> all;
  for (unsigned number = 1; number < 100; ++number) {
    const auto delay = delay_before(what, number, policy, 0);
    if (!delay) break;
    all.push_back(std::chrono::duration_cast<seconds>(*delay).count());
  }
  return all;
}

failed_attempt failed(phase what, unsigned number, milliseconds left, milliseconds asked = 0ms) {
  failed_attempt of;
  of.what = what;
  of.number = number;
  of.now = received();
  of.end = received() + left;
  of.retry_after = asked;
  return of;
}

// Milliseconds to the next attempt; -1 if there is none.
long long wait_of(const failed_attempt& of, unsigned jitter = 0) {
  const auto next = next_attempt(of, retry_policy::standard, jitter);
  return next ? (*next - of.now).count() : -1;
}

}  // namespace

TEST_CASE("W9 attempts are made after the times of the tables") {
  CHECK(delays(phase::offer) == std::vector<long>{0, 1, 2, 4, 8, 15, 25});
  CHECK(delays(phase::accept) == std::vector<long>{0, 1, 5, 30, 120, 600});
  CHECK(delays(phase::none) == delays(phase::accept));
  CHECK(delays(phase::terminate) == std::vector<long>{0, 1, 5, 30, 120, 600, 1800, 3600, 10800, 21600, 43200});
  CHECK_FALSE(delay_before(phase::offer, 0, retry_policy::standard, 0));
  CHECK_FALSE(delay_before(phase::offer, ~0U, retry_policy::standard, 0));
}

TEST_CASE("stock's times are five attempts, 30 s apart, of every phase") {
  for (const phase what : {phase::offer, phase::accept, phase::terminate})
    CHECK(delays(what, retry_policy::stock) == std::vector<long>{0, 30, 30, 30, 30});
}

TEST_CASE("jitter adds up to a fifth, and nothing to the first attempt") {
  CHECK(delay_before(phase::offer, 7, retry_policy::standard, most_jitter) == 30s);
  CHECK(delay_before(phase::offer, 7, retry_policy::standard, most_jitter / 2) == 27'500ms);
  CHECK(delay_before(phase::offer, 7, retry_policy::standard, ~0U) == 30s);
  CHECK(delay_before(phase::offer, 2, retry_policy::standard, 1) == 1'000ms);
  CHECK(delay_before(phase::offer, 2, retry_policy::standard, 5) == 1'001ms);
  CHECK(delay_before(phase::offer, 1, retry_policy::standard, most_jitter) == 0s);
  CHECK(delay_before(phase::terminate, 11, retry_policy::standard, most_jitter) == 14h + 24min);
}

TEST_CASE("W9 an offer lives from the time that the engine says, the others from their receipt") {
  const time_point now = received();
  CHECK(life_end(phase::offer, now - 10s, now, default_offer_ttl) == now + 50s);
  CHECK(life_end(phase::offer, now + 1h, now, default_offer_ttl) == now + 60s);
  CHECK(life_end(phase::offer, std::nullopt, now, 5s) == now + 5s);
  CHECK(life_end(phase::accept, now - 10h, now, default_offer_ttl) == now + 15min);
  CHECK(life_end(phase::none, now - 10h, now, default_offer_ttl) == now + 15min);
  CHECK(life_end(phase::terminate, now - 10h, now, default_offer_ttl) == now + 24h);
}

TEST_CASE("an offer that comes behind its life is stale, and nothing else ever is") {
  const time_point now = received();
  CHECK_FALSE(is_stale(phase::offer, now - 59'999ms, now, default_offer_ttl));
  CHECK(is_stale(phase::offer, now - 60s, now, default_offer_ttl));
  CHECK_FALSE(is_stale(phase::offer, std::nullopt, now, default_offer_ttl));
  CHECK_FALSE(is_stale(phase::accept, now - 48h, now, default_offer_ttl));
  CHECK_FALSE(is_stale(phase::terminate, now - 48h, now, default_offer_ttl));
}

TEST_CASE("the next attempt waits as the table says, with jitter, and only within the event's life") {
  CHECK(wait_of(failed(phase::terminate, 1, 24h)) == 1'000);
  CHECK(wait_of(failed(phase::terminate, 4, 24h), most_jitter) == 144'000);
  CHECK(wait_of(failed(phase::terminate, 11, 24h)) == -1);
  CHECK(wait_of(failed(phase::accept, 6, 24h)) == -1);
  CHECK(wait_of(failed(phase::offer, 4, 8s)) == 8'000);
  CHECK(wait_of(failed(phase::offer, 4, 7'999ms)) == -1);
  CHECK(wait_of(failed(phase::offer, 1, -1s)) == -1);
}

TEST_CASE("an offer is not tried again once a later event of its call was delivered") {
  for (const phase what : {phase::offer, phase::accept, phase::terminate}) {
    failed_attempt of = failed(what, 1, 60s);
    of.later_delivered = true;
    CHECK(wait_of(of) == (what == phase::offer ? -1 : 1'000));
  }
}

TEST_CASE("Retry-After delays the next attempt, but never beyond the event's life") {
  CHECK(wait_of(failed(phase::terminate, 1, 24h, 300s)) == 300'000);
  CHECK(wait_of(failed(phase::terminate, 5, 24h, 300s)) == 600'000);  // the table's is longer
  CHECK(wait_of(failed(phase::offer, 1, 40s, 300s)) == 39'000);
  CHECK(wait_of(failed(phase::offer, 1, 1'500ms, 300s)) == 1'000);
  CHECK(wait_of(failed(phase::offer, 1, 500ms, 300s)) == -1);
}

TEST_CASE("the tables fit into the lives of what they are for") {
  const std::pair<phase, milliseconds> lives[] = {{phase::offer, 60s}, {phase::accept, 15min}, {phase::terminate, 24h}};
  for (const auto& [what, life] : lives) {
    milliseconds sum{0};
    for (const long one : delays(what)) sum += seconds(one);
    CHECK(sum < life);
  }
}

TEST_CASE("W9 what was not delivered becomes a dead letter, but an offer expires") {
  CHECK(leftover_of(phase::offer) == leftover::expired);
  CHECK(leftover_of(phase::accept) == leftover::dead_letter);
  CHECK(leftover_of(phase::terminate) == leftover::dead_letter);
  CHECK(leftover_of(phase::none) == leftover::dead_letter);
}

TEST_CASE("W8 every status has a verdict") {
  for (unsigned status = 0; status < 1'000; ++status) {
    const verdict expected = status >= 200 && status <= 299                    ? verdict::delivered
                             : status == 410                                   ? verdict::give_up_and_pause
                             : status == 413 || status == 414 || status == 431 ? verdict::give_up
                                                                               : verdict::retry;
    INFO(status);
    CHECK(judge_answer(status) == expected);
  }
}

TEST_CASE("W8 Retry-After counts on 429 and 503, as seconds or as a date, up to ten minutes") {
  const time_point now = at("2026-07-03T15:00:00.500Z");
  CHECK(retry_after(429, "7", now) == 7s);
  CHECK(retry_after(503, " 7 ", now) == 7s);
  CHECK(retry_after(503, "0", now) == 0s);
  CHECK(retry_after(503, "600", now) == 10min);
  CHECK(retry_after(503, "601", now) == 10min);
  CHECK(retry_after(503, std::string(1'000, '9'), now) == 10min);
  CHECK(retry_after(503, "00000000000000000000000000007", now) == 7s);
  CHECK(retry_after(503, "Fri, 03 Jul 2026 15:00:02 GMT", now) == 1'500ms);
  CHECK(retry_after(503, "Fri, 03 Jul 2026 14:00:00 GMT", now) == 0s);
  CHECK(retry_after(503, "Fri, 03 Jul 2027 15:00:00 GMT", now) == 10min);
  for (const char* value : {"", " ", "-1", "1.5", "soon", "7s", "+7"}) CHECK(retry_after(503, value, now) == 0s);
  for (const unsigned status : {0U, 200U, 301U, 404U, 500U, 502U}) CHECK(retry_after(status, "7", now) == 0s);
}

TEST_CASE("an event waits for the one before it, and for an answer only as long as patience lasts") {
  const auto sends = [](order_rule rule, before state, milliseconds waited) {
    return may_send(rule, state, waited, default_order_patience);
  };
  for (const order_rule rule : {order_rule::patient, order_rule::strict, order_rule::none}) {
    CHECK(sends(rule, before::finished, 0ms));
    CHECK(sends(rule, before::waiting, 1h) == (rule == order_rule::none));
    CHECK(sends(rule, before::unanswered, 4'999ms) == (rule == order_rule::none));
    CHECK(sends(rule, before::unanswered, 5s) == (rule != order_rule::strict));
  }
}

}  // namespace ramal::events
