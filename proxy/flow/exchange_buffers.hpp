// The memory of one exchange, reused: a connection has buffers only while a request of its is being served, and
// small ones of its own while the client makes the exchange wait.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/wire/answer_head.hpp"
#include "proxy/wire/body_reader.hpp"
#include "proxy/wire/request_head.hpp"
#include "routes/bytes.hpp"
#include "routes/plan_request.hpp"
#include "routes/plan_response.hpp"

namespace ramal::flow {

struct exchange_buffers {
  routes::bytes in;         // the client's bytes: head, body, perhaps the beginning of the next request
  std::string native;       // native request, head and body
  routes::bytes reply;      // the engine's answer as it came
  routes::bytes out;        // the client's answer, body behind a gap for the head
  std::string head;         // the client's answer head before it moves into the gap
  std::string ignored;      // value of X-Ramal-Ignored
  std::string native_call;  // for the log: the engine's own id of the call, if the client has another one
  std::string outcome;      // for the log: of a failure, the code in its answer
  routes::bytes upwards;    // windows of bodies that are passed on, to the server and back
  routes::bytes downwards;
  wire::request_head_reader request{wire::head_limits{}};
  wire::body_reader body;
  wire::answer_head_reader answer;
  wire::body_reader answer_body;
  routes::native_request plan;
  routes::answer_scratch rewriting;
  bool is_sent = false;   // the native request, by any attempt: the engine may have it
  unsigned attempts = 0;  // at the engine

  std::string_view request_bytes() const { return routes::view(in); }
  std::string_view answer_bytes() const { return routes::view(reply); }

  // Makes it as new for a request, but for the client's bytes and their reader.
  void begin_request() {
    body = wire::body_reader();
    ignored.clear();
    native_call.clear();
    plan.clear();
    is_sent = false;
    attempts = 0;
  }

  // Memory that it keeps, about.
  std::size_t capacity() const {
    return sizeof *this + in.capacity() + native.capacity() + reply.capacity() + out.capacity() + plan.body.capacity() +
           plan.text.capacity() + plan.written_callee.capacity() + native_call.capacity() + upwards.capacity() +
           downwards.capacity() + rewriting.text.capacity() +
           rewriting.call.others.capacity() * sizeof(routes::native_call::copied);
  }
};

// The free buffers of one worker, the last used first, and how many bytes the buffers hold that wait for slow clients.
class buffer_pool {
 public:
  std::unique_ptr<exchange_buffers> take();
  // Keeps the buffers unless that would keep more than `most_kept` bytes in all, or they were taken before forget().
  void give(std::unique_ptr<exchange_buffers> used, std::uint32_t epoch) noexcept;

  // Frees the buffers that nobody has used since this was called last (L7b).
  void drop_unused();
  // Frees all free buffers now, and those in use when they come back: they may hold keys that are not valid any more
  // (K9).
  void forget();
  std::uint32_t epoch() const { return epoch_; }  // how often forget() was called

 private:
  friend class buffer_lease;
  static constexpr std::size_t most_kept = 16 * 1024 * 1024;
  static constexpr std::size_t most_waiting = 1024 * 1024;  // enough for bodies that come in two pieces
  std::vector<std::unique_ptr<exchange_buffers>> free_;
  std::size_t kept_ = 0;
  std::size_t fewest_ = 0;   // in free_ since drop_unused(): so many at its bottom were not needed
  std::size_t waiting_ = 0;  // bytes
  std::uint32_t epoch_ = 0;
};

// Takes buffers when they are first needed and gives them back at its end.
class buffer_lease {
 public:
  explicit buffer_lease(buffer_pool& pool) : pool_(pool) {}
  ~buffer_lease() { release(); }
  buffer_lease(const buffer_lease&) = delete;
  buffer_lease& operator=(const buffer_lease&) = delete;

  exchange_buffers& get() {
    if (!held_) take();
    return *held_;
  }
  // The same, after get().
  exchange_buffers* operator->() const { return held_.get(); }
  void release() {
    stop_waiting();
    if (held_ && !small_) pool_.give(std::move(held_), epoch_);
    held_.reset();
  }

  // Before each wait for the client. False: those that wait hold so much that this one is to be made small first.
  bool may_wait();
  // Gives the buffers back and keeps small ones, which are no larger than what they hold: the client's bytes with their
  // readers, the log's texts, and as `out` the rest of the answer. `rest_of_answer` is a view into the buffers. After
  // this, views into them are invalid.
  void make_small(std::string_view rest_of_answer);
  // The client has done its part: whole buffers again, the client's bytes where they were.
  void end_wait();
  bool is_small() const { return small_; }

 private:
  void take() {
    held_ = pool_.take();
    epoch_ = pool_.epoch();
    small_ = false;
  }
  void stop_waiting() { pool_.waiting_ -= std::exchange(waiting_, 0); }

  buffer_pool& pool_;
  std::unique_ptr<exchange_buffers> held_;
  std::uint32_t epoch_ = 0;
  std::size_t waiting_ = 0;  // what it counts for in the pool's
  bool small_ = false;
};

}  // namespace ramal::flow
