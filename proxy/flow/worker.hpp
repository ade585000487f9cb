// What sessions need of the worker they run on. One thread uses it; nothing in it is locked.
#pragma once

#include <chrono>
#include <coroutine>
#include <memory>
#include <string_view>

#include "proxy/flow/client_origin.hpp"
#include "proxy/flow/newcomers.hpp"
#include "proxy/flow/places.hpp"
#include "proxy/flow/room.hpp"
#include "proxy/flow/snapshot.hpp"
#include "proxy/flow/stream.hpp"
#include "proxy/flow/tallies.hpp"
#include "proxy/flow/upstream.hpp"
#include "proxy/rules/access_record.hpp"
#include "proxy/rules/breaker.hpp"
#include "proxy/rules/id_source.hpp"
#include "proxy/rules/retry.hpp"

namespace ramal::flow {

// What one request is served with, from its first byte to its end, whatever is reloaded meanwhile (http-rules.md O2).
struct generation {
  std::shared_ptr<const snapshot> settings;
  std::shared_ptr<upstream> engine;

  generation(std::shared_ptr<const snapshot> s, std::shared_ptr<upstream> e)
      : settings(std::move(s)), engine(std::move(e)) {}
};

class worker {
 public:
  // `shared`: the process's one; none: one of its own.
  worker(std::shared_ptr<const snapshot> first, std::uint64_t seed, std::shared_ptr<tallies> shared = nullptr)
      : current(std::move(first)), remembered(std::move(shared)), ids(seed) {
    if (!remembered) remembered = std::make_shared<tallies>(seed, ~seed, current->limits.connections);
  }
  virtual ~worker() = default;

  virtual time_point now() = 0;  // monotonic; when what runs was last resumed
  virtual time_point exactly_now() { return now(); }
  virtual std::chrono::system_clock::time_point wall_time() = 0;  // of now(), for the log only
  virtual std::string_view date() = 0;                            // IMF-fixdate of this second
  virtual std::shared_ptr<upstream> engine() = 0;                 // the one that `current` names
  virtual void record(const rules::access_record& line, bool mask_numbers) = 0;
  virtual void tell(rules::breaker_change) {}            // the breaker has opened or closed: for the program's log
  virtual void tell_locked_out(const client_origin&) {}  // is told each time: too many wrong keys came from there
  // True if `writer` will be resumed once all that is ready now has been read and worked on; false: go on at once.
  virtual bool puts_off(std::coroutine_handle<> /*writer*/) { return false; }

  generation now_serving() { return {current, engine()}; }

  std::shared_ptr<const snapshot> current;  // for requests that begin now
  std::shared_ptr<tallies> remembered;
  rules::id_source ids;
  room_pool rooms;
  rules::breaker breaker;
  rules::retry_load asked;
  places to_engine;
  newcomers arrivals;       // connections whose request is not there yet, or was refused
  newcomers idle_clients;   // that have been served, and are silent since
  std::size_t workers = 1;  // of the process: each has its share of what is configured for all of it
  bool leaving = false;     // not ready for more, but nobody is turned away yet: answers end their connections (O4)
  bool draining = false;    // finish what is in flight, then close (O4)
  bool stopping = false;    // end everything at once (O5)
};

// co_await turn: what is written after it leaves together with what others write. A peer that sleeps is then woken once
// for many writes, and finds more to do when it wakes.
class writing_turn {
 public:
  explicit writing_turn(worker& home) : home_(home) {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> writer) { return home_.puts_off(writer); }
  void await_resume() const noexcept {}

 private:
  worker& home_;
};

}  // namespace ramal::flow
