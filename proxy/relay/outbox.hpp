// Everything behind the receiver: intake, dispatchers, gap repair and the store's tidying, over a store, a client and a loop
// that others choose. Loop's thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "proxy/relay/dispatcher.hpp"
#include "proxy/relay/engine_reader.hpp"
#include "proxy/relay/intake.hpp"
#include "proxy/relay/repair.hpp"
#include "proxy/relay/services.hpp"

namespace ramal::relay {

class outbox : public std::enable_shared_from_this<outbox> {
 public:
  static constexpr milliseconds tidy_every{5'000};
  static constexpr milliseconds tidy_again{100};   // where there is more to do
  static constexpr milliseconds set_clock{2'000};  // a wall clock that has moved by more was set

  static std::shared_ptr<outbox> make(relay_services& services, engine_reader& engine);

  // For attempts and events from now on: new destinations get a dispatcher, removed ones give up what waits.
  void use(settings_ptr settings);
  // After the first use(): what the program before this one left is taken up.
  void begin();
  // The store has lost what it had: the engine's list of calls tells what can be known.
  void look_at_calls() { repair_->begin(); }
  // Something in the store was changed from outside.
  void wake_all();
  // Claims nothing any more. `idle` is called once, when no attempt is under way and all results are written.
  void finish(std::function<void()> idle);

  const std::shared_ptr<intake>& in() const { return intake_; }

 private:
  explicit outbox(relay_services& services) : services_(services), tidies_(services.loop.make_timer()) {}

  void give_up_strangers();
  void tidy();
  void watch_clock();

  relay_services& services_;
  settings_ptr settings_;
  std::map<std::string, std::shared_ptr<dispatcher>> dispatchers_;  // by destination
  std::map<const dispatcher*, std::shared_ptr<dispatcher>> leaving_;
  std::shared_ptr<intake> intake_;
  std::shared_ptr<repair> repair_;
  std::unique_ptr<timer> tidies_;
  milliseconds ahead_{0};  // of the wall clock before the monotonic one, when it was last looked at
};

}  // namespace ramal::relay
