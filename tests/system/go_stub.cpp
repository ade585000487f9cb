#include "tests/system/go_stub.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>

#include "tests/harness/contract_names.hpp"

namespace ramal::system_tests {
namespace {

using tests::read_outcome;
using tests::within;

// What comes on one connection.
class incoming {
 public:
  explicit incoming(tests::socket& from) : from_(from) {}

  // Up to and with `end`; nothing if the connection ends before.
  std::optional<std::string> until(std::string_view end) {
    for (;;) {
      const auto at = bytes_.find(end);
      if (at != std::string::npos) {
        std::string found = bytes_.substr(0, at + end.size());
        bytes_.erase(0, found.size());
        return found;
      }
      if (!more()) return std::nullopt;
    }
  }
  bool skip(std::size_t count) {
    while (count > bytes_.size()) {
      count -= bytes_.size();
      bytes_.clear();
      if (!more()) return false;
    }
    bytes_.erase(0, count);
    return true;
  }

 private:
  bool more() { return from_.read(bytes_, within(std::chrono::seconds(60))) == read_outcome::bytes; }

  tests::socket& from_;
  std::string bytes_;
};

std::size_t number_behind(std::string_view text, std::string_view name) {
  const auto at = text.find(name);
  std::size_t number = 0;
  for (std::size_t i = at + name.size(); at != std::string_view::npos && i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') break;
    number = number * 10 + static_cast<std::size_t>(text[i] - '0');
  }
  return number;
}

// How long the body was; nothing if it was cut.
std::optional<std::size_t> read_body(incoming& from, std::string_view head) {
  if (head.find("\r\nTransfer-Encoding: chunked\r\n") == std::string_view::npos) {
    const std::size_t length = number_behind(head, "\r\nContent-Length: ");
    return from.skip(length) ? std::optional(length) : std::nullopt;
  }
  for (std::size_t sum = 0;;) {
    const auto line = from.until("\r\n");
    if (!line) return std::nullopt;
    const std::size_t size = std::stoul(*line, nullptr, 16);
    if (!from.skip(size + 2)) return std::nullopt;
    if (size == 0) return sum;
    sum += size;
  }
}

bool write_bytes(tests::socket& to, std::size_t count) {
  const std::string piece(64 * 1024, 'd');
  for (; count != 0; count -= std::min(count, piece.size()))
    if (!to.write(std::string_view(piece).substr(0, count), within(std::chrono::seconds(60)))) return false;
  return true;
}

}  // namespace

go_stub::go_stub() : accepts_([this] { accept_all(); }) {}

go_stub::~go_stub() {
  listener_.stop();
  accepts_.join();
  {
    const std::lock_guard lock(mutex_);
    for (tests::socket& one : open_) one.shut_down();
  }
  for (std::thread& one : connections_) one.join();
  const tests::go_rules rules{"", {"token-of-instance"}, {"demo-client-key", "ps_demo_native_key"}};
  for (const std::string& head : heads_)
    for (const std::string& wrong : tests::find_go_impurities(head, rules)) FAIL_CHECK(wrong + " in " + head);
}

std::vector<std::string> go_stub::heads() const {
  const std::lock_guard lock(mutex_);
  return heads_;
}

void go_stub::accept_all() {
  for (;;) {
    tests::socket peer = listener_.accept();
    if (!peer.is_open()) return;
    const std::lock_guard lock(mutex_);
    tests::socket& kept = open_.emplace_back(std::move(peer));
    connections_.emplace_back([this, &kept] { serve(kept); });
  }
}

void go_stub::serve(tests::socket& peer) {
  incoming from(peer);
  for (;;) {
    const auto head = from.until("\r\n\r\n");
    if (!head) return peer.shut_down();
    const auto received = read_body(from, *head);
    if (!received) return peer.shut_down();
    {
      const std::lock_guard lock(mutex_);
      heads_.push_back(*head);
    }
    const std::size_t wanted = number_behind(*head, "?bytes=");
    const std::string body = wanted != 0 ? "" : "{\"received\":" + std::to_string(*received) + "}";
    const std::string answer = std::string("HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nServer: gin\r\n") +
                               "Content-Type: " + (wanted != 0 ? "image/png" : "application/json") +
                               "\r\nContent-Length: " + std::to_string(wanted != 0 ? wanted : body.size()) +
                               "\r\n\r\n" + body;
    if (!peer.write(answer, within()) || !write_bytes(peer, wanted)) return peer.shut_down();
  }
}

}  // namespace ramal::system_tests
