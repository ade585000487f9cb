// Delivers the events of one destination (webhooks.md sections 6 and 7): claims from the store what is due, makes attempts,
// writes their results. All of it on the loop's thread.
//
//   wake --claim--> store --events--> attempts --answers--> result_writer --store--> wake
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "proxy/relay/attempt.hpp"
#include "proxy/relay/destinations.hpp"
#include "proxy/relay/result_writer.hpp"
#include "proxy/relay/services.hpp"
#include "proxy/rules/breaker.hpp"

namespace ramal::relay {

class dispatcher : public std::enable_shared_from_this<dispatcher> {
 public:
  static constexpr std::size_t at_once = 8;          // attempts of one destination
  static constexpr std::size_t most_unwritten = 64;  // results that the store has not taken: then nothing is claimed
  static constexpr milliseconds claim_again{1'000};  // behind a claim that failed
  static constexpr rules::breaker_limits breaker_limits{10, milliseconds(10'000), milliseconds(300'000)};

  static std::shared_ptr<dispatcher> make(relay_services& services, destination_ptr to);

  // There may be something to claim. Cheap; as often as one likes.
  void wake();
  // For the attempts from now on. One that has changed begins from the start: no breaker, no pause.
  void change(destination_ptr to);
  // Claims nothing any more. `idle` is called once, when no attempt is under way and every result is written.
  void finish(std::function<void()> idle);
  // The destination is configured no more: as finish(), and what waits for it becomes dead letters.
  void remove(std::function<void()> idle);

  const std::string& id() const { return to_->id; }

 private:
  struct attempt_under_way;
  using attempt_ptr = std::shared_ptr<attempt_under_way>;
  using permits = std::vector<rules::breaker::permit>;

  dispatcher(relay_services& services, destination_ptr to);

  void claim();
  permits ask_for_permits(std::size_t most);
  void take(const store::outcome<store::claimed>& found, permits given);
  void wait_for(const store::claimed& found, bool is_full);
  void begin(const store::event_record& event, const rules::breaker::permit& given);
  void note_sent(const attempt_ptr& one);
  void end(const attempt_ptr& one, const delivery_result& answer);
  void hand_back(const rules::breaker::permit& given, rules::verdict how);
  void check_idle();

  relay_services& services_;
  destination_ptr to_;
  key_counters& counters_;
  std::shared_ptr<result_writer> results_;
  std::unique_ptr<timer> timer_;
  rules::breaker breaker_;
  std::size_t running_ = 0;  // attempts
  enum class claiming : std::uint8_t { no, yes, again } claiming_ = claiming::no;
  bool waits_for_slot_ = false;
  std::function<void()> idle_;  // set: finishing
};

// Makes dead letters of all that waits for a destination that is configured no more.
void give_up_waiting(relay_services& services, const std::string& destination);

}  // namespace ramal::relay
