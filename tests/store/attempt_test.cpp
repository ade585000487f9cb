#include "tests/store/world.hpp"

namespace ramal::store {

TEST_CASE("each attempt is logged, its texts are cut") {
  on_both([](world& one) {
    one.put("c1", phase::terminate);
    auto event = one.claim().events.at(0);
    attempt_result result{
        event.seq, attempt_verdict::retry, start + 1s, 30ms, 500, std::string(300, 'e'), std::string(600, 'a'), start};
    one.get(result);
    one.now += 1s;
    one.claim();
    one.end(event.seq, attempt_verdict::delivered);
    const auto details = one.show("c1/terminate/bot");
    REQUIRE(details.attempts.size() == 2);
    CHECK(details.attempts[0].number == 1);
    CHECK(details.attempts[0].at == start);
    CHECK(details.attempts[0].took == 30ms);
    CHECK(details.attempts[0].status == 500);
    CHECK(details.attempts[0].error == std::string(200, 'e'));
    CHECK(details.attempts[0].answer == std::string(512, 'a'));
    CHECK(details.attempts[1].number == 2);
    CHECK(details.attempts[1].status == 200);
    CHECK(details.event.state == event_state::done);
    CHECK(details.event.ended == start + 1s);
    CHECK(details.event.last_status == 200);
    CHECK(details.event.last_error == "");
  });
}

TEST_CASE("a destination is failing since the first failure behind its last success") {
  on_both([](world& one) {
    one.put("c1", phase::terminate);
    one.put("c2", phase::terminate);
    const auto both = one.claim().events;
    REQUIRE(both.size() == 2);
    CHECK(one.end(both[0].seq, attempt_verdict::retry).failing_since == start);
    one.now += 1s;
    CHECK(one.end(both[1].seq, attempt_verdict::give_up).failing_since == start);
    CHECK(one.get(summary{}).destinations.at(0).failing_since == start);
    const auto again = one.claim().events.at(0);
    CHECK_FALSE(one.end(again.seq, attempt_verdict::delivered).failing_since.has_value());
    one.put("c3", phase::terminate);
    one.now += 1s;
    CHECK(one.end(one.claim().events.at(0).seq, attempt_verdict::retry).failing_since == start + 2s);
  });
}

TEST_CASE(
    "W10 of a destination that fails the days with an attempt are counted, each once, and a success ends the count") {
  on_both([](world& one) {
    const auto fail = [&one] {
      one.put("c" + std::to_string(one.now.time_since_epoch().count()), phase::terminate);
      return one.end(one.claim().events.at(0).seq, attempt_verdict::give_up).failing_days;
    };
    CHECK(fail() == 1);
    one.now += 1s;
    CHECK(fail() == 1);
    one.now += 24h;
    CHECK(fail() == 2);
    one.now -= 23h;  // a clock that is set back
    CHECK(fail() == 2);
    one.now += 4 * 24h;
    CHECK(fail() == 3);
    one.put("good", phase::terminate);
    CHECK(one.end(one.claim().events.at(0).seq, attempt_verdict::delivered).failing_days == 0);
    one.now += 1s;
    CHECK(fail() == 1);
  });
}

TEST_CASE("the result of an attempt at an event that was given up meanwhile changes it only if it was delivered") {
  on_both([](world& one) {
    one.put("c1", phase::terminate);
    const auto seq = one.claim().events.at(0).seq;
    one.end(seq, attempt_verdict::give_up);
    CHECK(one.end(seq, attempt_verdict::retry).state == event_state::dead);
    CHECK(one.end(seq, attempt_verdict::delivered).state == event_state::done);
    CHECK(one.end(seq, attempt_verdict::give_up).state == event_state::done);
    CHECK(one.get(summary{}).pending == 0);
  });
}

TEST_CASE("the result of an attempt at an event that is gone is answered") {
  on_both([](world& one) {
    const auto answer = one.end(77, attempt_verdict::delivered);
    CHECK_FALSE(answer.found);
    CHECK_FALSE(one.get(mark_sent{77, one.now}));
  });
}

TEST_CASE("an offer that may not be tried again expires") {
  on_both([](world& one) {
    one.put("c1", phase::offer);
    CHECK(one.end(one.claim().events.at(0).seq, attempt_verdict::expire).state == event_state::expired);
    CHECK(one.get(summary{}).pending == 0);
  });
}

}  // namespace ramal::store
