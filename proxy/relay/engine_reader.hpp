// Reading calls from the engine on the control loop, for gap repair and for offers that come late (webhooks.md sections 6
// and 9), behind an interface for tests.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>

#include "config/model.hpp"
#include "config/secret.hpp"
#include "proxy/relay/delivery_client.hpp"

namespace ramal::relay {

inline constexpr std::size_t most_engine_bytes = 1'048'576;  // of an answer; a longer one is a failure

struct engine_question {
  std::string key;     // its name: no connection is used for two keys. Never in an error text
  std::string target;  // behind the base URL's path: "/v1/calls?limit=100", "/v1/calls/call_01K9Z"
  config::native_key_kind kind = config::native_key_kind::key;
  config::secret native_key;
};

// A question with the native key of `key`: of the configuration's, or of the relay's event_key.
template <class Key>
engine_question question_of(const Key& key, std::string target) {
  engine_question question;
  question.key = key.name;
  question.target = std::move(target);
  question.kind = key.kind;
  question.native_key = key.native_key;
  return question;
}

struct engine_reply {
  unsigned status = 0;  // 0: none, or one that is not whole
  delivery_failure failure = delivery_failure::none;
  std::string error;  // host and cause in plain words
  std::string body;   // whole
};

// All of it on the thread of the control loop.
class engine_reader {
 public:
  using completion = std::function<void(engine_reply)>;

  virtual ~engine_reader() = default;

  // `done` is called exactly once, never before this returns, unless stop() was called before.
  virtual void get(engine_question what, completion done) = 0;
  // Ends every question before it returns, as delivery_client::stop() does.
  virtual void stop() = 0;
};

}  // namespace ramal::relay
