// Events of the engine into the store (webhooks.md sections 2, 4 and 7). take() is for any thread and does not block; an event
// is answered when it is durable.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "proxy/flow/event_intake.hpp"
#include "proxy/relay/incoming.hpp"
#include "proxy/relay/engine_reader.hpp"
#include "proxy/relay/services.hpp"

namespace ramal::relay {

// An event as it came.
struct posted_event {
  std::string key;  // the name of the key whose hook was used
  std::string body;
  store::instant received{};
  store::origin source = store::origin::engine;
  bool draining = false;  // nothing is stored any more
};

class intake : public std::enable_shared_from_this<intake> {
 public:
  using completion = flow::event_intake::completion;
  using waker = std::function<void(const std::string& destination)>;
  // Questions to the engine about late offers at a time; beyond it the engine is asked to come again.
  static constexpr std::size_t most_questions = 16;

  // `wake` is called on the loop when a destination has something new.
  intake(relay_services& services, engine_reader& engine, waker wake)
      : services_(services), engine_(engine), wake_(std::move(wake)) {}

  void use(settings_ptr settings);  // for events from now on; any thread
  // `done` is called once, on any thread, perhaps before this returns.
  void take(posted_event posted, const completion& done);

 private:
  void look_up(const std::shared_ptr<incoming>& event, const completion& done);
  void ask_engine(const std::shared_ptr<incoming>& event, const completion& done);
  void put(const incoming_ptr& event, const completion& done);
  void answer(const incoming_ptr& event, const store::outcome<store::put_result>& stored, const completion& done);
  void note_times(const incoming& event, const store::put_result& stored);
  void ignore(const incoming& event, events::ignored why, const completion& done);
  void warn_of_number(const incoming& event);
  settings_ptr settings() const;

  relay_services& services_;
  engine_reader& engine_;
  const waker wake_;
  mutable std::mutex mutex_;  // of the next one
  settings_ptr settings_;
  std::size_t questions_ = 0;            // loop's thread
  std::atomic<std::int64_t> warned_{0};  // of another number: when, in ms
};

}  // namespace ramal::relay
