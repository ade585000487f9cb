// A byte stream as the flow sees it: a socket, a TLS session, or memory in a test.
#pragma once

#include <chrono>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "routes/failure.hpp"

namespace ramal::flow {

using clock = std::chrono::steady_clock;
using time_point = clock::time_point;

enum class io_status : std::uint8_t {
  ok,           // `bytes` were read or written, at least one
  again_read,   // nothing now: wait for readability
  again_write,  // nothing now: wait for writability
  closed,       // the peer ended its side in order (reading only)
  failed,       // reset, TLS error, ...: the stream must not be used any more
};

struct io_result {
  io_status what = io_status::failed;
  std::size_t bytes = 0;
};

enum class interest : std::uint8_t {
  read,
  write,
  read_write,  // whichever comes first; both are to be tried then
  none,        // only its end: the deadline, or end_wait()
  end,         // the peer has ended its side, or the connection is broken; bytes are left for later
};
// What to wait for before a stream is asked again; `usual`: if it did not say.
constexpr interest next_wait(io_status said, interest usual) {
  if (said == io_status::again_read) return interest::read;
  return said == io_status::again_write ? interest::write : usual;
}
enum class wait_result : std::uint8_t { ready, timeout, cancelled };

// Who waits on a stream: filled by the awaiter, resumed once by the stream.
struct wait_slot {
  std::coroutine_handle<> handle{};
  wait_result why = wait_result::ready;
  bool idle = false;  // nothing is in flight: the wait may be cancelled when the worker drains
};

class disconnect_watch;  // ready.hpp

// What can be waited for, and whose wait can be ended early.
class interruptible {
 public:
  // Ends the wait, if somebody waits, with wait_result::cancelled, from within this call.
  virtual void cancel_wait() = 0;

 protected:
  ~interruptible() = default;
};

class stream : public interruptible {
 public:
  virtual ~stream() = default;

  // Neither ever blocks.
  virtual io_result read_some(char* to, std::size_t most) = 0;
  virtual io_result write_some(std::string_view bytes) = 0;

  // Resumes the slot's coroutine later, never from within this call: ready (perhaps for nothing: read or write tells),
  // timeout at `deadline` or up to a tick later, cancelled if the stream's owner wants its user to end. One wait per
  // stream at a time.
  virtual void wait(interest what, time_point deadline, wait_slot& slot) = 0;

  // Calls watcher->happen() once, from the loop, when the peer has gone: it has reset the connection or ended both
  // sides. A peer that ends its own side only still reads: that is no disconnect, except over TLS, where clients do not
  // do this. Null: no watcher any more. Returns true if the peer is known to be gone already; then happen() is not
  // called. One watcher at a time, and only while no coroutine waits on this stream.
  virtual bool watch(disconnect_watch* watcher) = 0;
  // The coroutine that waits on this stream is resumed soon, never from within this call: with wait_result::ready only
  // if it waits for interest::end, or with wait_result::timeout, as if its deadline had come.
  virtual void end_wait(wait_result why) = 0;

  // True if bytes, an end or an error have been seen that no read has taken yet: such an idle upstream connection is
  // of no use (http-rules.md U10). `thorough` asks the kernel, else only what the event loop has already seen counts.
  virtual bool has_unread(bool thorough) = 0;

  // Why the first step that failed did so, as far as it can be told: closed, reset, or what TLS says.
  virtual routes::reason why_failed() const { return routes::reason::none; }

  // Ends the writing side, so that the peer reads everything and then the end.
  virtual void end_writing() = 0;
  // Makes the coming close a reset: for peers that let us wait too long (L5) and broken upstreams.
  virtual void reset_on_close() = 0;
};

}  // namespace ramal::flow
