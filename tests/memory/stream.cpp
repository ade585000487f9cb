#include "tests/memory/stream.hpp"

#include <algorithm>
#include <utility>

namespace ramal::test {

void memory_loop::add(memory_stream& on, flow::interest what, flow::time_point deadline, flow::wait_slot& slot) {
  waiters_.push_back({&on, what, deadline, &slot});
}

void memory_loop::cancel(const memory_stream& stream) {
  const auto waiting = std::find_if(waiters_.begin(), waiters_.end(),
                                    [&](const waiter& w) { return w.stream == &stream; });
  if (waiting != waiters_.end()) resume(waiting, flow::wait_result::cancelled);
}

void memory_loop::forget(const memory_stream& stream) {
  std::erase_if(waiters_, [&](const waiter& w) { return w.stream == &stream; });
}

void memory_loop::end_wait(const memory_stream& on, flow::wait_result why) {
  for (waiter& w : waiters_)
    if (w.stream == &on) w.over = why;
}

void memory_loop::run() {
  for (;;) {
    const auto ready = std::find_if(waiters_.begin(), waiters_.end(),
                                    [](const waiter& w) { return w.over || w.stream->is_ready(w.what); });
    if (ready == waiters_.end()) return;
    resume(ready, ready->over.value_or(flow::wait_result::ready));
  }
}

memory_loop::waiter_iterator memory_loop::earliest() {
  return std::min_element(waiters_.begin(), waiters_.end(),
                          [](const waiter& a, const waiter& b) { return a.deadline < b.deadline; });
}

void memory_loop::advance(std::chrono::milliseconds by) {
  const flow::time_point end = now_ + by;
  for (auto first = earliest(); first != waiters_.end() && first->deadline <= end; first = earliest()) {
    now_ = std::max(now_, first->deadline);
    resume(first, flow::wait_result::timeout);
    run();
  }
  now_ = end;
}

bool memory_loop::advance_to_next_deadline() {
  const auto first = earliest();
  if (first == waiters_.end()) return false;
  now_ = std::max(now_, first->deadline);
  resume(first, flow::wait_result::timeout);
  run();
  return true;
}

void memory_loop::cancel_idle() {
  for (;;) {
    const auto idle = std::find_if(waiters_.begin(), waiters_.end(), [](const waiter& w) { return w.slot->idle; });
    if (idle == waiters_.end()) return;
    resume(idle, flow::wait_result::cancelled);
  }
}

void memory_loop::resume(waiter_iterator which, flow::wait_result why) {
  flow::wait_slot* slot = which->slot;
  waiters_.erase(which);
  slot->why = why;
  slot->handle.resume();
}

void memory_stream::break_off() {
  broken_ = true;
  if (watcher_ != nullptr) std::exchange(watcher_, nullptr)->happen();
}

bool memory_stream::is_ready(flow::interest what) const {
  if (what == flow::interest::none) return false;
  if (broken_) return true;
  if (what == flow::interest::end) return incoming_ended_;
  const bool readable = incoming_ended_ || unread() != 0, writable = window_ != 0;
  if (what == flow::interest::read_write) return readable || writable;
  return what == flow::interest::write ? writable : readable;
}

bool memory_stream::has_unread(bool) { return unread() != 0 || (end_is_seen_ && (broken_ || incoming_ended_)); }

flow::io_result memory_stream::read_some(char* to, std::size_t most) {
  if (broken_) return {flow::io_status::failed, 0};
  if (unread() == 0) return {incoming_ended_ ? flow::io_status::closed : flow::io_status::again_read, 0};
  const std::size_t taken = std::min({most, unread(), most_per_read_});
  std::copy_n(incoming_.data() + read_, taken, to);
  read_ += taken;
  if (read_ == incoming_.size()) {
    incoming_.clear();
    read_ = 0;
  }
  return {flow::io_status::ok, taken};
}

flow::io_result memory_stream::write_some(std::string_view bytes) {
  if (broken_ || writing_ended_) return {flow::io_status::failed, 0};
  const std::size_t taken = std::min(bytes.size(), window_);
  if (taken == 0) return {flow::io_status::again_write, 0};
  if (window_ != no_bound) window_ -= taken;
  on_write_(bytes.substr(0, taken));
  return {flow::io_status::ok, taken};
}

}  // namespace ramal::test
