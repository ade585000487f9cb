// Events into a store in memory, an engine that the test answers for.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "proxy/relay/outbox.hpp"
#include "tests/relay/relay_fixture.hpp"

namespace ramal::relay {

class fake_engine_reader final : public engine_reader {
 public:
  struct question {
    engine_question what;
    completion done;
  };
  void get(engine_question what, completion done) override { open.push_back({std::move(what), std::move(done)}); }
  void stop() override {
    while (!open.empty()) answer(0, "");
  }
  // Answers the oldest one; returns what was asked for.
  std::string answer(unsigned status, const std::string& body);

  std::deque<question> open;
};

struct intake_world : relay_world {
  explicit intake_world(std::shared_ptr<relay_settings> first = nullptr);
  ~intake_world();

  // What a posted event is answered with: "stored", "ignored late", "invalid", ...; "" as long as there is no answer.
  std::string post(const std::string& body, bool draining = false);
  std::string last;  // answer

  std::shared_ptr<relay_settings> settings;
  fake_engine_reader engine;
  std::shared_ptr<outbox> all;
};

// The key shop, number 5511900000001, with one destination of the dialect.
std::shared_ptr<relay_settings> one_key(events::dialect speaks = events::dialect::go);

// A normalized event of call_01 with the external id X01; `at` after the test's start.
std::string native(const std::string& event, const std::string& status, milliseconds at = milliseconds(0),
                   const std::string& direction = "INBOUND");

}  // namespace ramal::relay
