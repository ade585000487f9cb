#include "tests/store/world.hpp"

namespace ramal::store {

using ids = std::vector<std::string>;

TEST_CASE("W12 events of one call and destination are handed out one after the other, calls beside each other") {
  on_both([](world& one) {
    one.put("c1", phase::offer);
    one.put("c1", phase::accept);
    one.put("c2", phase::offer);
    one.put("c1", phase::terminate);
    const auto first = one.claim();
    REQUIRE(first.events.size() == 2);
    CHECK(first.events[0].webhook_id == "c1/offer/bot");
    CHECK(first.events[1].webhook_id == "c2/offer/bot");
    CHECK(first.events[0].attempts == 1);
    CHECK(first.events[0].state == event_state::busy);
    CHECK_FALSE(first.next.has_value());
    CHECK(one.claim_ids() == ids{});
    CHECK(one.end(first.events[0].seq, attempt_verdict::delivered).state == event_state::done);
    CHECK(one.claim_ids() == ids{"c1/accept/bot"});
    CHECK(one.claim_ids() == ids{});
  });
}

TEST_CASE("W20 destinations do not wait for each other") {
  on_both([](world& one) {
    one.put("c1", phase::offer, {"bot", "crm"});
    one.put("c1", phase::accept, {"bot", "crm"});
    one.claim();
    const auto crm = one.claim(line_order::patient, 100, "crm");
    REQUIRE(crm.events.size() == 1);
    one.end(crm.events[0].seq, attempt_verdict::delivered);
    CHECK(one.claim(line_order::patient, 100, "crm").events.at(0).webhook_id == "c1/accept/crm");
    CHECK(one.claim_ids() == ids{});
  });
}

TEST_CASE("what is due first comes first, and no more than asked for") {
  on_both([](world& one) {
    one.put("c1", phase::offer);
    one.now += 1s;
    one.put("c2", phase::offer);
    const auto first = one.claim(line_order::patient, 1);
    REQUIRE(first.events.size() == 1);
    CHECK(first.next == start + 1s);
    one.end(first.events[0].seq, attempt_verdict::retry, 10s);
    const auto second = one.claim();
    REQUIRE(second.events.size() == 1);
    CHECK(second.events[0].webhook_id == "c2/offer/bot");
    CHECK(second.next == start + 11s);
    one.now = start + 11s - 1ms;
    CHECK(one.claim_ids() == ids{});
    one.now += 1ms;
    const auto again = one.claim();
    REQUIRE(again.events.size() == 1);
    CHECK(again.events[0].attempts == 2);
  });
}

TEST_CASE("a failed event holds back the later ones of its call until it has ended") {
  on_both([](world& one) {
    one.put("c1", phase::accept);
    one.put("c1", phase::terminate);
    const auto first = one.claim().events.at(0);
    one.end(first.seq, attempt_verdict::retry, 5s);
    CHECK(one.claim_ids() == ids{});
    one.now += 5s;
    CHECK(one.claim_ids() == ids{"c1/accept/bot"});
    CHECK(one.end(first.seq, attempt_verdict::give_up).state == event_state::dead);
    CHECK(one.claim_ids() == ids{"c1/terminate/bot"});
  });
}

TEST_CASE("W12 patience: a later event may begin once the attempt before was sent and stayed unanswered for so long") {
  on_both([](world& one) {
    one.put("c1", phase::offer);
    one.put("c1", phase::accept);
    one.put("c1", phase::terminate);
    const auto first = one.claim().events.at(0);
    one.now += 1s;
    CHECK(one.get(mark_sent{first.seq, one.now}));
    const auto none_yet = one.claim();
    CHECK(none_yet.events.empty());
    CHECK(none_yet.next == start + 6s);
    one.now = start + 6s - 1ms;
    CHECK(one.claim_ids() == ids{});
    one.now += 1ms;
    CHECK(one.claim_ids(line_order::strict) == ids{});
    const auto second = one.claim();
    REQUIRE(second.events.size() == 1);
    CHECK(second.events[0].webhook_id == "c1/accept/bot");
    one.get(mark_sent{second.events[0].seq, one.now + 1s});
    CHECK(one.claim().next == start + 12s);
    one.now = start + 12s;
    CHECK(one.claim_ids() == ids{"c1/terminate/bot"});
  });
}

TEST_CASE("patience: an event that waits again holds back those that had not begun") {
  on_both([](world& one) {
    one.put("c1", phase::accept);
    one.put("c1", phase::terminate);
    const auto first = one.claim().events.at(0);
    one.get(mark_sent{first.seq, one.now});
    one.now += 5s;
    one.end(first.seq, attempt_verdict::retry, 30s);
    const auto waiting = one.claim();
    CHECK(waiting.events.empty());
    CHECK(waiting.next == start + 35s);
  });
}

TEST_CASE("without order nothing waits for anything, and order holds again when it is asked for") {
  on_both([](world& one) {
    one.put("c1", phase::offer);
    one.put("c1", phase::accept);
    one.put("c1", phase::terminate);
    CHECK(one.claim_ids(line_order::none, 2) == ids{"c1/offer/bot", "c1/accept/bot"});
    CHECK(one.claim_ids(line_order::strict) == ids{});
    one.now += 1s;
    CHECK(one.claim_ids(line_order::none) == ids{"c1/terminate/bot"});
  });
}

TEST_CASE("an offer is not tried again once a later event of its call was delivered") {
  on_both([](world& one) {
    one.put("c1", phase::offer);
    one.put("c1", phase::accept);
    auto both = one.claim(line_order::none).events;
    REQUIRE(both.size() == 2);
    one.end(both[1].seq, attempt_verdict::delivered);
    CHECK(one.end(both[0].seq, attempt_verdict::retry).state == event_state::expired);

    one.put("c2", phase::offer);
    one.put("c2", phase::accept);
    both = one.claim(line_order::none).events;
    REQUIRE(both.size() == 2);
    CHECK(one.end(both[0].seq, attempt_verdict::retry).state == event_state::ready);
    one.end(both[1].seq, attempt_verdict::delivered);
    CHECK(one.show("c2/offer/bot").event.state == event_state::expired);
  });
}

TEST_CASE("an offer that a later event has passed is not handed out again behind a restart") {
  const temporary_folder folder;
  const auto options = options_for(folder.file("outbox.db"));
  {
    world one{"file", open_file_store(options).store};
    one.put("c1", phase::offer);
    one.put("c1", phase::accept);
    const auto both = one.claim(line_order::none).events;
    REQUIRE(both.size() == 2);
    one.end(both[1].seq, attempt_verdict::delivered);  // and nobody knows of the offer
  }
  world again{"file", open_file_store(options).store};
  const auto found = again.claim();
  CHECK(found.events.empty());
  REQUIRE(found.ended.size() == 1);
  CHECK(found.ended[0].state == event_state::expired);
  CHECK(again.show("c1/offer/bot").event.last_error == "a later event was delivered");
}

TEST_CASE("an event whose life is over is not handed out: offers expire, others are dead letters") {
  on_both([](world& one) {
    one.put("c1", phase::offer);
    one.put("c1", phase::accept);
    one.put("c1", phase::terminate);
    one.now += 15min;
    const auto late = one.claim();
    REQUIRE(late.events.size() == 1);
    CHECK(late.events[0].webhook_id == "c1/terminate/bot");
    REQUIRE(late.ended.size() == 2);
    CHECK(late.ended[0].state == event_state::expired);
    CHECK(late.ended[1].state == event_state::dead);
    CHECK(late.ended[1].body.empty());
    CHECK(one.show("c1/accept/bot").event.body != "");
    CHECK(one.show("c1/accept/bot").event.ended == one.now);
  });
}

TEST_CASE("a retry behind the end of an event's life ends it") {
  on_both([](world& one) {
    one.put("c1", phase::offer);
    one.put("c2", phase::accept);
    const auto both = one.claim().events;
    REQUIRE(both.size() == 2);
    CHECK(one.end(both[0].seq, attempt_verdict::retry, 60s).state == event_state::expired);
    CHECK(one.end(both[1].seq, attempt_verdict::retry, 15min).state == event_state::dead);
    CHECK_FALSE(one.claim().next.has_value());
  });
}

}  // namespace ramal::store
