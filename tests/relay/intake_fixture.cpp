#include "tests/relay/intake_fixture.hpp"

#include <utility>

#include "events/time_text.hpp"

namespace ramal::relay {

std::string fake_engine_reader::answer(unsigned status, const std::string& body) {
  REQUIRE(!open.empty());
  question one = std::move(open.front());
  open.pop_front();
  engine_reply reply;
  reply.status = status;
  reply.body = body;
  reply.failure = status == 0 ? delivery_failure::stopped : delivery_failure::none;
  one.done(reply);
  return one.what.target;
}

intake_world::intake_world(std::shared_ptr<relay_settings> first) : settings(first ? std::move(first) : one_key()) {
  all = outbox::make(services, engine);
  all->use(settings);
}

intake_world::~intake_world() {
  engine.stop();
  client.stop();
  store->close();
}

std::string intake_world::post(const std::string& body, bool draining) {
  using verdict = flow::intake_verdict;
  last.clear();
  all->in()->take({"shop", body, loop.now(), store::origin::engine, draining},
                  [this](const flow::intake_answer& answer) {
                    loop.post([this, answer] {
                      CHECK(last == "");
                      switch (answer.what) {
                        case verdict::stored: last = "stored"; break;
                        case verdict::ignored: last = "ignored " + std::string(answer.why); break;
                        case verdict::invalid_json: last = "invalid"; break;
                        case verdict::outbox_full: last = "full"; break;
                        case verdict::outbox_failed: last = "failed"; break;
                        case verdict::draining: last = "draining"; break;
                      }
                    });
                  });
  settle();
  return last;
}

std::shared_ptr<relay_settings> one_key(events::dialect speaks) {
  auto to = plain_destination();
  to->speaks.speaks = speaks;
  to->speaks.instance_id = "the-id";
  to->speaks.instance_name = "shop";
  auto made = std::make_shared<relay_settings>();
  event_key key;
  key.name = "shop";
  key.own_number = "5511900000001";
  key.native_key = config::secret("ps_of_the_shop");
  key.destinations.push_back(to);
  made->keys.push_back(std::move(key));
  return made;
}

std::string native(const std::string& event, const std::string& status, milliseconds at, const std::string& direction) {
  const bool inbound = direction == "INBOUND";
  const std::string peer = "5511977776666", own = "5511900000001";
  return R"({"event":")" + event + R"(","callId":"call_01","externalCallId":"X01","direction":")" + direction +
         R"(","status":")" + status + R"(","from":")" + (inbound ? peer : own) + R"(","to":")" +
         (inbound ? own : peer) + R"(","timestamp":")" + events::time_with_ms(start + at) + R"("})";
}

}  // namespace ramal::relay
