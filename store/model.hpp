// What the store keeps: calls, events on their way to a destination, attempts (webhooks.md section 8). Plain data.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace ramal::store {

// Wall clock, UTC, milliseconds since 1970: it must mean the same after a restart. The store reads no clock: each
// request says what time it is.
using instant = std::chrono::sys_time<std::chrono::milliseconds>;
using std::chrono::milliseconds;

// Where in a call's life an event stands. `none`: an event that is passed on outside of that order.
enum class phase : std::uint8_t { none, offer, accept, terminate };
enum class direction : std::uint8_t { unknown, inbound, outbound };
enum class origin : std::uint8_t { engine, repair };
// ready: waits for an attempt. busy: an attempt is under way. The others are ends.
enum class event_state : std::uint8_t { ready, busy, done, dead, expired };

// The two ids of one call; empty where not known.
struct call_ids {
  std::string native;    // callId
  std::string external;  // externalCallId
};

struct call_record {
  std::int64_t id = 0;  // of this store only; 0: not stored yet
  std::string key;      // the name of the key that the call belongs to
  std::string x;        // what the bot knows the call by; never changes once an event was stored
  call_ids ids;
  std::string peer;  // digits, may be empty
  direction way = direction::unknown;
  unsigned phases = 0;  // a set of phases that were stored, see line_rules.hpp
  instant born{}, seen{};
  std::optional<instant> ended;  // when the terminate was stored
};

// One event for one destination, as the builder of bodies makes it.
struct delivery {
  std::string destination;  // unique in the process, stable over restarts
  std::string webhook_id;   // unique for each event and destination: of two with the same id only the first is stored
  std::string body;         // what every attempt sends, byte for byte
  instant due{};            // of the first attempt
  instant life_end{};       // no attempt begins then
};

struct event_record {
  std::int64_t seq = 0;  // grows in the order in which events came; never used twice
  std::int64_t call = 0;
  std::string key, destination, webhook_id;
  std::string name;    // for the bot, e.g. CallOffer
  std::string native;  // the engine's, e.g. call.ringing
  std::string body;    // empty in lists
  phase place = phase::none;
  origin source = origin::engine;
  event_state state = event_state::ready;
  int attempts = 0;              // begun so far, the one under way included
  instant happened{}, born{};    // by the engine's clock; when it was stored
  instant due{}, life_end{};     // of the next attempt; of the event
  std::optional<instant> ended;  // since when it is done, dead or expired
  int last_status = 0;           // of the last attempt's answer; 0: none
  std::string last_error;        // of the last attempt, or why it is dead
};

// One attempt that has ended. Texts are cut to limits.hpp's lengths.
struct attempt_record {
  std::string webhook_id;
  int number = 0;  // from 1
  instant at{};
  milliseconds took{};
  int status = 0;      // 0: no answer
  std::string error;   // why there was none; "" if there was
  std::string answer;  // the first bytes of the answer's body
};

}  // namespace ramal::store
