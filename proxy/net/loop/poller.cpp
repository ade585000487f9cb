#include "proxy/net/loop/poller.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

namespace ramal::net {
namespace {

constexpr int events_at_once = 256;
constexpr std::size_t most_in_batch = events_at_once;  // more come of deadlines, not of what was read in a round
constexpr int most_full_rounds = 64;                   // that put a tick off: as many events as there are connections

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

void descriptor::wait(flow::interest what, flow::time_point deadline, flow::wait_slot& slot, bool at_once) {
  slot_ = &slot;
  what_ = what;
  deadline_ = deadline;
  if ((at_once || is_ready(what)) && !ready_hook_.is_linked()) owner_.ready_.push_back(*this);
}

bool descriptor::is_ready(flow::interest what) const {
  if (what == flow::interest::read) return readable_ || ended_;
  if (what == flow::interest::write) return writable_ || broken_;
  if (what == flow::interest::read_write) return readable_ || ended_ || writable_ || broken_;
  return what == flow::interest::end && ended_;
}

void descriptor::end_wait(flow::wait_result why) {
  if (slot_ == nullptr) return;
  if (why != flow::wait_result::ready) deadline_ = flow::time_point::min();
  if (!ready_hook_.is_linked()) owner_.ready_.push_back(*this);
}

void descriptor::happened(std::uint32_t events) {
  if ((events & EPOLLIN) != 0) readable_ = true;
  if ((events & EPOLLOUT) != 0) writable_ = true;
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) ended_ = true;
  if ((events & (EPOLLHUP | EPOLLERR)) != 0) broken_ = true;
  if (slot_ != nullptr && is_ready(what_)) resume(flow::wait_result::ready);
  else if (watcher_ != nullptr && is_gone()) std::exchange(watcher_, nullptr)->happen();
}

void descriptor::cancel_wait() {
  if (slot_ != nullptr) resume(flow::wait_result::cancelled);
}

bool descriptor::watch(flow::disconnect_watch* watcher, bool half) {
  half_counts_ = half;
  watcher_ = is_gone() ? nullptr : watcher;
  return is_gone();
}

// Coroutines that are resumed may close this descriptor: nothing may follow.
void descriptor::resume(flow::wait_result why) {
  if (ready_hook_.is_linked()) owner_.ready_.erase(owner_.ready_.iterator_to(*this));
  if (why == flow::wait_result::ready) {
    if (what_ == flow::interest::read) readable_ = false;
    else if (what_ == flow::interest::write) writable_ = false;
    else if (what_ == flow::interest::read_write) readable_ = writable_ = false;
  }
  flow::wait_slot* slot = std::exchange(slot_, nullptr);
  slot->why = why;
  owner_.now_ = flow::clock::now();
  slot->handle.resume();
}

void descriptor::close() {
  slot_ = nullptr;
  if (ready_hook_.is_linked()) owner_.ready_.erase(owner_.ready_.iterator_to(*this));
  if (owner_.cursor_ != owner_.open_.end() && &*owner_.cursor_ == this) ++owner_.cursor_;
  owner_.open_.erase(owner_.open_.iterator_to(*this));
  if (owns_) ::close(fd_);
  else ::epoll_ctl(owner_.epoll_, EPOLL_CTL_DEL, fd_, nullptr);  // it may stay open
  owner_.closed_.push_back(*this);
}

poller::poller(std::chrono::microseconds longest_batch)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), cursor_(open_.end()), writers_(most_in_batch, longest_batch) {
  epoll_event event{EPOLLIN, {nullptr}};
  if (epoll_ < 0 || ::epoll_ctl(epoll_, EPOLL_CTL_ADD, posted_.fd(), &event) != 0)
    fail("cannot make an event loop: raise the limit of open files");
}

poller::~poller() {
  while (!open_.empty()) open_.front().close();
  delete_closed();
  ::close(epoll_);
}

