// Finds in the engine's list of calls what its webhooks did not tell (webhooks.md section 9). Loop's thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "proxy/relay/engine_call.hpp"
#include "proxy/relay/engine_reader.hpp"
#include "proxy/relay/intake.hpp"
#include "proxy/relay/services.hpp"

namespace ramal::relay {

class repair : public std::enable_shared_from_this<repair> {
 public:
  static constexpr milliseconds interval{60'000};
  static constexpr milliseconds least_between_lists{30'000};  // of one key
  static constexpr milliseconds old_enough{120'000};          // a call without terminate that is asked about
  // A call of which the store knows nothing and which is over is told of if it has ended since.
  static constexpr milliseconds horizon = std::chrono::hours(1);
  static constexpr std::size_t most_questions = 10;  // for single calls, in one pass of one key

  repair(relay_services& services, engine_reader& engine, std::shared_ptr<intake> into);

  void use(settings_ptr settings);
  // Looks at every key, then every minute at those with open calls. Again: the outbox was set aside.
  void begin();
  void stop() { timer_->cancel(); }

 private:
  using open_list = std::vector<store::call_record>;

  enum class scope : std::uint8_t { open_calls, all };  // keys with open calls of some age; every key

  void look(scope at);
  void look_at(const event_key& key, open_list open, scope at);
  void take_list(const std::string& key, const open_list& open, const engine_reply& reply, scope at);
  void ask_for(const event_key& key, const store::call_record& call);
  void fill(const std::string& key, const engine_call& call);
  void forget(const store::call_record& call);
  void wait();

  relay_services& services_;
  engine_reader& engine_;
  const std::shared_ptr<intake> into_;
  settings_ptr settings_;
  std::unique_ptr<timer> timer_;
  std::map<std::string, std::chrono::steady_clock::time_point> listed_;  // by key: when last
  bool owes_all_ = false;  // a look at every key was not possible for some
};

}  // namespace ramal::relay
