// A receiver of webhooks on a free port, on its own thread.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ramal::engine::test {

struct hook {
  boost::json::object body;
  std::string raw;  // the same, as it came
  std::string target;
  std::string content_type;
  std::string signature;  // x-pilot-status-signature, "" = none
};

// What one request is answered with: a status, or bytes as they are.
struct hook_answer {
  hook_answer(unsigned status);
  hook_answer(std::string bytes, bool stay_open = false) : raw(std::move(bytes)), keep_open(stay_open) {}
  hook_answer(const char* bytes) : raw(bytes) {}

  std::string raw;         // "" = never answered
  bool keep_open = false;  // the connection stays open behind the answer
};

class hook_receiver {
 public:
  // The first requests are answered with `answers`, all later ones with 204; a status of 0 is never answered.
  explicit hook_receiver(std::vector<hook_answer> answers = {});
  ~hook_receiver();

  std::string url() const;
  // Waits until `count` requests have come, at most ten seconds; all that have come by then.
  std::vector<hook> wait_for(std::size_t count);

 private:
  class state;
  std::unique_ptr<state> state_;
};

}  // namespace ramal::engine::test
