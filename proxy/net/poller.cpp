#include "proxy/net/poller.hpp"

#include <unistd.h>

#include <utility>

namespace ramal::net {

namespace asio = boost::asio;
using asio::detail::reactor;

descriptor::side::side(descriptor& of)
    : reactor_op(boost::system::error_code(), &side::perform, &side::complete), of_(of) {}

// `owner` is null when the context is torn down: then the poller frees what is left.
void descriptor::side::complete(void* owner, asio::detail::operation* op, const boost::system::error_code&,
                                std::size_t) {
  if (owner == nullptr) return;
  auto* which = static_cast<side*>(op);
  which->armed = false;
  which->of_.fired(*which);
}

descriptor::descriptor(poller& owner, int fd) : owner_(owner), fd_(fd), sides_{side(*this), side(*this), side(*this)} {}

void descriptor::wait(flow::interest what, flow::time_point deadline, flow::wait_slot& slot, bool at_once,
                      bool doubtful) {
  slot_ = &slot;
  doubtful_ = doubtful;
  what_ = what;
  deadline_ = deadline;
  side& which = sides_[static_cast<std::size_t>(what)];
  if (at_once || std::exchange(which.ready, false)) {
    if (!std::exchange(sides_[2].armed, true)) owner_.reactor_.post_immediate_completion(&sides_[2], false);
  } else if (!which.armed) {
    arm(which);
  }
}

void descriptor::watch() {
  if (!sides_[0].armed && !sides_[0].ready) arm(sides_[0]);
}

void descriptor::arm(side& which) {
  which.armed = true;
  const int direction = &which == &sides_[0] ? reactor::read_op : reactor::write_op;
  // "speculative": completes at once if an edge came since the operation last fired, else waits for the next one
  owner_.reactor_.start_op(direction, fd_, data_, &which, false, true);
}

void descriptor::fired(side& which) {
  if (closed_) {
    if (any_armed()) return;
    owner_.closing_.erase_and_dispose(owner_.closing_.iterator_to(*this), [](descriptor* d) { delete d; });
    return;
  }
  const bool at_once = &which == &sides_[2];
  const bool awaited = slot_ != nullptr && (at_once || &which == &sides_[static_cast<std::size_t>(what_)]);
  if (awaited) resume(flow::wake::ready);
  else if (!at_once) which.ready = true;
}

// The coroutine may close this descriptor: nothing may follow.
void descriptor::resume(flow::wake why) {
  flow::wait_slot* slot = std::exchange(slot_, nullptr);
  slot->why = why;
  slot->handle.resume();
}

void descriptor::close() {
  slot_ = nullptr;
  closed_ = true;
  if (owner_.cursor_ != owner_.open_.end() && &*owner_.cursor_ == this) ++owner_.cursor_;
  owner_.open_.erase(owner_.open_.iterator_to(*this));
  owner_.reactor_.deregister_descriptor(fd_, data_, true);
  ::close(fd_);
  owner_.reactor_.cleanup_descriptor_data(data_);
  if (any_armed()) owner_.closing_.push_back(*this);
  else delete this;
}

// One thread does all the I/O of a context: the reactor needs no locks, the queue of posted work does.
poller::poller()
    : context_(std::make_unique<asio::io_context>(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO)),
      reactor_(asio::use_service<reactor>(*context_)), cursor_(open_.end()) {
  reactor_.init_task();
}

// Operations may still be queued in the context: it goes before their memory does.
poller::~poller() {
  while (!open_.empty()) open_.front().close();
  context_.reset();
  closing_.clear_and_dispose([](descriptor* d) { delete d; });
}

descriptor* poller::adopt(int fd) {
  std::unique_ptr<descriptor> made(new descriptor(*this, fd));
  if (reactor_.register_descriptor(fd, made->data_) != 0) {
    ::close(fd);
    return nullptr;
  }
  open_.push_back(*made);
  return made.release();
}

template <class Choose>
void poller::end_waits(flow::wake why, Choose&& choose) {
  cursor_ = open_.begin();
  while (cursor_ != open_.end()) {
    descriptor& at = *cursor_++;
    if (at.slot_ != nullptr && choose(at)) at.resume(why);
  }
}

void poller::expire(flow::time_point now) {
  end_waits(flow::wake::timeout, [now](const descriptor& d) { return d.deadline_ <= now; });
  end_waits(flow::wake::ready, [](descriptor& d) { return std::exchange(d.doubtful_, false); });
}
void poller::cancel_idle() {
  end_waits(flow::wake::cancelled, [](const descriptor& d) { return d.slot_->idle; });
}
void poller::cancel_all() {
  end_waits(flow::wake::cancelled, [](const descriptor&) { return true; });
}

}  // namespace ramal::net
