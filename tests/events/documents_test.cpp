// What a destination gets, and under which id (webhooks.md sections 5.3, 6 and 10).
#include <set>

#include "events/identity.hpp"
#include "tests/events/event_fixture.hpp"

namespace ramal::events {

TEST_CASE("native passes the engine's bytes, any event of calls") {
  const destination to = bot(dialect::native);
  const key_facts key = shop(source::normalized);
  for (const std::string& body :
       {flat({"call.ringing"}), " " + wrapped({"call.ended", "OUTBOUND", "REJECTED"}) + "\n",
        flat({"call.ringing", "OUTBOUND"}), std::string(R"({"event":"call.permission_updated","callId":null,"x":1.0})"),
        std::string(R"({"event":"call.new"})"), std::string(R"({"event":"calls","data":{}})"),
        std::string(R"({"object":"o","entry":[{"changes":[{"field":"calls","value":{"calls":[{"id":"w"}]}}]}]})")}) {
    INFO(body);
    CHECK(only_body(body, to, key) == body);
  }
  for (const std::string& body :
       {go_words("CallOffer"), go_words("CallTransport"), std::string(R"({"event":"message.sent"})"),
        std::string(R"({"object":"o","entry":[]})")}) {
    INFO(body);
    CHECK(documents_of(body, to, shop(source::any)).empty());
  }
}

TEST_CASE("native gets nothing of another number under strict, nor of the other source") {
  const destination to = bot(dialect::native);
  CHECK(documents_of(flat({"call.ringing"}), to, {"k", "5511955555555", source::normalized, true}).empty());
  CHECK(documents_of(flat({"call.ringing"}), to, shop(source::go)).empty());
}

TEST_CASE("CALL and ALL are the three events, other names are those that they are") {
  const auto wanted_by = [](std::vector<std::string> names) {
    destination to = bot();
    to.events = std::move(names);
    std::string found;
    for (const char* name : {"CallOffer", "CallAccept", "CallTerminate", "CallReject"})
      found += wants(to, name) ? '1' : '0';
    return found;
  };
  CHECK(wanted_by({"CALL"}) == "1110");
  CHECK(wanted_by({"ALL"}) == "1110");
  CHECK(wanted_by({"CallTerminate"}) == "0010");
  CHECK(wanted_by({"CallReject", "CallOffer"}) == "1001");
  CHECK(wanted_by({"MESSAGE"}) == "0000");
  CHECK(wanted_by({}) == "0000");
}

TEST_CASE("hide_offers hides offers in every dialect and nothing else") {
  for (const dialect speaks : {dialect::go, dialect::evolution_v2, dialect::pilot, dialect::native}) {
    destination to = bot(speaks);
    to.hide_offers = true;
    CHECK(documents_of(flat({"call.ringing"}), to).empty());
    CHECK(documents_of(flat({"call.connected", "INBOUND", "ACCEPTED"}), to).size() == 1);
  }
}

TEST_CASE("a native bot that lists names gets those phases, and nothing without one") {
  destination to = bot(dialect::native);
  to.events = {"CallTerminate"};
  CHECK(documents_of(flat({"call.ended", "INBOUND", "COMPLETED"}), to).size() == 1);
  CHECK(documents_of(flat({"call.ringing"}), to).empty());
  CHECK(documents_of(R"({"event":"call.permission_updated"})", to).empty());
}

TEST_CASE("an outbound call that rings is an event of native only") {
  for (const dialect speaks : {dialect::go, dialect::evolution_v2, dialect::pilot})
    for (const std::string& body : {flat({"call.ringing", "OUTBOUND"}), wrapped({"call.ringing", "OUTBOUND"})})
      CHECK(documents_of(body, bot(speaks)).empty());
}

// The values are of Python's hashlib and base64.
TEST_CASE("webhook-id is a digest of key, call, event, dialect and the name of a further destination") {
  CHECK(webhook_id({"shop-centro", call_x, "CallOffer", "go", ""}) == "rml_3xcuynan5vx43zspc6k6yv5b7d");
  CHECK(webhook_id({"shop-centro", call_x, "CallOffer", "go", "crm"}) == "rml_6skxukthsy7jfgazcyx3rrdxqt");
  CHECK(webhook_id({"shop-centro", call_x, "CallTerminate", "evolution-v2", ""}) == "rml_krohvyw7el2mpajw2uyjwxzqf5");
  const auto made = documents_of(flat({"call.ringing"}), bot());
  REQUIRE(made.size() == 1);
  CHECK(made[0].id == "rml_3xcuynan5vx43zspc6k6yv5b7d");
  destination further = bot();
  further.name = "crm";
  CHECK(documents_of(flat({"call.ringing"}), further).at(0).id == "rml_6skxukthsy7jfgazcyx3rrdxqt");
}

TEST_CASE("the same event has the same id in every shape, and every other one another") {
  std::set<std::string> ids;
  for (const dialect speaks : {dialect::go, dialect::evolution_v2, dialect::pilot}) {
    for (const auto& [of, words] :
         std::vector<std::pair<said, std::string>>{{{"call.ringing"}, "CallOffer"},
                                                   {{"call.connected", "INBOUND", "ACCEPTED"}, "CallAccept"},
                                                   {{"call.ended", "INBOUND", "COMPLETED"}, "CallTerminate"}}) {
      const auto first = documents_of(flat(of), bot(speaks));
      for (const std::string& same : {wrapped(of), go_words(words), " " + flat(of)}) {
        const auto again = documents_of(same, bot(speaks));
        REQUIRE(again.size() == first.size());
        for (std::size_t i = 0; i < first.size(); ++i) CHECK(again[i].id == first[i].id);
      }
      for (const document& one : first) CHECK(ids.insert(one.id).second);
    }
  }
  CHECK(ids.size() == 10);  // three dialects of three events, and the second body of an offer
}

TEST_CASE("an event without a phase has an id of its bytes") {
  const destination to = bot(dialect::native);
  const std::string one = R"({"event":"calls","data":{"a":1}})", other = R"({"event":"calls","data":{"a":2}})";
  CHECK(documents_of(one, to).at(0).id == documents_of(one, to).at(0).id);
  CHECK(documents_of(one, to).at(0).id != documents_of(other, to).at(0).id);
}

// Of Python's uuid.uuid5(uuid.NAMESPACE_URL, "ramal:key:shop-centro").
TEST_CASE("the instance's id is a UUID of the key's name") {
  CHECK(default_instance_id("shop-centro") == "cac0ef7c-f790-56ca-84c4-99cb71eb3ad6");
  CHECK(default_instance_id("shop-norte") != default_instance_id("shop-centro"));
}

}  // namespace ramal::events
