// Readiness of sockets on Asio's reactor, for one worker thread.
//
// Asio 1.81's async_wait re-arms epoll with a system call for each wait, and its reads try recv before they wait. Here a
// descriptor is registered once, edge-triggered, and one operation object for each direction is queued again and again:
// waiting costs no system call and no allocation. That uses the reactor's own interface (boost::asio::detail), which is
// why the build insists on Boost 1.81.
#pragma once

#include <array>
#include <cstddef>
#include <memory>

#include <boost/asio/detail/reactor.hpp>
#include <boost/asio/detail/reactor_op.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/intrusive/list.hpp>
#include <boost/version.hpp>

#include "proxy/flow/stream.hpp"

static_assert(BOOST_VERSION == 108100, "poller.cpp uses the reactor of Boost 1.81 (see above)");

namespace ramal::net {

class poller;

// One socket in the reactor. Made by poller::adopt; ends with close(), and its memory with its last operation.
class descriptor : public boost::intrusive::list_base_hook<> {
 public:
  int fd() const { return fd_; }

  // See flow::stream::wait. `at_once`: ready without waiting, for streams that know they hold bytes. `doubtful`: ready at
  // the next expire(), for streams that may have missed an end.
  void wait(flow::interest what, flow::time_point deadline, flow::wait_slot& slot, bool at_once, bool doubtful = false);
  // Notices readability from now on, though nobody waits: for idle upstream connections.
  void watch();
  // True if readability was noticed and nobody has waited since.
  bool noticed() const { return sides_[0].ready; }
  void forget_notice() { sides_[0].ready = false; }
  // Closes the socket; a waiting slot is forgotten, not resumed.
  void close();

 private:
  friend class poller;
  struct side : boost::asio::detail::reactor_op {
    explicit side(descriptor& of);
    static status perform(boost::asio::detail::reactor_op*) { return done_and_exhausted; }
    static void complete(void* owner, boost::asio::detail::operation* op, const boost::system::error_code&,
                         std::size_t);
    descriptor& of_;
    bool armed = false;  // queued in the reactor or the scheduler
    bool ready = false;  // fired while nobody waited
  };

  descriptor(poller& owner, int fd);
  void arm(side& which);
  bool any_armed() const { return sides_[0].armed || sides_[1].armed || sides_[2].armed; }
  void fired(side& which);
  void resume(flow::wake why);

  poller& owner_;
  int fd_;
  boost::asio::detail::reactor::per_descriptor_data data_{};
  std::array<side, 3> sides_;  // read, write, and "at once"
  flow::wait_slot* slot_ = nullptr;
  flow::interest what_ = flow::interest::read;
  flow::time_point deadline_{};
  bool doubtful_ = false;
  bool closed_ = false;
};

class poller {
 public:
  poller();
  ~poller();  // whoever waits must be gone
  poller(const poller&) = delete;
  poller& operator=(const poller&) = delete;

  boost::asio::io_context& context() { return *context_; }

  // Takes a non-blocking socket over. Null if it cannot be registered (the socket is closed).
  descriptor* adopt(int fd);

  // Ends the waits whose deadline has passed, and the doubtful ones. Called by the worker's tick: deadlines are as exact
  // as ticks.
  void expire(flow::time_point now);
  // Ends waits with wake::cancelled: the idle ones, or all.
  void cancel_idle();
  void cancel_all();
  std::size_t open() const { return open_.size(); }

 private:
  friend class descriptor;
  template <class Choose>
  void end_waits(flow::wake why, Choose&& choose);

  std::unique_ptr<boost::asio::io_context> context_;
  boost::asio::detail::reactor& reactor_;
  boost::intrusive::list<descriptor> open_;
  boost::intrusive::list<descriptor> closing_;  // closed, with operations still on their way
  boost::intrusive::list<descriptor>::iterator cursor_;  // next to look at while end_waits runs
};

}  // namespace ramal::net
