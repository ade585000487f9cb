#include "proxy/flow/session.hpp"

#include <algorithm>

#include "proxy/flow/exchange.hpp"
#include "proxy/flow/transfer.hpp"

namespace ramal::flow {
namespace {

using routes::failure_kind;

constexpr std::size_t head_read = 32 * 1024;     // H5: no more of a head is ever read
constexpr std::size_t linger_bytes = 64 * 1024;  // E0
constexpr std::chrono::seconds linger_time{1};

// A head that came in pieces: what a slow client costs, and all that it costs.
struct partial_head {
  std::string bytes;
  wire::request_head_reader reader;
  generation with;

  partial_head(const room& in, generation began_with)
      : bytes(in.in.data(), in.in.size()), reader(in.request), with(std::move(began_with)) {}
};

// The exchange lives in a frame of its own: an idle connection does not pay for it.
task<fate> serve(stream& client, worker& home, generation with, room_lease& in, const client_origin& from,
                 time_point began, bool last_one, const std::optional<routes::failure>& refused,
                 std::size_t& consumed) {
  std::optional<client_origin> named;
  if (!refused) named = named_by_proxy(from, in.get(), *with.settings, home);
  exchange one(client, home, std::move(with), in, named ? *named : from, began, last_one);
  exchange::outcome problem = refused;
  if (!refused) problem = co_await one.run();
  const fate then = co_await one.answer(problem);
  consumed = one.consumed();
  co_return then;
}

class session {
 public:
  session(stream& client, worker& home, const client_origin& from)
      : client_(client), home_(home), from_(from), lease_(home.rooms), began_(home.now()) {}

  // Waits until a head is complete in the room, or known to be bad (refused_). False: the connection is over.
  task<bool> next_request() {
    if (!has_bytes_) {
      began_ = home_.now();
      deadline_ = began_ + home_.current->limits.idle_timeout;
      (served_ == 0 ? home_.arrivals : home_.idle_clients).add(fresh_, client_, began_);
    }
    for (;;) {
      if (from_.is_dismissed()) co_return false;
      if (has_bytes_ && read_head()) co_return true;
      if (!has_bytes_ && (fresh_.was_shed() || (home_.draining && !may_still_come()))) co_return false;
      if (fresh_.was_shed()) co_return refuse_late();  // more came, but not all of it
      const wake why = co_await ready(client_, interest::read, deadline_, !has_bytes_ && !home_.draining);
      if (why == wake::timeout && has_bytes_) co_return refuse_late();
      if (why == wake::cancelled && !has_bytes_ && home_.draining && !home_.stopping) continue;
      if (why != wake::ready || from_.is_dismissed() || !receive()) co_return false;
    }
  }

  // The request that next_request() found, to its end; `used`: its bytes.
  task<fate> serve_one(std::size_t& used) {
    generation with = take_generation();
    const bool last_one = ++served_ >= with.settings->limits.requests_per_connection;
    return serve(client_, home_, std::move(with), lease_, from_, began_, last_one, refused_, used);
  }

  // The bytes behind a request are the next one's beginning.
  void take_off(std::size_t used) {
    if (used == lease_.get().in.size()) return lease_.release();
    lease_.end_wait();
    routes::bytes& in = lease_.get().in;
    in.erase(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(used));
    begin_head();
  }

  // Lets the client read the answer to what it may still be sending (E0). A thousand refused clients cost no rooms.
  task<void> linger() {
    client_.end_writing();
    lease_.release();
    home_.arrivals.add(fresh_, client_, home_.now());
    const time_point deadline = home_.now() + linger_time;
    interest what = interest::read;
    for (std::size_t drained = 0; drained < linger_bytes;) {
      const wake why = co_await ready(client_, what, deadline);
      if (why != wake::ready) break;
      routes::bytes& sink = lease_.get().in;
      sink.clear();
      const io_result got = read_now(client_, sink, linger_bytes);
      drained += sink.size();
      lease_.release();
      if (got.what == io::closed || got.what == io::failed) break;
      what = next_wait(got.what, interest::read);
    }
  }

