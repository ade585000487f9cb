#include "tests/system/bot_stub.hpp"

#include <utility>

namespace ramal::system_tests {

using namespace ramal::tests;

std::string bot_delivery::header(std::string_view name) const {
  const std::string* value = head.find(name);
  return value == nullptr ? "" : *value;
}

bot_stub::bot_stub(handler answer) : answer_(std::move(answer)) { come_back(); }

bot_stub::~bot_stub() { go_away(); }

void bot_stub::go_away() {
  if (!listener_) return;
  listener_->stop();
  acceptor_.join();
  listener_.reset();
  for (connection& one : connections_) one.peer.shut_down();
  for (connection& one : connections_) one.thread.join();
  connections_.clear();
}

void bot_stub::come_back() {
  if (listener_) return;
  listener_.emplace(port_);
  acceptor_ = std::thread([this] { accept(); });
}

std::vector<bot_delivery> bot_stub::deliveries() const {
  const std::lock_guard lock(mutex_);
  return deliveries_;
}

bool bot_stub::wait_for(std::size_t count, deadline until) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, until, [&] { return deliveries_.size() >= count; });
}

void bot_stub::accept() {
  for (socket peer = listener_->accept(); peer.is_open(); peer = listener_->accept()) {
    connection& one = connections_.emplace_back();
    one.peer = std::move(peer);
    one.thread = std::thread([this, &one] { serve(one.peer); });
  }
}

void bot_stub::serve(socket& peer) {
  for (std::string bytes; answer_one(peer, bytes);) {}
  peer.shut_down();
}

bool bot_stub::answer_one(socket& peer, std::string& bytes) {
  bot_delivery seen;
  std::size_t length = 0;
  for (;;) {
    seen.head = parse_head(bytes);
    length = content_length(seen.head).value_or(0);
    if (seen.head.size != 0 && bytes.size() >= seen.head.size + length) break;
    if (!seen.head.error.empty() || peer.read(bytes, within(std::chrono::hours(1))) != read_outcome::bytes)
      return false;
  }
  seen.body = bytes.substr(seen.head.size, length);
  bytes.erase(0, seen.head.size + length);
  {
    const std::lock_guard lock(mutex_);
    deliveries_.push_back(seen);
  }
  changed_.notify_all();
  const int status = answer_(seen);
  if (status == silence)
    while (peer.read(bytes, within(std::chrono::hours(1))) == read_outcome::bytes) {}
  if (status == cut_answer) peer.write("HTTP/1.1 200 Sa", within());
  if (status <= cut_answer) return false;
  return peer.write("HTTP/1.1 " + std::to_string(status) + " Said\r\nContent-Length: 2\r\n\r\nok", within());
}

}  // namespace ramal::system_tests
