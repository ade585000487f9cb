#include "tests/contract/memory_stream.hpp"

#include <algorithm>
#include <utility>

namespace ramal::contract {

void memory_loop::add(memory_stream& on, flow::interest what, flow::time_point deadline, flow::wait_slot& slot) {
  waiters_.push_back({&on, what, deadline, &slot});
}

void memory_loop::forget(const memory_stream& stream) {
  std::erase_if(waiters_, [&](const waiter& w) { return w.stream == &stream; });
}

void memory_loop::cancel(const memory_stream& stream) {
  const auto waiting = std::find_if(waiters_.begin(), waiters_.end(),
                                    [&](const waiter& w) { return w.stream == &stream; });
  if (waiting != waiters_.end()) resume(waiting, flow::wait_result::cancelled);
}

bool memory_loop::run_one() {
  const auto ready = std::find_if(waiters_.begin(), waiters_.end(),
                                  [](const waiter& w) { return w.stream->is_ready(w.what); });
  if (ready == waiters_.end()) return false;
  resume(ready, flow::wait_result::ready);
  return true;
}

bool memory_loop::advance() {
  const auto first = std::min_element(waiters_.begin(), waiters_.end(),
                                      [](const waiter& a, const waiter& b) { return a.deadline < b.deadline; });
  if (first == waiters_.end()) return false;
  now_ = std::max(now_, first->deadline);
  resume(first, flow::wait_result::timeout);
  return true;
}

void memory_loop::resume(std::vector<waiter>::iterator which, flow::wait_result why) {
  auto* slot = which->slot;
  waiters_.erase(which);
  slot->why = why;
  slot->handle.resume();
}

void memory_stream::break_off() {
  broken_ = true;
  if (watcher_ != nullptr) std::exchange(watcher_, nullptr)->happen();
}

bool memory_stream::is_ready(flow::interest what) const {
  return what == flow::interest::write || broken_ || incoming_ended_ || !incoming_.empty();
}

flow::io_result memory_stream::read_some(char* to, std::size_t room) {
  if (broken_) return {flow::io_status::failed, 0};
  if (incoming_.empty()) return {incoming_ended_ ? flow::io_status::closed : flow::io_status::again_read, 0};
  const auto taken = std::min(room, incoming_.size());
  std::copy_n(incoming_.begin(), taken, to);
  incoming_.erase(0, taken);
  return {flow::io_status::ok, taken};
}

flow::io_result memory_stream::write_some(std::string_view bytes) {
  if (broken_) return {flow::io_status::failed, 0};
  on_write_(bytes);
  return {flow::io_status::ok, bytes.size()};
}

}  // namespace ramal::contract
