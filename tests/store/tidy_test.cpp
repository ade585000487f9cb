#include "tests/store/world.hpp"

namespace ramal::store {
namespace {

void finish_one(world& one, const std::string& call, phase place, attempt_verdict how) {
  one.put(call, place);
  one.end(one.claim().events.at(0).seq, how);
}

bool is_there(world& one, const std::string& id) { return one.get(show_event{id}).has_value(); }

// Lets time pass as it does for a program that tidies often.
void pass(world& one, std::chrono::minutes time) {
  for (std::chrono::minutes passed{0}; passed < time; passed += aging_step) {
    one.now += aging_step;
    one.get(tidy{one.now});
  }
}

}  // namespace

TEST_CASE("waiting events end with their lives, wherever they stand in the line") {
  on_both([](world& one) {
    one.put("c1", phase::offer);
    one.put("c1", phase::accept);
    one.put("c1", phase::terminate);
    CHECK(one.get(tidy{one.now + 60s - 1ms}).expired == 0);
    const auto first = one.get(tidy{one.now + 60s});
    CHECK(first.expired == 1);
    CHECK(first.dead == 0);
    CHECK(one.get(tidy{one.now + 15min}).dead == 1);
    one.now += 15min;
    CHECK(one.claim_ids() == std::vector<std::string>{"c1/terminate/bot"});
    one.now += 48h;
    CHECK(one.get(tidy{one.now}).dead == 0);  // an attempt is under way
    CHECK(one.show("c1/terminate/bot").event.state == event_state::busy);
  });
}

TEST_CASE(
    "what has ended is removed by its age: delivered and expired after a day, dead letters and attempts after a week") {
  limits bounds;
  on_both(
      [](world& one) {
        one.get(tidy{one.now});
        finish_one(one, "c1", phase::terminate, attempt_verdict::delivered);
        finish_one(one, "c2", phase::offer, attempt_verdict::expire);
        finish_one(one, "c3", phase::terminate, attempt_verdict::give_up);
        pass(one, 24h);
        CHECK(is_there(one, "c1/terminate/bot"));
        pass(one, 10min);
        CHECK_FALSE(is_there(one, "c1/terminate/bot"));
        CHECK_FALSE(is_there(one, "c2/offer/bot"));
        pass(one, 6 * 24h - 10min);
        CHECK(one.show("c3/terminate/bot").attempts.size() == 1);
        pass(one, 10min);
        CHECK_FALSE(is_there(one, "c3/terminate/bot"));
      },
      bounds);
}

TEST_CASE("identities are kept for 48 h behind the end of their call, and for ever while it has none") {
  on_both([](world& one) {
    one.get(tidy{one.now});
    one.put("c1", phase::terminate, {});
    one.put("c2", phase::offer, {});
    pass(one, 48h);
    CHECK(one.put("c1", phase::terminate, {}).verdict == put_verdict::duplicate);
    pass(one, 10min);
    CHECK_FALSE(one.get(find_call{"shop", {"c1", ""}}).has_value());
    CHECK(one.get(find_call{"shop", {"c2", ""}}).has_value());
    CHECK(one.get(summary{}).identities == 1);
  });
}

TEST_CASE("beyond their number identities go: ended calls first, oldest first, then the most silent ones") {
  limits bounds;
  bounds.identities = 2;
  on_both(
      [](world& one) {
        for (const char* call : {"c1", "c2", "c3", "c4"}) {
          one.put(call, call[1] == '3' || call[1] == '2' ? phase::terminate : phase::offer, {});
          one.now += 1s;
        }
        one.put("c1", phase::accept, {});
        CHECK(one.get(summary{}).identities == 5);
        CHECK(one.get(tidy{one.now}).removed == 3);
        const auto left = one.get(open_calls{one.now, 0, 100});
        REQUIRE(left.size() == 1);
        CHECK(left[0].x == "c1");
        CHECK(one.get(summary{}).identities == 2);
      },
      bounds);
}

TEST_CASE("beyond their number dead letters of a key go, oldest first, and attempts") {
  limits bounds;
  bounds.dead_of_key = 2;
  bounds.attempts = 3;
  on_both(
      [](world& one) {
        for (const char* call : {"c1", "c2", "c3", "c4"})
          finish_one(one, call, phase::terminate, attempt_verdict::give_up);
        CHECK(one.get(tidy{one.now}).removed == 3);
        CHECK_FALSE(is_there(one, "c2/terminate/bot"));
        CHECK(one.show("c3/terminate/bot").attempts.size() == 1);
        CHECK(one.get(list_events{}).size() == 2);
        CHECK(one.get(tidy{one.now}).removed == 0);
      },
      bounds);
}

TEST_CASE("one tidying does a bounded piece of work and says that there is more") {
  limits bounds;
  bounds.rows = 2;
  on_both(
      [](world& one) {
        for (const char* call : {"c1", "c2", "c3"}) one.put(call, phase::offer);
        one.now += 1h;
        auto first = one.get(tidy{one.now});
        CHECK(first.expired == 2);
        CHECK(first.more);
        first = one.get(tidy{one.now});
        CHECK(first.expired == 1);
        CHECK_FALSE(first.more);
      },
      bounds);
}

TEST_CASE("a clock that jumps ahead for a while does not make the store forget") {
  on_both([](world& one) {
    one.get(tidy{one.now});
    finish_one(one, "c1", phase::terminate, attempt_verdict::give_up);
    one.get(tidy{one.now + 10 * 365 * 24h});
    CHECK(is_there(one, "c1/terminate/bot"));
    CHECK(one.put("c1", phase::terminate).verdict == put_verdict::duplicate);
    one.get(tidy{one.now});
    CHECK(is_there(one, "c1/terminate/bot"));
  });
}

TEST_CASE("what ended while the clock was ahead is removed in time all the same") {
  on_both([](world& one) {
    one.get(tidy{one.now});
    one.now += 1000h;
    finish_one(one, "c1", phase::terminate, attempt_verdict::delivered);
    one.now -= 1000h;
    one.get(tidy{one.now});
    CHECK(one.show("c1/terminate/bot").event.ended == one.now);
    pass(one, 24h + 10min);
    CHECK_FALSE(is_there(one, "c1/terminate/bot"));
  });
}

TEST_CASE("a clock that is set back makes nothing wait longer") {
  on_both([](world& one) {
    one.put("c1", phase::terminate);
    one.put("c2", phase::accept);
    one.put("c2", phase::terminate);
    const auto both = one.claim().events;
    REQUIRE(both.size() == 2);
    one.end(both[0].seq, attempt_verdict::retry, 30s);
    one.get(mark_sent{both[1].seq, one.now});
    one.now -= 1h;
    const auto next = one.claim().next;
    CHECK(next == one.now + 5s);
    one.now += 5s;
    CHECK(one.claim_ids() == std::vector<std::string>{"c2/terminate/bot"});
    one.now += 25s - 1ms;
    CHECK(one.claim_ids() == std::vector<std::string>{});
    one.now += 1ms;
    CHECK(one.claim_ids() == std::vector<std::string>{"c1/terminate/bot"});
  });
}

}  // namespace ramal::store
