// What may be asked of the store, and what it answers. Each request names its result. Writes carry the time of the
// asker (`now`, wall clock).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/model.hpp"

namespace ramal::store {

// --- writes ---

enum class put_verdict : std::uint8_t {
  stored,
  duplicate,  // this phase of the call is known: whatever brought it, the first one wins
  late,       // a later phase of the call is known
};

struct put_result {
  put_verdict verdict = put_verdict::stored;
  call_record call;             // as it is now
  std::int64_t deliveries = 0;  // events that were added
  std::int64_t dead = 0;        // of these: dead letters at once, for their destination is paused
  std::int64_t absorbed = 0;    // another record of the same call, which is now `call`; 0: none
};

// An event of the engine, or one that gap repair found. Identity, call record and one event for each destination are
// stored together or not at all (webhooks.md section 7).
struct new_event {
  using result = put_result;
  // What to deliver. Called on the store's thread, at most twice and only for an event that is new; `call` is the
  // record before this event, with its final `x`. Must not call the store and must give the same answer again. An
  // exception fails this event alone.
  using maker = std::function<std::vector<delivery>(const call_record& call)>;

  std::string key;
  call_ids ids;  // at least one is not empty
  phase place = phase::none;
  std::string name, native;  // see event_record
  origin source = origin::engine;
  std::string peer;
  direction way = direction::unknown;
  instant happened{}, now{};
  maker make;
  std::size_t bytes = 0;  // memory that this request holds while it waits, roughly: bounds the queue
};

// Whether an event waits for earlier ones of its call and destination (webhooks.md section 7).
enum class line_order : std::uint8_t {
  strict,   // for their end
  patient,  // for their end, or until the attempt was sent `patience` ago and is still not answered
  none,     // not at all
};

struct claimed {
  std::vector<event_record> events;  // now busy; by due time
  std::vector<event_record> ended;   // their life was over: expired or dead; without bodies
  std::optional<instant> next;       // when to claim again, unless something else happens first; none: nothing waits
};

// Takes events of a destination that are due. Each must be given back with `attempt_result`, or the next start does it.
struct claim {
  using result = claimed;
  std::string destination;
  std::int64_t most = 1;  // up to most_claimed
  line_order order = line_order::patient;
  milliseconds patience{5000};
  instant now{};
};

// The last byte of a busy event's attempt was written. Value: whether the event is busy.
struct mark_sent {
  using result = bool;
  std::int64_t seq = 0;
  instant now{};
};

enum class attempt_verdict : std::uint8_t { delivered, retry, give_up, expire };

struct recorded {
  event_state state = event_state::ready;  // of the event now
  bool found = false;                      // false: it was dropped meanwhile; the attempt is logged all the same
  std::optional<instant> failing_since;    // of the destination: the first failure behind its last success
  std::int64_t failing_days = 0;           // days (UTC) with a failure since then, this one included; 0: it succeeded
  std::int64_t passed = 0;                 // earlier offers of the call that are of no use any more: they expired
};

// An attempt has ended. `retry` with a due time behind the event's life, or of an offer behind which a later event of
// the call was delivered, ends the event: an offer expires, all others are dead letters.
struct attempt_result {
  using result = recorded;
  std::int64_t seq = 0;
  attempt_verdict verdict = attempt_verdict::retry;
  instant due{};  // of the next attempt, for `retry`
  milliseconds took{};
  int status = 0;
  std::string error, answer;  // are cut
  instant now{};
};

// Events of a paused destination become dead letters: new ones at once, waiting ones with each tidying. Value: changed.
struct pause {
  using result = bool;
  std::string destination, reason;
  instant now{};
};
struct resume {
  using result = bool;
  std::string destination;
  instant now{};
};

// Waiting events of a destination that is configured no more become dead letters, at most limits::rows of them at a
// time. Value: how many; ask again until 0.
struct give_up {
  using result = std::int64_t;
  std::string destination, reason;
  instant now{};
};

// One event, or dead letters of a key (and destination, if named), oldest first, at most limits::rows.
struct selection {
  std::string webhook_id;  // if set, nothing else counts
  std::string key, destination;
};

struct replayed {
  std::int64_t replayed = 0;
  std::int64_t skipped = 0;  // offers, what is no dead letter, and destinations that are paused
};

// Dead letters wait again, with id and body as they were and with as many attempts as new ones (webhooks.md section 6).
struct replay {
  using result = replayed;
  selection which;
  milliseconds life{};  // from now
  instant now{};
};

// Removes dead letters, or the one event that is named unless it is busy. Value: how many.
struct drop {
  using result = std::int64_t;
  selection which;
  instant now{};
};

// The engine does not know this call any more: gap repair need not ask again. Value: whether it was open.
struct end_call {
  using result = bool;
  std::int64_t call = 0;
  instant now{};
};

struct tidied {
  std::int64_t expired = 0, dead = 0, removed = 0;
  bool more = false;  // a bound was reached: ask again soon
};

// Ends lives, empties paused destinations, removes what is old or too much. Ask every few seconds. It writes each time,
// so it also shows whether the store can commit again.
struct tidy {
  using result = tidied;
  instant now{};
};

// --- reads ---

struct find_call {
  using result = std::optional<call_record>;
  std::string key;
  call_ids ids;
};

// Calls without terminate that began before `before`, by id: what gap repair looks at (webhooks.md section 9).
struct open_calls {
  using result = std::vector<call_record>;
  instant before{};
  std::int64_t after = 0;  // the id of the last one of the page before
  std::int64_t most = 100;
};

// Events without their bodies, by seq.
struct list_events {
  using result = std::vector<event_record>;
  std::optional<event_state> state;
  std::string key, destination;  // empty: any
  std::int64_t after = 0;        // the seq of the last one of the page before
  std::int64_t most = 100;
};

struct event_details {
  event_record event;
  std::vector<attempt_record> attempts;  // oldest first, the last 100
};
struct show_event {
  using result = std::optional<event_details>;
  std::string webhook_id;
};

struct key_summary {
  std::string key;
  std::int64_t pending = 0, dead = 0;
  std::optional<instant> oldest;  // of the pending ones: when it was stored
};
struct destination_summary {
  std::string destination;
  std::int64_t pending = 0;
  std::optional<instant> paused;
  std::string reason;
  std::optional<instant> failing_since;
};
struct totals {
  std::vector<key_summary> keys;                  // by name
  std::vector<destination_summary> destinations;  // by name
  std::int64_t pending = 0, identities = 0, bytes = 0;
};
struct summary {
  using result = totals;
};

}  // namespace ramal::store
