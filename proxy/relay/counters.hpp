// Numbers that an operator sees (webhooks.md section 13). Any thread counts, unless it says otherwise.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "proxy/metrics/histogram.hpp"
#include "proxy/relay/call_times.hpp"
#include "proxy/relay/control_loop.hpp"

namespace ramal::relay {

using counter = std::atomic<std::uint64_t>;

// How an event of the engine was answered. In the order of `ramal_webhook_received_total`'s label `result`.
enum class received_as : std::uint8_t { stored, ignored, duplicate, invalid, full, failed, draining };
inline constexpr std::size_t received_count = 7;
enum class attempt_class : std::uint8_t { ok, redirect, client_error, server_error, no_answer };
// What the label `event` may be: the engine's names are untrusted.
enum class event_kind : std::uint8_t { offer, accept, terminate, other };

// Upper ends of the classes of `ramal_webhook_delay_seconds`, in ms; one more class has what is above.
inline constexpr std::array<int, 10> delay_classes{50, 100, 250, 500, 1'000, 2'500, 5'000, 10'000, 30'000, 60'000};

inline event_kind kind_of(store::phase place) {
  constexpr event_kind kinds[] = {event_kind::other, event_kind::offer, event_kind::accept, event_kind::terminate};
  return kinds[static_cast<std::size_t>(place)];
}

struct key_counters {
  std::array<std::array<counter, received_count>, 4> received{};  // by event_kind, then received_as
  std::array<std::array<counter, 2>, 4> delivered{};              // by event_kind; from the engine, from repair
  std::array<counter, 5> attempts{};                              // by attempt_class

  void receive(event_kind what, received_as how) {
    ++received[static_cast<std::size_t>(what)][static_cast<std::size_t>(how)];
  }
};

class relay_counters {
 public:
  // What all keys are called that have no counters of their own.
  static constexpr const char* other_keys = "_other";

  // So many keys are counted by name (metrics.keys): those that are asked for first.
  explicit relay_counters(std::size_t most_keys = 200) : most_keys_(most_keys) {}

  // Of one key, for as long as this lives.
  key_counters& of(const std::string& key);
  // Those that there are, by name; they live as long as this.
  std::map<std::string, const key_counters*> keys() const;

  // Of an event that a bot has taken: from the time that the engine gave it until now. Not counted if that time is more than
  // a day from `born`, when the event was stored: one of two clocks is wrong, and the sum would be for as long as we run.
  void delay(store::instant happened, store::instant born, store::instant now);

  counter expired{0}, dead{0};
  std::array<counter, delay_classes.size() + 1> delays{};
  counter delay_milliseconds{0};  // all delays together
  metrics::histogram commits;     // the store's writer thread alone counts
  call_times times;               // loop's thread

 private:
  const std::size_t most_keys_;
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<key_counters>> keys_;
};

}  // namespace ramal::relay