descriptor* poller::adopt(int fd) {
  descriptor* const made = add(fd, true);
  if (made != nullptr) return made;
  const int why = errno;
  ::close(fd);
  errno = why;
  return nullptr;
}

descriptor* poller::add(int fd, bool owns) {
  auto* made = new (std::nothrow) descriptor(*this, fd, owns);
  epoll_event event{EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, {made}};
  if (made == nullptr || ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) {
    const int why = made == nullptr ? ENOMEM : errno;
    delete made;
    errno = why;
    return nullptr;
  }
  open_.push_back(*made);
  return made;
}

// A tick ends waits, so it comes behind a look at the sockets that began when the tick was due: what has arrived counts
// more than a deadline that passed meanwhile (O7). After a pause there may be more than one look shows.
void poller::run(std::chrono::milliseconds tick_length, const std::function<void(flow::time_point)>& tick) {
  std::array<epoll_event, events_at_once> events;
  ticks_.begin(now_, tick_length);
  for (int full_rounds = 0; running_;) {
    const bool due = ticks_.is_due(now_);
    const int timeout = ready_.empty() && writers_.is_empty() ? ticks_.milliseconds_left(now_) : 0;
    const int count = ::epoll_wait(epoll_, events.data(), events_at_once, timeout);
    if (count < 0 && errno != EINTR) fail("the event loop cannot wait");
    now_ = flow::clock::now();
    const auto end = events.begin() + std::max(count, 0);
    // a request that was sent after a reload was announced is one of the new settings (O2)
    if (std::any_of(events.begin(), end, [](const epoll_event& event) { return event.data.ptr == nullptr; }))
      posted_.run();
    for (auto event = events.begin(); event != end; ++event) {
      auto* which = static_cast<descriptor*>(event->data.ptr);
      end_late_round();
      if (which != nullptr && which->all_hook_.is_linked())
        which->happened(event->events);  // else closed in this round
    }
    resume_ready();
    writers_.end(now_);
    const bool more = count == events_at_once && ++full_rounds < most_full_rounds;
    if (due && count >= 0 && !more) {
      full_rounds = 0;
      ticks_.passed(now_);
      tick(now_);
    }
    delete_closed();
  }
}

// Those that become ready meanwhile wait for the next round, so that each socket gets its turn.
void poller::resume_ready() {
  ready_list round;
  round.swap(ready_);
  while (!round.empty()) {
    descriptor& first = round.front();
    round.pop_front();
    end_late_round();
    const bool is_over = first.deadline_ == flow::time_point::min();  // see end_wait
    if (first.slot_ != nullptr) first.resume(is_over ? flow::wait_result::timeout : flow::wait_result::ready);
  }
}

// What is known of the clock is when the last event's work began.
void poller::end_late_round() {
  if (writers_.is_late(now_)) writers_.end(now_);
}

void poller::delete_closed() {
  closed_.clear_and_dispose([](descriptor* gone) { delete gone; });
}

template <class Choose>
void poller::end_waits(flow::wait_result why, Choose&& choose) {
  cursor_ = open_.begin();
  while (cursor_ != open_.end()) {
    descriptor& at = *cursor_++;
    if (at.slot_ != nullptr && choose(at)) at.resume(why);
  }
}

void poller::expire(flow::time_point now) {
  const flow::time_point spared = ticks_.spared(now);
  end_waits(flow::wait_result::timeout, [&](const descriptor& d) {
    const bool passed = d.deadline_ <= now && d.deadline_ > spared;
    return passed && !d.ready_hook_.is_linked();  // else there is something to read, which the next round does
  });
}
void poller::cancel_idle() {
  end_waits(flow::wait_result::cancelled, [](const descriptor& d) { return d.slot_->idle; });
}
void poller::cancel_all() {
  end_waits(flow::wait_result::cancelled, [](const descriptor&) { return true; });
}

}  // namespace ramal::net
