#include "proxy/wire/body_relay.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

namespace ramal::wire {

body_relay::body_relay(std::span<char> window, framing from, body_kind to, std::size_t limit, body_filter* filter)
    : window_(window), reader_(from, limit), to_(to), filter_(filter) {
  assert(window.size() >= 64);
  const bool empty = from.kind == body_kind::none || (from.kind == body_kind::length && from.length == 0);
  if (empty) took(0);
}

std::span<char> body_relay::free_space() {
  if (ended_ || begin_ != end_) return {};
  if (!carried_.empty()) {
    std::copy(carried_.begin(), carried_.end(), data());
    held_ = carried_.size();
    carried_.clear();
  }
  return {data() + held_, capacity() - held_};
}

progress body_relay::took(std::size_t bytes) {
  char* const fresh = data() + held_;
  const progress state = reader_.feed(fresh, bytes);
  if (state == progress::failed) return state;
  held_ += reader_.decoded();
  moved_ += reader_.decoded();
  ended_ = state == progress::done;
  if (ended_) rest_.assign(fresh + reader_.raw(), bytes - reader_.raw());
  reader_.dropped();
  release();
  return state;
}

progress body_relay::source_ended() {
  const progress state = reader_.finish();
  if (state != progress::done || ended_) return state;
  ended_ = true;
  release();
  return state;
}

// A filter sees as much at once as fits into the window.
void body_relay::release() {
  const bool full = capacity() - held_ < std::min(little, capacity() / 2);
  if (!ended_ && (held_ == 0 || (filter_ != nullptr && !full))) return;
  const std::size_t ready = filter_ == nullptr || held_ == 0 ? held_ : filter_->pass({data(), held_}, ended_);
  assert(ready <= held_ && (ready != 0 || held_ == 0));
  carried_.assign(data() + ready, held_ - ready);
  held_ = 0;
  frame(ready);
}

void body_relay::frame(std::size_t size) {
  begin_ = front;
  end_ = front + size;
  if (to_ != body_kind::chunked) return;
  const auto put = [this](std::string_view text) {
    std::copy(text.begin(), text.end(), window_.data() + end_);
    end_ += text.size();
  };
  if (size != 0) {
    std::array<char, 16> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16).ptr;
    const auto length = static_cast<std::size_t>(end - digits.data());
    begin_ -= length + 2;
    std::copy_n(digits.data(), length, window_.data() + begin_);
    window_[front - 2] = '\r';
    window_[front - 1] = '\n';
    put("\r\n");
  }
  if (ended_) put("0\r\n\r\n");
}

}  // namespace ramal::wire
