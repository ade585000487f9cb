// The event loop of one worker thread: epoll, edge-triggered, each socket registered once.
//
// Why not Asio's: its async_wait re-arms epoll with a system call for each wait, its reads try recv before they wait,
// and it hides the event mask. EPOLLRDHUP in that mask is what tells, without a system call, that the engine's end of a
// connection came together with its last answer, so that no POST goes out on it (http-rules.md U5).
#pragma once

#include <sys/epoll.h>

#include <boost/intrusive/list.hpp>
#include <cstdint>
#include <functional>

#include "proxy/flow/mailbox.hpp"
#include "proxy/flow/ready.hpp"
#include "proxy/flow/write_batch.hpp"
#include "proxy/net/loop/posted_queue.hpp"
#include "proxy/net/loop/tick_timer.hpp"
#include "proxy/net/loop/write_round.hpp"

namespace ramal::net {

class poller;

// One socket in the loop. Made by poller::adopt or poller::watch, ends with close().
class descriptor {
 public:
  int fd() const { return fd_; }

  // See flow::stream::wait. `at_once`: ready without waiting, for streams that know they hold bytes.
  void wait(flow::interest what, flow::time_point deadline, flow::wait_slot& slot, bool at_once);

  // See flow::stream::cancel_wait.
  void cancel_wait();
  // See flow::stream::watch. `half`: the end of the peer's side alone counts, too.
  bool watch(flow::disconnect_watch* watcher, bool half);
  // See flow::stream::end_wait.
  void end_wait(flow::wait_result why);

  // Bytes or an end may be there that no wait has told of.
  bool noticed() const { return readable_ || ended_; }
  // The peer has ended its side, or the connection is broken.
  bool ended() const { return ended_; }
  // A read has found nothing.
  void forget_notice() { readable_ = false; }

  // Leaves the loop, and closes the socket if it was adopted; a waiting slot is forgotten, not resumed. This object
  // must not be used any more.
  void close();

 private:
  friend class poller;
  using hook = boost::intrusive::list_member_hook<>;

  descriptor(poller& owner, int fd, bool owns) : owner_(owner), fd_(fd), owns_(owns) {}
  bool is_ready(flow::interest what) const;
  bool is_gone() const { return broken_ || (half_counts_ && ended_); }
  void happened(std::uint32_t events);
  void resume(flow::wait_result why);

  poller& owner_;
  int fd_;
  bool owns_;
  hook all_hook_;
  hook ready_hook_;
  flow::wait_slot* slot_ = nullptr;
  flow::time_point deadline_{};
  flow::interest what_ = flow::interest::read;
  bool readable_ = false;  // an edge came, and no read since
  bool writable_ = false;
  bool ended_ = false;  // these two stay
  bool broken_ = false;
  bool half_counts_ = false;
  flow::disconnect_watch* watcher_ = nullptr;
};

class poller final : public flow::write_batches, public flow::mailbox {
 public:
  // `longest_batch`: see join(); a TLS handshake takes 300 us. Throws std::system_error.
  explicit poller(std::chrono::microseconds longest_batch = std::chrono::microseconds(500));
  ~poller();  // no coroutine waits any more
  poller(const poller&) = delete;
  poller& operator=(const poller&) = delete;

  // Takes a non-blocking socket over. Null with errno set if it cannot be registered (the socket is closed).
  descriptor* adopt(int fd);
  // The same for a socket that stays its owner's: it is open until close(). Null with errno set if it cannot be
  // registered.
  descriptor* watch(int fd) { return add(fd, false); }

  // Runs until stop(), calling `tick` about every `tick_length`, after the sockets were looked at.
  void run(std::chrono::milliseconds tick_length, const std::function<void(flow::time_point)>& tick);
  void stop() { running_ = false; }
  // When what runs now was resumed: requests ask for the time more often than it is worth to look at the clock.
  flow::time_point now() const { return now_; }
  // Adds `writer` to the write batch: it is resumed at the end of this round, when all that was ready has been read and
  // worked on, or sooner if that takes longer than `longest_batch`. False: the batch is full, and this writer is to go
  // on at once; what they hold has a bound.
  bool join(std::coroutine_handle<> writer) override { return writers_.join(writer, now_); }
  // Runs `work` on the loop's thread soon, before what the sockets bring after this. Any thread. What was made before
  // cannot fail to be posted.
  void post(posted work) noexcept override { posted_.post(std::move(work)); }
  void post(std::function<void()> work) {
    posted one;
    one.push_back(std::move(work));
    post(std::move(one));
  }

  // Ends the waits whose deadline has passed: deadlines are as exact as ticks. Those that passed while the loop was
  // held up have some more time.
  void expire(flow::time_point now);
  // The program was stopped until a moment ago, or the loop was held up: what others sent meanwhile may still be on its
  // way to us (http-rules.md O7).
  bool has_just_resumed(flow::time_point now) const { return ticks_.has_just_resumed(now); }
  // Ends waits with wait_result::cancelled: the idle ones, or all.
  void cancel_idle();
  void cancel_all();

 private:
  friend class descriptor;
  descriptor* add(int fd, bool owns);
  template <class Choose>
  void end_waits(flow::wait_result why, Choose&& choose);
  void resume_ready();
  void end_late_round();
  void delete_closed();

  using all_list = boost::intrusive::list<
      descriptor, boost::intrusive::member_hook<descriptor, descriptor::hook, &descriptor::all_hook_>,
      boost::intrusive::constant_time_size<false>>;
  using ready_list = boost::intrusive::list<
      descriptor, boost::intrusive::member_hook<descriptor, descriptor::hook, &descriptor::ready_hook_>,
      boost::intrusive::constant_time_size<false>>;

  int epoll_ = -1;
  bool running_ = true;
  flow::time_point now_ = flow::clock::now();
  tick_timer ticks_;
  all_list open_;
  all_list::iterator cursor_;  // next to look at while end_waits runs
  ready_list ready_;           // wait is over, to be resumed in this round
  write_round writers_;
  ready_list closed_;  // events of this round may still name them
  posted_queue posted_;
};

}  // namespace ramal::net
