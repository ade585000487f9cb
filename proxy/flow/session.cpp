#include "proxy/flow/session.hpp"

#include "proxy/flow/incoming_head.hpp"
#include "proxy/flow/ready.hpp"
#include "proxy/flow/serve_request.hpp"
#include "proxy/flow/transfer.hpp"

namespace ramal::flow {
namespace {

constexpr std::size_t linger_bytes = 64 * 1024;  // E0
constexpr std::chrono::seconds linger_time{1};

class session {
 public:
  session(stream& client, worker_parts& parts, const client_origin& from)
      : client_(client), parts_(parts), from_(from), lease_(parts.buffers), head_(parts, lease_) {}

  // Waits until a head is complete in the buffers, or known to be bad. False: the connection is over.
  task<bool> next_request() {
    if (head_.is() != incoming_head::state::partial) {
      head_.wait_for();
      (served_ == 0 ? parts_.half_open : parts_.idle_clients).add(fresh_, client_, head_.began());
    }
    for (;;) {
      if (from_.is_dismissed()) co_return false;
      if (is_partial()) read_head();
      if (head_.is() == incoming_head::state::complete) co_return true;
      if (!is_partial() && (fresh_.was_shed() || (parts_.is_draining() && !may_still_come()))) co_return false;
      if (fresh_.was_shed()) break;  // more came, but not all of it
      const wait_result why = co_await ready(client_, interest::read, head_.deadline(),
                                             !is_partial() && !parts_.is_draining());
      if (why == wait_result::timeout && is_partial()) break;
      if (why == wait_result::cancelled && !is_partial() && parts_.is_draining() && !parts_.is_stopping()) continue;
      if (why != wait_result::ready || from_.is_dismissed() || !receive()) co_return false;
    }
    head_.refuse_late();
    co_return true;
  }

  // The request that next_request() found, to its end.
  task<served_request> serve() {
    ++served_;
    return serve_request(client_, parts_, lease_, from_, head_.take(served_));
  }

  // The bytes behind a request are the next one's beginning.
  void drop_served(std::size_t used) {
    if (used == lease_.get().in.size()) return lease_.release();
    lease_.end_wait();
    routes::bytes& in = lease_.get().in;
    in.erase(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(used));
    begin_head();
  }

  // Lets the client read the answer to what it may still be sending (E0). A thousand refused clients cost no buffers.
  task<void> linger() {
    client_.end_writing();
    lease_.release();
    parts_.half_open.add(fresh_, client_, parts_.clock.now());
    const time_point deadline = parts_.clock.now() + linger_time;
    interest what = interest::read;
    for (std::size_t drained = 0; drained < linger_bytes;) {
      const wait_result why = co_await ready(client_, what, deadline);
      if (why != wait_result::ready) break;
      routes::bytes& sink = lease_.get().in;
      sink.clear();
      const io_result got = read_now(client_, sink, linger_bytes);
      drained += sink.size();
      lease_.release();
      if (got.what == io_status::closed || got.what == io_status::failed) break;
      what = next_wait(got.what, interest::read);
    }
  }

  // It is shed: not even its answer is waited for.
  bool was_shed() const { return fresh_.was_shed(); }

 private:
  bool is_partial() const { return head_.is() == incoming_head::state::partial; }

  bool receive() {
    const bool is_first = !is_partial();
    if (!head_.receive(client_)) return false;
    if (is_first && is_partial()) mark_begun();
    return true;
  }

  void begin_head() {
    mark_begun();
    head_.begin();
  }

  // An idle connection becomes half-open again; a new connection is half-open already and keeps its place in the list.
  void mark_begun() {
    if (served_ != 0) fresh_.arrived();
  }

  void read_head() {
    head_.read();
    if (!is_partial()) fresh_.arrived();
    else if (!fresh_.was_shed()) parts_.half_open.add(fresh_, client_, head_.began());
  }

  // The program ends. A client that connected or was answered a moment ago may be about to send a request, and a
  // request that is there already is answered (O4). All other clients have had time.
  bool may_still_come() {
    if (parts_.is_stopping()) return false;
    const time_point now = parts_.clock.now();
    const bool is_fresh = now < head_.began() + fresh_time;
    if (!is_fresh && !client_.has_unread(true)) return false;
    head_.end_by((is_fresh ? head_.began() : now) + fresh_time);
    return true;
  }

  stream& client_;
  worker_parts& parts_;
  const client_origin& from_;
  buffer_lease lease_;
  incoming_head head_;
  std::size_t served_ = 0;
  half_open_connection fresh_;
};

}  // namespace

task<void> run_session(stream& client, worker_parts& parts, client_origin from) {
  session current(client, parts, from);
  for (;;) {
    const bool there = co_await current.next_request();
    if (!there) break;
    const served_request served = co_await current.serve();
    if (served.then == after_answer::linger && !current.was_shed()) co_await current.linger();
    if (served.then != after_answer::keep) break;
    current.drop_served(served.bytes);
  }
}

}  // namespace ramal::flow
