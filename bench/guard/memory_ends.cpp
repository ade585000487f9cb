#include "bench/guard/memory_ends.hpp"

#include <algorithm>
#include <utility>

namespace ramal::bench {

flow::io_result memory_end::read_some(char* to, std::size_t room) {
  if (unread_.empty()) return {ended_ ? flow::io_status::closed : flow::io_status::again_read, 0};
  const std::size_t taken = std::min(room, unread_.size());
  std::copy_n(unread_.data(), taken, to);
  unread_.remove_prefix(taken);
  return {flow::io_status::ok, taken};
}

flow::io_result memory_end::write_some(std::string_view bytes) {
  last_write_.assign(bytes);
  written_ += bytes.size();
  unread_ = answer_.empty() ? unread_ : answer_;
  return {flow::io_status::ok, bytes.size()};
}

bool memory_end::resume() {
  if (waiting_ == nullptr || (unread_.empty() && !ended_)) return false;
  flow::wait_slot* slot = std::exchange(waiting_, nullptr);
  slot->why = flow::wait_result::ready;
  slot->handle.resume();
  return true;
}

flow::task<flow::connect_result> memory_engine::connect(flow::time_point, flow::disconnect_watch&) {
  auto made = std::make_unique<memory_end>();
  made->answer_with(answer_);
  end = made.get();
  flow::connection fresh;
  fresh.io = std::move(made);
  flow::connect_result result(std::move(fresh));
  co_return std::move(result);
}

flow::connection memory_engine::take_idle(flow::connection_owner, bool, flow::time_point) { return std::move(idle_); }

void memory_engine::give_back(flow::connection&& used, flow::time_point) { idle_ = std::move(used); }

void memory_engine::answer_with(std::string_view text) {
  answer_ = text;
  if (end != nullptr) end->answer_with(text);
}

void memory_worker::record(const rules::access_record& line, bool mask_numbers) {
  lines_.clear();
  rules::write_access_line(line, mask_numbers, lines_);
}

}  // namespace ramal::bench
