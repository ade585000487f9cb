// Where an event that the engine posts goes once its hook, size, rate and signature are right: the outbox, which
// proxy/relay fills (contracts/webhooks.md section 2).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace ramal::flow {

class snapshot;

enum class intake_verdict : std::uint8_t {
  stored,         // durable
  ignored,        // and never stored: not translated, known already, ...; `why` says which
  invalid_json,   // no event at all
  outbox_full,    // nothing was stored, it may come again
  outbox_failed,  // the same
  draining,       // the same: the program ends
};

struct intake_answer {
  intake_verdict what = intake_verdict::outbox_failed;
  std::string_view why{};  // of `ignored`: static text, for the engine and the log
};

struct received_event {
  std::shared_ptr<const snapshot> settings;  // what was in force when the request began
  std::size_t key = 0;                       // into settings->hooks.keys()
  std::string body;                          // as it came
  std::chrono::sys_time<std::chrono::milliseconds> received{};
  bool draining = false;  // what would be stored is answered with `draining`; the other answers are as usual
};

class event_intake {
 public:
  // Called exactly once, on any thread, possibly before take() returns; does not throw and does not block. Its worker
  // must still exist: an implementation answers everything before the server ends.
  using completion = std::function<void(intake_answer)>;

  // Any worker's thread. Returns at once: the answer comes when the event is durable. May throw std::bad_alloc, and
  // then the completion is not called.
  virtual void take(received_event event, completion done) = 0;

 protected:
  ~event_intake() = default;
};

}  // namespace ramal::flow
