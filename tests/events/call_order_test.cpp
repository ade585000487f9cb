// Duplicates and order of one call (webhooks.md section 7).
#include <algorithm>
#include <map>

#include "tests/events/event_fixture.hpp"

namespace ramal::events {
namespace {

// A bot, and what it got, as a store would keep it: states by either id.
struct played {
  std::map<std::string, call_state, std::less<>> calls;
  std::vector<std::string> got;  // "CallOffer call_1"
  std::vector<ignored> whys;

  call_state& state_of(const call_event& event) {
    const auto ids = ids_of(event);
    REQUIRE_FALSE(ids.empty());
    return calls[std::string(ids.back())];  // in these tests every event has the native id, or only one id
  }
  void play(std::string_view body, const key_facts& key = shop()) {
    call_event event = understood(body, key);
    const ignored why = arrive(state_of(event), event);
    whys.push_back(why);
    if (why != ignored::no) return;
    for (const document& one : documents(event, body, bot(), key.name, received()))
      got.push_back(std::string(event.go_name) + " " + event.call + (one.body.empty() ? "!" : ""));
  }
};

std::string native(std::string_view name, std::string_view external = "null", std::string_view direction = "INBOUND") {
  return R"({"event":")" + std::string(name) + R"(","callId":"n1","externalCallId":)" + std::string(external) +
         R"(,"direction":")" + std::string(direction) + R"(","from":"5511977776666","to":"5511900000001"})";
}

ignored one_after(std::initializer_list<std::string_view> before, std::string_view then) {
  played all;
  for (const std::string_view name : before) all.play(native(name));
  all.play(native(then));
  return all.whys.back();
}

}  // namespace

TEST_CASE("a phase follows only earlier ones") {
  CHECK(one_after({}, "call.ringing") == ignored::no);
  CHECK(one_after({}, "call.connected") == ignored::no);
  CHECK(one_after({}, "call.ended") == ignored::no);
  CHECK(one_after({"call.ringing"}, "call.connected") == ignored::no);
  CHECK(one_after({"call.ringing"}, "call.missed") == ignored::no);
  CHECK(one_after({"call.ringing", "call.connected"}, "call.ended") == ignored::no);
  CHECK(one_after({"call.connected"}, "call.ended") == ignored::no);
  CHECK(one_after({"call.connected"}, "call.ringing") == ignored::late);
  CHECK(one_after({"call.ended"}, "call.ringing") == ignored::late);
  CHECK(one_after({"call.missed"}, "call.connected") == ignored::late);
  CHECK(one_after({"call.ringing", "call.ended"}, "call.connected") == ignored::late);
}

TEST_CASE("W11 a phase is told once, whatever its event's name or shape") {
  CHECK(one_after({"call.ringing"}, "call.ringing") == ignored::duplicate);
  CHECK(one_after({"call.ringing", "call.connected"}, "call.ringing") == ignored::duplicate);
  CHECK(one_after({"call.ended"}, "call.missed") == ignored::duplicate);
  const std::string normalized = flat({"call.ringing"}), go = go_words("CallOffer");
  for (const auto& [first, second] :
       {std::pair(normalized, go), std::pair(go, normalized), std::pair(normalized, wrapped({"call.ringing"}))}) {
    call_state call;
    call_event event = understood(first), again = understood(second);
    CHECK(arrive(call, event) == ignored::no);
    CHECK(arrive(call, again) == ignored::duplicate);
    CHECK(call.told_id == call_x);
  }
}

TEST_CASE("W11 W12 in whatever order and however often events come, a bot is told no phase twice and none backwards") {
  std::vector<std::string> bodies = {flat({"call.ringing"}),
                                     flat({"call.connected", "INBOUND", "ACCEPTED"}),
                                     flat({"call.ended", "INBOUND", "COMPLETED"}),
                                     go_words("CallOffer"),
                                     go_words("CallAccept"),
                                     wrapped({"call.missed", "INBOUND", "MISSED"})};
  std::sort(bodies.begin(), bodies.end());
  std::size_t orders = 0;
  do {
    ++orders;
    call_state call;
    phase last = phase::none;
    bool forwards = true;
    for (int round = 0; round < 2; ++round) {
      for (const std::string& body : bodies) {
        call_event event = understood(body);
        if (arrive(call, event) != ignored::no) continue;
        forwards = forwards && last < event.what;
        last = event.what;
      }
    }
    if (!forwards || last != phase::terminate) {
      CHECK(forwards);
      CHECK(last == phase::terminate);
      break;
    }
  } while (std::next_permutation(bodies.begin(), bodies.end()));
  CHECK(orders == 720);
}

TEST_CASE("W13 a call that our side placed is never offered, however late that is known") {
  for (const char* first : {"call.ringing", "call.connected"}) {
    call_state call;
    call_event event = understood(flat({first, "OUTBOUND", "RINGING"}));
    arrive(call, event);
    call_event offer = understood(go_words("CallOffer"));
    CHECK(arrive(call, offer) == (std::string(first) == "call.ringing" ? ignored::outbound : ignored::late));
    CHECK_FALSE(has(call, phase::offer));
  }
}

TEST_CASE("an event without a phase is told why, and leaves the order as it was") {
  call_state call;
  call_event event = understood(flat({"call.ringing", "OUTBOUND"}));
  CHECK(arrive(call, event) == ignored::outbound);
  CHECK(call.stored == 0);
  CHECK(highest(call) == phase::none);
  CHECK(call.told_id.empty());
  CHECK(call.way == direction::outbound);
  CHECK(call.native_id == "call_01K9Z");
  CHECK(call.external_id == call_x);
}

TEST_CASE("an external id that becomes known later is the same call, under the id that bots know") {
  played all;
  all.play(native("call.ringing"));
  all.play(native("call.connected", "\"x1\""));
  all.play(native("call.ended", "\"x1\""));
  CHECK(all.got == std::vector<std::string>{"CallOffer n1", "CallAccept n1", "CallTerminate n1"});
  CHECK(all.calls.at("n1").external_id == "x1");
}

TEST_CASE("as long as bots were told nothing, a call may get its external id") {
  played all;
  all.play(native("call.ringing", "null", "OUTBOUND"));
  all.play(native("call.connected", "\"x1\"", "OUTBOUND"));
  CHECK(all.got == std::vector<std::string>{"CallAccept x1"});
}

TEST_CASE("W11 both ids of an event find its call") {
  CHECK(ids_of(understood(flat({"call.ringing"}))) == std::vector<std::string_view>{call_x, "call_01K9Z"});
  CHECK(ids_of(understood(go_words("CallOffer"))) == std::vector<std::string_view>{call_x});
  CHECK(ids_of(understood(native("call.ringing", "\"n1\""))) == std::vector<std::string_view>{"n1"});
  CHECK(ids_of(understood(R"({"event":"call.ringing"})")).empty());
  CHECK(ids_of(understood(R"({"event":"call.permission_updated","data":{"id":"wamid.1"}})")).empty());
}

TEST_CASE("two states that are of one call become one, and nothing that was told is forgotten") {
  call_state by_native, by_external;
  call_event offer = understood(native("call.ringing")), end = understood(go_words("CallTerminate"));
  CHECK(arrive(by_native, offer) == ignored::no);
  CHECK(arrive(by_external, end) == ignored::no);
  const call_state both = merged(by_native, by_external);
  CHECK(both.told_id == "n1");
  CHECK(both.native_id == "n1");
  CHECK(both.external_id == call_x);
  CHECK(has(both, phase::offer));
  CHECK_FALSE(has(both, phase::accept));
  CHECK(highest(both) == phase::terminate);
  call_state outbound = by_external;
  outbound.way = direction::outbound;
  CHECK(merged(by_native, outbound).way == direction::outbound);
  CHECK(merged(outbound, by_native).way == direction::outbound);
  CHECK(merged(call_state{}, by_external) == by_external);
}

}  // namespace ramal::events
