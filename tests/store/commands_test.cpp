#include "tests/store/world.hpp"

namespace ramal::store {
namespace {

std::vector<std::string> ids_of(const std::vector<event_record>& events) {
  std::vector<std::string> ids;
  for (const auto& one : events) ids.push_back(one.webhook_id);
  return ids;
}

// A dead letter of a call.
void bury(world& one, const std::string& call, phase place = phase::terminate) {
  one.put(call, place);
  one.end(one.claim().events.at(0).seq, attempt_verdict::give_up);
}

}  // namespace

TEST_CASE("a paused destination gets nothing: its events become dead letters") {
  on_both([](world& one) {
    one.put("c1", phase::terminate);
    one.put("c2", phase::terminate, {"crm"});
    CHECK(one.get(pause{"bot", "answered 410", one.now}));
    CHECK_FALSE(one.get(pause{"bot", "again", one.now + 1s}));
    const auto nothing = one.claim();
    CHECK(nothing.events.empty());
    CHECK_FALSE(nothing.next.has_value());
    const put_result paused = one.put("c3", phase::terminate, {"bot", "crm"});
    CHECK(paused.deliveries == 2);
    CHECK(paused.dead == 1);
    CHECK(one.show("c3/terminate/bot").event.state == event_state::dead);
    CHECK(one.show("c3/terminate/bot").event.last_error == "paused");
    CHECK(one.get(tidy{one.now}).dead == 1);
    CHECK(one.show("c1/terminate/bot").event.state == event_state::dead);
    CHECK(one.show("c2/terminate/crm").event.state == event_state::ready);
    const auto all = one.get(summary{});
    REQUIRE(all.destinations.size() == 2);
    CHECK(all.destinations[0].paused == start);
    CHECK(all.destinations[0].reason == "answered 410");
    CHECK(all.keys.at(0).dead == 2);
    CHECK(all.pending == 2);
    CHECK(one.get(resume{"bot", one.now}));
    CHECK_FALSE(one.get(resume{"bot", one.now}));
    one.put("c4", phase::terminate);
    CHECK(one.claim_ids() == std::vector<std::string>{"c4/terminate/bot"});
  });
}

TEST_CASE("events of a destination that is configured no more are given up, a bounded number at a time") {
  limits bounds;
  bounds.rows = 2;
  on_both(
      [](world& one) {
        for (const char* call : {"c1", "c2", "c3"}) one.put(call, phase::terminate);
        CHECK(one.get(give_up{"bot", "removed from the configuration", one.now}) == 2);
        CHECK(one.get(give_up{"bot", "removed from the configuration", one.now}) == 1);
        CHECK(one.get(give_up{"bot", "removed from the configuration", one.now}) == 0);
        CHECK(one.show("c1/terminate/bot").event.last_error == "removed from the configuration");
      },
      bounds);
}

TEST_CASE("a dead letter is replayed with its id and body and all its attempts, but offers and others are not") {
  on_both([](world& one) {
    bury(one, "c1");
    bury(one, "c2", phase::offer);
    one.put("c3", phase::terminate);
    const auto before = one.show("c1/terminate/bot").event;
    one.now += 48h;
    for (const char* id : {"c2/offer/bot", "c3/terminate/bot"}) {
      const auto answer = one.get(replay{{id, "", ""}, 24h, one.now});
      CHECK(answer.replayed == 0);
      CHECK(answer.skipped == 1);
    }
    const auto none = one.get(replay{{"unknown", "", ""}, 24h, one.now});
    CHECK(none.replayed + none.skipped == 0);
    const auto all = one.get(replay{{"", "shop", ""}, 24h, one.now});
    CHECK(all.replayed == 1);
    CHECK(all.skipped == 1);
    const auto again = one.claim().events.at(0);
    CHECK(again.webhook_id == before.webhook_id);
    CHECK(again.body == before.body);
    CHECK(again.attempts == 1);
    CHECK(again.life_end == one.now + 24h);
    CHECK_FALSE(again.ended.has_value());
  });
}

TEST_CASE("a replay goes in front of later events of its call, and not to a paused destination") {
  on_both([](world& one) {
    bury(one, "c1", phase::accept);
    one.put("c1", phase::terminate);
    one.get(pause{"bot", "", one.now});
    CHECK(one.get(replay{{"", "shop", "bot"}, 1h, one.now}).skipped == 1);
    one.get(resume{"bot", one.now});
    CHECK(one.get(replay{{"", "shop", "crm"}, 1h, one.now}).replayed == 0);
    CHECK(one.get(replay{{"", "shop", "bot"}, 1h, one.now}).replayed == 1);
    CHECK(one.claim_ids() == std::vector<std::string>{"c1/accept/bot"});
    CHECK(one.claim_ids() == std::vector<std::string>{});
  });
}

TEST_CASE("a replay beyond the number of pending events is refused whole") {
  limits bounds;
  bounds.pending = 1;
  on_both(
      [](world& one) {
        bury(one, "c1");
        bury(one, "c2");
        CHECK(ask(*one.store, replay{{"", "shop", ""}, 1h, one.now}).result == status::full);
        CHECK(one.get(list_events{event_state::dead, "", "", 0, 100}).size() == 2);
      },
      bounds);
}

TEST_CASE("dead letters and one event by its id are dropped, unless an attempt is under way") {
  on_both([](world& one) {
    bury(one, "c1");
    bury(one, "c2");
    one.put("c3", phase::accept);
    one.put("c3", phase::terminate);
    CHECK(one.get(drop{{"", "shop", ""}, one.now}) == 2);
    CHECK(one.get(drop{{"", "shop", ""}, one.now}) == 0);
    CHECK(one.get(drop{{"c3/accept/bot", "", ""}, one.now}) == 1);
    CHECK(one.claim_ids() == std::vector<std::string>{"c3/terminate/bot"});
    CHECK(one.get(drop{{"c3/terminate/bot", "", ""}, one.now}) == 0);
    CHECK(one.get(summary{}).pending == 1);
    CHECK(one.put("c3", phase::terminate).verdict == put_verdict::duplicate);
  });
}

TEST_CASE("lists are pages of events without bodies") {
  on_both([](world& one) {
    bury(one, "c1");
    one.put("c2", phase::terminate, {"bot", "crm"});
    bury(one, "c3", phase::offer);  // claims c2's event for the bot
    using ids = std::vector<std::string>;
    const auto first = one.get(list_events{{}, "", "", 0, 2});
    CHECK(ids_of(first) == ids{"c1/terminate/bot", "c2/terminate/bot"});
    CHECK(first.at(0).body.empty());
    CHECK(ids_of(one.get(list_events{{}, "", "", first.back().seq, 2})) == ids{"c2/terminate/crm", "c3/offer/bot"});
    CHECK(ids_of(one.get(list_events{event_state::dead, "", "", 0, 100})) ==
          ids{"c1/terminate/bot", "c2/terminate/bot"});
    CHECK(ids_of(one.get(list_events{event_state::busy, "shop", "bot", 0, 100})) == ids{"c3/offer/bot"});
    CHECK(ids_of(one.get(list_events{event_state::ready, "shop", "", 0, 100})) == ids{"c2/terminate/crm"});
    CHECK(one.get(list_events{event_state::done, "", "", 0, 100}).empty());
    CHECK(one.get(list_events{{}, "office", "", 0, 100}).empty());
    CHECK(one.get(list_events{{}, "", "", 0, 0}).size() == 1);
    CHECK_FALSE(one.get(show_event{"unknown"}).has_value());
  });
}

TEST_CASE("calls without an end are found by their age, page by page, until they end or are ended") {
  on_both([](world& one) {
    for (const char* call : {"c1", "c2", "c3"}) one.put(call, phase::offer);
    one.now += 1min;
    one.put("c4", phase::offer);
    const auto page = one.get(open_calls{one.now, 0, 2});
    REQUIRE(page.size() == 2);
    CHECK(page[0].x == "c1");
    CHECK(one.get(open_calls{one.now, page[1].id, 2}).size() == 1);
    one.put("c1", phase::terminate);
    CHECK(one.get(end_call{page[1].id, one.now}));
    CHECK_FALSE(one.get(end_call{page[1].id, one.now}));
    CHECK_FALSE(one.get(end_call{777, one.now}));
    const auto left = one.get(open_calls{one.now, 0, 100});
    REQUIRE(left.size() == 1);
    CHECK(left[0].x == "c3");
  });
}

TEST_CASE("the summary counts what waits for each key and destination") {
  on_both([](world& one) {
    CHECK(one.get(summary{}).pending == 0);
    one.put("c1", phase::offer, {"bot", "crm"});
    one.now += 5s;
    auto other = new_event_of("c2", phase::offer, one.now, {"office-bot"});
    other.key = "office";
    one.get(other);
    one.claim();
    const auto all = one.get(summary{});
    CHECK(all.pending == 3);
    CHECK(all.identities == 2);
    REQUIRE(all.keys.size() == 2);
    CHECK(all.keys[0].key == "office");
    CHECK(all.keys[0].oldest == start + 5s);
    CHECK(all.keys[1].pending == 2);
    CHECK(all.keys[1].oldest == start);
    REQUIRE(all.destinations.size() == 3);
    CHECK(all.destinations[0].destination == "bot");
    CHECK(all.destinations[0].pending == 1);
    CHECK((all.bytes > 0) == (one.kind == "file"));
  });
}

}  // namespace ramal::store
