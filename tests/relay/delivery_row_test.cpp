// One attempt to deliver as a row of the inspector (console.md section 3).
#include "proxy/relay/delivery_row.hpp"

#include "proxy/inspector/write_exchange.hpp"
#include "tests/relay/relay_fixture.hpp"

namespace ramal::relay {
namespace {

struct attempt_of_offer {
  attempt_of_offer() {
    to->url = {true, "bot-5511977776666.example", 8443, "/canary-path?token=canary-query"};
    to->speaks.name = "crm";
    to->speaks.instance_token = "canary-instance-token";
    to->headers.emplace_back("Authorization", config::secret("Bearer canary-header"));
    event.webhook_id = "rml_1";
    event.key = "shop";
    event.name = "CallOffer";
    event.attempts = 2;
    event.body = "canary-body";
    answer.took = milliseconds(40);
    result.now = store::instant(milliseconds(1'700'000'000'040));
  }
  inspector::exchange row(bool mask_numbers = true) const {
    inspector::exchange made = delivery_row(event, *to, answer, result, mask_numbers);
    std::string text;
    inspector::write_whole(made, text);
    CHECK(text.find("canary") == std::string::npos);
    return made;
  }

  std::shared_ptr<destination> to = plain_destination("shop\\crm");
  store::event_record event;
  delivery_result answer;
  store::attempt_result result;
};

}  // namespace

TEST_CASE("a delivery is shown by its bot's origin, its event and what the bot answered") {
  attempt_of_offer at;
  at.answer.status = 503;
  at.answer.answer = "canary-answer";
  at.result.verdict = store::attempt_verdict::retry;
  const inspector::exchange row = at.row();
  CHECK(row.what == inspector::kind::event_out);
  CHECK(inspector::time_text(row.time) == "2023-11-14T22:13:20.000Z");  // when the attempt began
  CHECK(row.key == "shop");
  CHECK(row.destination == "crm");
  CHECK(row.event == "CallOffer");
  CHECK(row.request_id == "rml_1");
  CHECK(row.path == "https://bot-*********6666.example:8443");
  CHECK(row.status == 503);
  CHECK(row.attempts == 2);
  CHECK(row.outcome == "retry");
  CHECK(row.error.empty());
  CHECK(row.total == milliseconds(40));
  CHECK_FALSE(row.bot_got);
}

TEST_CASE("why a bot gave no answer is shown without what it was sent and without a number") {
  attempt_of_offer at;
  at.answer.error = "bot-5511977776666.example port 8443: canary-header canary-instance-token";
  at.result.verdict = store::attempt_verdict::expire;
  const inspector::exchange row = at.row();
  CHECK(row.status == 0);
  CHECK(row.outcome == "expired");
  CHECK(row.error.starts_with("bot-*********6666.example port 8443: "));
  CHECK(at.row(false).path == "https://bot-5511977776666.example:8443");
}

TEST_CASE("each attempt of a dispatcher is shown once, and one that the end of the program cut is not") {
  relay_world world;
  std::vector<std::string> shown;
  world.services.show_attempt = [&](const store::event_record& event, const destination& to,
                                    const delivery_result& answer, const store::attempt_result& result) {
    const inspector::exchange row = delivery_row(event, to, answer, result, true);
    shown.push_back(row.event + " " + std::to_string(row.status) + " " + row.outcome);
  };
  world.dispatch(plain_destination());
  world.put("c1", store::phase::terminate);
  world.client.answer(500);
  world.advance(milliseconds(1'000));
  world.client.answer(200);
  world.settle();
  CHECK(shown == std::vector<std::string>{"CallEvent 500 retry", "CallEvent 200 delivered"});
  world.put("c2", store::phase::terminate);
  REQUIRE(world.client.open.size() == 1);
  world.client.stop();
  CHECK(shown.size() == 2);
}

}  // namespace ramal::relay