  // Ended early to make room: not even its answer is waited for.
  bool was_shed() const { return fresh_.was_shed(); }

 private:
  // What the head was read with: a slow one may be older than what is in force now.
  generation take_generation() {
    if (!partial_) return home_.now_serving();
    generation began_with = std::move(partial_->with);
    partial_.reset();
    return began_with;
  }

  // Who was idle is a newcomer once more; who is one already stays as old as it is.
  void begin_head() {
    if (served_ != 0) fresh_.arrived();
    lease_.get().request = wire::request_head_reader(home_.current->head_limits);
    began_ = home_.now();
    deadline_ = began_ + home_.current->limits.head_timeout;
    has_bytes_ = true;
  }

  // The program ends. Who connected or was answered a moment ago is perhaps just asking, and who has asked already is
  // answered (O4); everybody else has had time.
  bool may_still_come() {
    if (home_.stopping) return false;
    const time_point now = home_.now();
    const bool is_fresh = now < began_ + fresh_time;
    if (!is_fresh && !client_.has_unread(true)) return false;
    deadline_ = std::min(deadline_, (is_fresh ? began_ : now) + fresh_time);
    return true;
  }

  // One read. A room that got no bytes goes back. False: the client is gone.
  bool receive() {
    routes::bytes& in = lease_.get().in;
    in.clear();
    const io_result got = read_now(client_, in, head_read);
    if (got.what != io::ok) {
      lease_.release();
      return got.what == io::again_read || got.what == io::again_write;
    }
    if (partial_) partial_->bytes.append(in.data(), in.size());
    else begin_head();
    return true;
  }

  // True if the exchange can begin. Else what came is put by and the room goes back.
  bool read_head() {
    room& in = lease_.get();
    wire::request_head_reader& reader = partial_ ? partial_->reader : in.request;
    const wire::progress state = reader.feed(partial_ ? std::string_view(partial_->bytes) : routes::view(in.in));
    if (state == wire::progress::need_more) {
      if (!partial_) put_by(in);
      if (!fresh_.was_shed()) home_.arrivals.add(fresh_, client_, began_);
      lease_.release();
      return false;
    }
    fresh_.arrived();
    if (state == wire::progress::failed) refused_ = reader.failure();
    if (partial_) {
      in.in.assign(partial_->bytes.begin(), partial_->bytes.end());
      in.request = reader;
    }
    has_bytes_ = false;
    return true;
  }

  void put_by(const room& in) { partial_ = std::make_unique<partial_head>(in, home_.now_serving()); }

  // The room may be another one than the head began in. What was read of it still counts: a HEAD gets no body.
  bool refuse_late() {
    room& in = lease_.get();
    in.in.assign(partial_->bytes.begin(), partial_->bytes.end());
    in.request = partial_->reader;
    refused_ = routes::failure(failure_kind::head_timeout);
    return true;
  }

  stream& client_;
  worker& home_;
  const client_origin& from_;
  room_lease lease_;
  std::unique_ptr<partial_head> partial_;
  std::optional<routes::failure> refused_;
  time_point began_;  // the request; between requests: the wait for it
  time_point deadline_{};
  std::size_t served_ = 0;
  newcomer fresh_;
  bool has_bytes_ = false;
};

}  // namespace

task<void> run_session(stream& client, worker& home, client_origin from) {
  session one(client, home, from);
  for (;;) {
    const bool there = co_await one.next_request();
    if (!there) break;
    std::size_t used = 0;
    const fate then = co_await one.serve_one(used);
    if (then == fate::linger && !one.was_shed()) co_await one.linger();
    if (then != fate::keep) break;
    one.take_off(used);
  }
}

}  // namespace ramal::flow
