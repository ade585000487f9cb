#include "tests/store/world.hpp"

namespace ramal::store {

using verdict = put_verdict;

TEST_CASE("an event is stored with its call and one delivery for each destination") {
  on_both([](world& one) {
    const auto stored = one.put("c1", phase::offer, {"bot", "crm"});
    CHECK(stored.verdict == verdict::stored);
    CHECK(stored.deliveries == 2);
    CHECK(stored.call.x == "c1");
    CHECK(stored.call.way == direction::inbound);
    CHECK(stored.call.born == start);
    const auto event = one.show("c1/offer/crm").event;
    CHECK(event.body == R"({"id":"c1/offer/crm"})");
    CHECK(event.key == "shop");
    CHECK(event.name == "Call");
    CHECK(event.native == "call.offer");
    CHECK(event.source == origin::engine);
    CHECK(event.state == event_state::ready);
    CHECK(event.attempts == 0);
    CHECK(event.life_end == start + 60s);
    CHECK(one.get(list_events{}).size() == 2);
  });
}

TEST_CASE("W11 W12 of each phase of a call the first arrival wins, and what comes behind a later phase is late") {
  on_both([](world& one) {
    CHECK(one.put("c1", phase::offer).verdict == verdict::stored);
    CHECK(one.put("c1", phase::offer).verdict == verdict::duplicate);
    CHECK(one.put("c1", phase::terminate).verdict == verdict::stored);
    CHECK(one.put("c1", phase::accept).verdict == verdict::late);
    CHECK(one.put("c1", phase::offer).verdict == verdict::duplicate);
    CHECK(one.put("c1", phase::terminate).verdict == verdict::duplicate);
    CHECK(one.put("c2", phase::terminate).verdict == verdict::stored);
    CHECK(one.put("c2", phase::offer).verdict == verdict::late);
    CHECK(one.get(list_events{}).size() == 3);
    CHECK(one.get(find_call{"shop", {"c1", ""}})->ended == start);
    CHECK(one.get(summary{}).identities == 3);
  });
}

TEST_CASE("an event without a place in the call is stored once for each webhook_id, whatever came before") {
  on_both([](world& one) {
    one.put("c1", phase::terminate);
    CHECK(one.put("c1", phase::none).deliveries == 1);
    const auto again = one.put("c1", phase::none);
    CHECK(again.verdict == verdict::stored);
    CHECK(again.deliveries == 0);
    CHECK(one.get(list_events{}).size() == 2);
  });
}

TEST_CASE("a duplicate is not made ready for delivery again") {
  on_both([](world& one) {
    one.put("c1", phase::offer);
    auto again = new_event_of("c1", phase::offer, one.now);
    again.make = [](const call_record&) -> std::vector<delivery> { throw std::runtime_error("made"); };
    CHECK(one.get(again).verdict == verdict::duplicate);
  });
}

TEST_CASE("a call keeps what it is known by when its external id becomes known later") {
  on_both([](world& one) {
    one.put("c1", phase::offer);
    auto accept = new_event_of("c1", phase::accept, one.now);
    accept.ids.external = "EXT1";
    CHECK(one.get(accept).call.x == "c1");
    auto by_external = new_event_of("", phase::accept, one.now);
    by_external.ids = {"", "EXT1"};
    CHECK(one.get(by_external).verdict == verdict::duplicate);
    CHECK(one.get(find_call{"shop", {"", "EXT1"}})->ids.native == "c1");
    CHECK(one.get(list_events{}).size() == 2);
  });
}

TEST_CASE("a new call is known by its external id if it has one") {
  on_both([](world& one) {
    auto event = new_event_of("c1", phase::offer, one.now);
    event.ids.external = "EXT1";
    CHECK(one.get(event).call.x == "EXT1");
    CHECK(one.show("EXT1/offer/bot").event.call == one.get(find_call{"shop", {"c1", ""}})->id);
  });
}

TEST_CASE("two records turn out to be one call: the older one stays, with the events of both in one line") {
  on_both([](world& one) {
    one.put("c1", phase::offer);
    auto accept = new_event_of("", phase::accept, one.now);
    accept.ids = {"", "EXT1"};
    const auto other = one.get(accept);
    CHECK(other.call.x == "EXT1");
    auto both = new_event_of("c1", phase::terminate, one.now);
    both.ids.external = "EXT1";
    const auto united = one.get(both);
    CHECK(united.call.x == "c1");
    CHECK(united.call.id != other.call.id);
    CHECK(united.absorbed == other.call.id);
    CHECK(one.show("EXT1/accept/bot").event.call == united.call.id);
    CHECK(one.put("c1", phase::accept).verdict == verdict::duplicate);
    CHECK(one.get(summary{}).identities == 3);
    CHECK(one.claim_ids() == std::vector<std::string>{"c1/offer/bot"});
  });
}

TEST_CASE("an offer is not handed out once its call turns out to be one that has gone on before") {
  on_both([](world& one) {
    auto accept = new_event_of("", phase::accept, one.now);
    accept.ids = {"", "EXT1"};
    one.get(accept);
    one.put("c1", phase::offer);
    auto both = new_event_of("c1", phase::terminate, one.now);
    both.ids.external = "EXT1";
    one.get(both);
    const auto first = one.claim().events;
    REQUIRE(first.size() == 1);
    CHECK(first[0].webhook_id == "EXT1/accept/bot");
    one.end(first[0].seq, attempt_verdict::give_up);
    CHECK(one.claim_ids() == std::vector<std::string>{"EXT1/terminate/bot"});
    CHECK(one.show("c1/offer/bot").event.state == event_state::expired);
  });
}

TEST_CASE("calls of different keys with one id are different calls") {
  on_both([](world& one) {
    one.put("c1", phase::offer);
    auto other = new_event_of("c1", phase::offer, one.now, {"other-bot"});
    other.key = "office";
    CHECK(one.get(other).verdict == verdict::stored);
    CHECK_FALSE(one.get(find_call{"nobody", {"c1", ""}}).has_value());
  });
}

TEST_CASE("beyond the number of pending events nothing is stored, and duplicates are still told") {
  limits bounds;
  bounds.pending = 3;
  on_both(
      [](world& one) {
        one.put("c1", phase::offer, {"bot", "crm"});
        CHECK(ask(*one.store, new_event_of("c2", phase::offer, one.now, {"bot", "crm"})).result == status::full);
        CHECK_FALSE(one.get(find_call{"shop", {"c2", ""}}).has_value());
        CHECK(one.put("c2", phase::offer).deliveries == 1);
        CHECK(one.put("c1", phase::offer).verdict == verdict::duplicate);
        CHECK(ask(*one.store, new_event_of("c3", phase::offer, one.now)).result == status::full);
        CHECK(one.put("c3", phase::offer, {}).verdict == verdict::stored);  // nothing to deliver
        one.end(one.claim().events.at(0).seq, attempt_verdict::delivered);
        CHECK(one.put("c4", phase::offer).verdict == verdict::stored);
      },
      bounds);
}

TEST_CASE("an event that cannot be made ready fails alone") {
  on_both([](world& one) {
    auto bad = new_event_of("c1", phase::offer, one.now);
    bad.make = [](const call_record&) -> std::vector<delivery> { throw std::runtime_error("secret"); };
    const auto answer = ask(*one.store, bad);
    CHECK(answer.result == status::failed);
    CHECK(answer.why.find("secret") == std::string::npos);
    CHECK(one.put("c1", phase::offer).verdict == verdict::stored);
    CHECK(one.store->state().can_commit);
  });
}

TEST_CASE("bodies are kept byte for byte") {
  on_both([](world& one) {
    const std::string bytes("\0\xff{\"\n", 5);
    auto event = new_event_of("c1", phase::offer, one.now);
    event.make = [&bytes](const call_record&) {
      return std::vector<delivery>{{"bot", "id", bytes, start, start + 60s}, {"crm", "empty", "", start, start + 60s}};
    };
    one.get(event);
    CHECK(one.show("id").event.body == bytes);
    CHECK(one.show("empty").event.body == "");
    CHECK(one.claim().events.at(0).body == bytes);
  });
}

}  // namespace ramal::store
