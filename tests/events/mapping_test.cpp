// webhooks.md section 5, row by row.
#include "tests/events/event_fixture.hpp"

namespace ramal::events {
namespace {

struct row {
  std::string name, direction, status;
  phase what;
  std::string go_name, reason, v2_status;
  ignored why = ignored::no;
};

// clang-format off
const row rows[] = {
    {"call.ringing",   "INBOUND",  "RINGING",   phase::offer,     "CallOffer",     "",        ""},
    {"call.ringing",   "OUTBOUND", "RINGING",   phase::none,      "",              "",        "", ignored::outbound},
    {"call.connected", "INBOUND",  "ACCEPTED",  phase::accept,    "CallAccept",    "",        ""},
    {"call.connected", "OUTBOUND", "ACCEPTED",  phase::accept,    "CallAccept",    "",        ""},
    {"call.ended",     "INBOUND",  "COMPLETED", phase::terminate, "CallTerminate", "",        "terminate"},
    {"call.ended",     "OUTBOUND", "COMPLETED", phase::terminate, "CallTerminate", "",        "terminate"},
    {"call.ended",     "INBOUND",  "REJECTED",  phase::terminate, "CallTerminate", "reject",  "reject"},
    {"call.ended",     "OUTBOUND", "REJECTED",  phase::terminate, "CallTerminate", "reject",  "reject"},
    {"call.ended",     "INBOUND",  "FAILED",    phase::terminate, "CallTerminate", "failed",  "terminate"},
    {"call.ended",     "OUTBOUND", "FAILED",    phase::terminate, "CallTerminate", "failed",  "terminate"},
    {"call.missed",    "INBOUND",  "MISSED",    phase::terminate, "CallTerminate", "timeout", "timeout"},
    {"call.missed",    "OUTBOUND", "MISSED",    phase::terminate, "CallTerminate", "timeout", "timeout"},
    {"call.ended",     "INBOUND",  "CANCELED",  phase::terminate, "CallTerminate", "canceled", "terminate"},
    {"call.ended",     "INBOUND",  "",          phase::terminate, "CallTerminate", "",        "terminate"},
    // by status, not by name
    {"call.ended",     "INBOUND",  "MISSED",    phase::terminate, "CallTerminate", "timeout", "timeout"},
    {"call.missed",    "INBOUND",  "REJECTED",  phase::terminate, "CallTerminate", "reject",  "reject"},
    {"call.missed",    "INBOUND",  "FAILED",    phase::terminate, "CallTerminate", "failed",  "terminate"},
    {"call.missed",    "INBOUND",  "",          phase::terminate, "CallTerminate", "timeout", "timeout"},
    {"call.missed",    "INBOUND",  "NO_ANSWER", phase::terminate, "CallTerminate", "timeout", "timeout"},
    {"call.ended",     "INBOUND",  "rejected",  phase::terminate, "CallTerminate", "reject",  "reject"},
    // an offer of a call that is over
    {"call.ringing",   "INBOUND",  "MISSED",    phase::none,      "",              "",        "", ignored::over},
    {"call.ringing",   "INBOUND",  "COMPLETED", phase::none,      "",              "",        "", ignored::over},
    {"call.permission_updated", "INBOUND", "TEMPORARY", phase::none, "",           "",        "", ignored::not_translated},
    {"call.transferred", "INBOUND", "ACCEPTED", phase::none,      "",              "",        "", ignored::unknown_event},
};
// clang-format on

}  // namespace

TEST_CASE("every row of the mapping, flat and wrapped") {
  for (const row& one : rows) {
    for (const std::string& body :
         {flat({one.name, one.direction, one.status}), wrapped({one.name, one.direction, one.status})}) {
      INFO(body);
      const auto event = understood(body);
      CHECK(event.what == one.what);
      CHECK(event.go_name == one.go_name);
      CHECK(event.end.reason == one.reason);
      CHECK(event.end.v2_status == one.v2_status);
      CHECK(event.why == one.why);
      CHECK(event.peer == (one.why == ignored::unknown_event ? "" : std::string(peer_digits)));
    }
  }
}

TEST_CASE("Evolution GO's words keep their names, and their reason gives the other dialect's status") {
  CHECK(understood(go_words("CallOffer")).what == phase::offer);
  CHECK(understood(go_words("CallAccept")).what == phase::accept);
  for (const auto& [reason, status] :
       std::vector<std::pair<std::string, std::string>>{{"", "terminate"},
                                                        {"reject", "reject"},
                                                        {"timeout", "timeout"},
                                                        {"busy", "terminate"},
                                                        {"accepted_elsewhere", "terminate"}}) {
    const auto event = understood(go_words("CallTerminate", ",\"Reason\":\"" + reason + "\""));
    INFO(reason);
    CHECK(event.what == phase::terminate);
    CHECK(event.go_name == "CallTerminate");
    CHECK(event.end.reason == reason);
    CHECK(event.end.v2_status == status);
  }
  for (const char* name : {"CallOfferNotice", "CallRelayLatency", "CallPreAccept", "CallReject", "CallTransport"}) {
    const auto event = understood(go_words(name));
    INFO(name);
    CHECK(event.what == phase::none);
    CHECK(event.go_name == name);
    CHECK(event.why == ignored::no);
  }
  CHECK(understood(go_words("CallSomething")).why == ignored::unknown_event);
}

TEST_CASE("Meta's envelope and events of other things are not translated") {
  CHECK(understood(R"({"event":"calls","data":{}})").why == ignored::not_translated);
  CHECK(understood(R"({"event":"message.received"})").why == ignored::unknown_event);
  CHECK(understood(R"({"event":"call.permission_updated","data":{"id":"wamid.1"}})").call.empty());
}

TEST_CASE("the call is known by its external id, else by its own, and without any it is not told") {
  CHECK(understood(R"({"event":"call.ended","callId":"a","externalCallId":"b"})").call == "b");
  CHECK(understood(R"({"event":"call.ended","callId":"a","externalCallId":null})").call == "a");
  CHECK(understood(R"({"event":"call.ended","callId":"a","externalCallId":""})").call == "a");
  CHECK(understood(R"({"event":"call.ended","callId":"a","externalCallId":"../x"})").call == "a");
  const auto none = understood(R"({"event":"call.ended","callId":null})");
  CHECK(none.what == phase::none);
  CHECK(none.why == ignored::no_call_id);
}

TEST_CASE("source says whose words tell the phases of calls") {
  const std::string normalized = flat({"call.ringing"}), go = go_words("CallOffer");
  CHECK(understood(normalized, shop(source::normalized)).what == phase::offer);
  CHECK(understood(go, shop(source::normalized)).why == ignored::other_source);
  CHECK(understood(normalized, shop(source::go)).why == ignored::other_source);
  CHECK(understood(go, shop(source::go)).what == phase::offer);
  CHECK(understood(normalized, shop(source::any)).what == phase::offer);
  CHECK(understood(go, shop(source::any)).what == phase::offer);
  CHECK(understood(go_words("CallTransport"), shop(source::normalized)).why == ignored::no);
}

TEST_CASE("why an event is ignored has a word of its own") {
  std::vector<std::string_view> seen;
  for (int i = 1; i <= static_cast<int>(ignored::stale); ++i) {
    const std::string_view word = text(static_cast<ignored>(i));
    CHECK_FALSE(word.empty());
    CHECK(std::find(seen.begin(), seen.end(), word) == seen.end());
    seen.push_back(word);
  }
  CHECK(text(ignored::no).empty());
  CHECK(text(ignored::late) == "late");
  CHECK(text(ignored::stale) == "stale");
}

}  // namespace ramal::events
