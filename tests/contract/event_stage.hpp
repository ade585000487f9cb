// Where a case of events is played: through events/ alone, or through the real program on loopback.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tests/contract/event_case.hpp"
#include "tests/harness/contract_names.hpp"

namespace ramal::contract {

// What the engine gets back for an event.
struct reception {
  unsigned status = 0;
  std::string body;
  std::string problem;  // there was no answer
};

class event_stage {
 public:
  virtual ~event_stage() = default;

  virtual std::chrono::system_clock::time_point now() const = 0;
  virtual std::string bot_url() const = 0;  // "http://127.0.0.1:9/bot"

  // What the bot answers to the next deliveries, raw bytes in this order.
  virtual void script_bot(const std::vector<std::string>& answers) = 0;
  virtual reception post(const std::vector<field>& fields, const std::string& body) = 0;
  // The deliveries that nobody has taken yet, once there are `count` of them, or once it is clear that there never
  // will be.
  virtual std::vector<tests::engine_request> take_deliveries(std::size_t count) = 0;
};

}  // namespace ramal::contract
