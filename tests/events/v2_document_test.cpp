// Bodies of Evolution API v2 byte for byte (webhooks.md section 5.2).
#include "tests/events/event_fixture.hpp"

namespace ramal::events {
namespace {

std::string v2_body(std::string_view status, std::string_view time = "2026-07-03T15:00:00.412Z") {
  return R"({"event":"call","instance":"shop-centro","data":{"chatId":"5511977776666@s.whatsapp.net","from":"5511977776666@s.whatsapp.net","id":"9F2C5D7A01B34E668C10D2F4A7B95E31","date":")" +
         std::string(time) + R"(","offline":false,"status":")" + std::string(status) +
         R"(","isVideo":false,"isGroup":false,"timestamp":")" + std::string(time) +
         R"("},"destination":"https://bot.example/hook","date_time":"2026-07-03T15:00:06.210Z","sender":"5511900000001@s.whatsapp.net","server_url":"","apikey":null})";
}

}  // namespace

TEST_CASE("an offer is two bodies of Evolution API v2, offer and ringing") {
  const auto made = documents_of(flat({"call.ringing"}), bot(dialect::evolution_v2));
  REQUIRE(made.size() == 2);
  CHECK(made[0].status == "offer");
  CHECK(made[0].body == v2_body("offer"));
  CHECK(made[1].status == "ringing");
  CHECK(made[1].body == v2_body("ringing"));
  CHECK(made[0].id != made[1].id);
}

TEST_CASE("v2_ringing: false leaves the second one out") {
  destination to = bot(dialect::evolution_v2);
  to.v2_ringing = false;
  const auto made = documents_of(flat({"call.ringing"}), to);
  REQUIRE(made.size() == 1);
  CHECK(made[0].body == v2_body("offer"));
}

TEST_CASE("every ending has its status of Evolution API v2") {
  for (const auto& [of, status] :
       std::vector<std::pair<said, std::string>>{{{"call.connected", "INBOUND", "ACCEPTED"}, "accept"},
                                                 {{"call.connected", "OUTBOUND", "ACCEPTED"}, "accept"},
                                                 {{"call.ended", "INBOUND", "COMPLETED"}, "terminate"},
                                                 {{"call.ended", "INBOUND", "REJECTED"}, "reject"},
                                                 {{"call.ended", "OUTBOUND", "FAILED"}, "terminate"},
                                                 {{"call.missed", "INBOUND", "MISSED"}, "timeout"},
                                                 {{"call.ended", "INBOUND", "SOMETHING"}, "terminate"}}) {
    CHECK(only_body(flat(of), bot(dialect::evolution_v2)) == v2_body(status));
  }
  CHECK(documents_of(flat({"call.ringing", "OUTBOUND"}), bot(dialect::evolution_v2)).empty());
}

TEST_CASE("Evolution GO's words give the same bodies") {
  CHECK(only_body(go_words("CallTerminate", R"(,"Reason":"reject")"), bot(dialect::evolution_v2)) ==
        v2_body("reject", "2026-07-03T15:00:00.000Z"));
  CHECK(documents_of(go_words("CallOffer"), bot(dialect::evolution_v2)).size() == 2);
}

TEST_CASE("a token is the apikey, and server_url is told") {
  destination to = bot(dialect::evolution_v2);
  to.instance_token = "secret-token";
  to.server_url = "https://evolution.example?a&b";
  CHECK(only_body(flat({"call.connected", "INBOUND", "ACCEPTED"}), to)
            .ends_with(R"("server_url":"https://evolution.example?a\u0026b","apikey":"secret-token"})"));
}

TEST_CASE("without a configured number the sender is that of the event, or nobody") {
  const key_facts key{"shop-centro", "", source::any, false};
  const destination to = bot(dialect::evolution_v2);
  const std::string known = R"("sender":"5511900000001@s.whatsapp.net")";
  CHECK(only_body(flat({"call.connected", "INBOUND", "ACCEPTED"}), to, key).find(known) != std::string::npos);
  CHECK(only_body(flat({"call.connected", "OUTBOUND", "ACCEPTED"}), to, key).find(known) != std::string::npos);
  CHECK(only_body(go_words("CallAccept"), to, key).find(R"("sender":"",)") != std::string::npos);
}

TEST_CASE("by_events puts /call behind the URL, for this dialect only") {
  destination to = bot(dialect::evolution_v2);
  CHECK(post_url(to) == "https://bot.example/hook");
  to.by_events = true;
  CHECK(post_url(to) == "https://bot.example/hook/call");
  CHECK(only_body(flat({"call.connected", "INBOUND", "ACCEPTED"}), to) == v2_body("accept"));
  to.speaks = dialect::go;
  CHECK(post_url(to) == "https://bot.example/hook");
}

}  // namespace ramal::events
