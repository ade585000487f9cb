// The engine that every peer is measured against: one thread, epoll, keep-alive, answers made beforehand. It checks
// what a gateway has to do (path, key, body): a request that was not rewritten rightly gets 422 and is counted.
//   stub_engine PORT
// `GET /counts` tells how many requests were served and refused.
#include <array>
#include <charconv>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/tools/native_calls.hpp"
#include "bench/tools/posix.hpp"

namespace {

using namespace ramal::bench;

std::string answer(std::string_view status, std::string_view body) {
  return "HTTP/1.1 " + std::string(status) + "\r\nContent-Type: application/json; charset=utf-8\r\n" +
         "Date: Sat, 21 Nov 2026 01:02:03 GMT\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

const std::string started = answer("201 Created", native_start());
const std::string list_of_25 = answer("200 OK", native_list(25));
const std::string list_of_1000 = answer("200 OK", native_list(1000));
const std::string one_call = answer("200 OK", native_call_object(7));
const std::string not_found = answer("404 Not Found", native_not_found());
const std::string message_sent = answer("200 OK", R"({"message":"success"})");
const std::string refused = answer("422 Unprocessable Entity", R"({"error":"not what a gateway sends"})");

unsigned long served_count = 0;
unsigned long refused_count = 0;

struct request {
  std::string_view line;  // without its end
  std::string_view body;
  bool has_key = false;
  bool has_token = false;  // that of an Evolution GO server
  std::size_t size = 0;    // 0: not whole yet
};

bool same_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (std::size_t i = 0; i < lower.size(); ++i)
    if ((text[i] | 0x20) != lower[i] && text[i] != lower[i]) return false;
  return true;
}

// One chunk and the last one, or none: what gateways send for such small bodies.
void take_chunked(std::string_view rest, std::size_t head, request& out) {
  const auto line_end = rest.find("\r\n");
  if (line_end == std::string_view::npos) return;
  std::size_t length = 0;
  std::from_chars(rest.data(), rest.data() + line_end, length, 16);
  const std::size_t tail = length == 0 ? line_end + 4 : line_end + 2 + length + 2 + 5;
  if (rest.size() < tail) return;
  out.body = rest.substr(line_end + 2, length);
  out.size = head + tail;
}

request read_request(std::string_view in) {
  request out;
  const auto head_end = in.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return out;
  std::size_t length = 0;
  bool chunked = false;
  std::string_view head = in.substr(0, head_end + 2);
  out.line = head.substr(0, head.find("\r\n"));
  for (head.remove_prefix(out.line.size() + 2); !head.empty();) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    if (same_ignoring_case(line, "x-api-key: ")) out.has_key = line.substr(11) == native_key;
    else if (same_ignoring_case(line, "apikey: ")) out.has_token = line.substr(8) == go_token;
    else if (same_ignoring_case(line, "content-length: "))
      std::from_chars(line.data() + 16, line.data() + line.size(), length);
    else if (same_ignoring_case(line, "transfer-encoding: chunked")) chunked = true;
  }
  const std::size_t body_at = head_end + 4;
  if (chunked) {
    take_chunked(in.substr(body_at), body_at, out);
  } else if (in.size() >= body_at + length) {
    out.body = in.substr(body_at, length);
    out.size = body_at + length;
  }
  return out;
}

const std::string& judge(const request& in) {
  static std::string counts;
  if (in.line.starts_with("GET /counts ")) {
    counts = answer("200 OK", "{\"served\":" + std::to_string(served_count) +
                                  ",\"refused\":" + std::to_string(refused_count) + "}");
    return counts;
  }
  ++served_count;
  if (in.has_key) {
    if (in.line.starts_with("POST /v1/calls HTTP/1.1") && in.body == R"({"to":"+5511999999999"})") return started;
    if (in.line.starts_with("GET /v1/calls?limit=25 HTTP/1.1")) return list_of_25;
    if (in.line.starts_with("GET /v1/calls?limit=1000 HTTP/1.1")) return list_of_1000;
    if (in.line.starts_with("GET /v1/calls/call_01HZX8BENCH HTTP/1.1")) return one_call;
    if (in.line.starts_with("GET /v1/calls/call_unknown HTTP/1.1")) return not_found;
  }
  if (in.has_token && in.line.starts_with("POST /send/text HTTP/1.1") &&
      in.body == R"({"number":"5511999999999","text":"hi"})")
    return message_sent;
  ++refused_count;
  if (std::getenv("STUB_DEBUG") != nullptr)
    std::fprintf(stderr, "%.*s [key %d] %.*s\n", static_cast<int>(in.line.size()), in.line.data(), in.has_key,
                 static_cast<int>(in.body.size()), in.body.data());
  return refused;
}

struct connection {
  std::size_t filled = 0;
  std::string_view unsent;
  std::array<char, 8192> in;
};

class engine {
 public:
  explicit engine(std::uint16_t port) : poll_(::epoll_create1(0)), listener_(listen_on(port)) {
    watch(poll_, listener_, EPOLLIN);
  }

  [[noreturn]] void run() {
    std::array<epoll_event, 512> events;
    for (;;) {
      const int count = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        if (fd == listener_) accept_all();
        else if (!serve(fd)) close(fd);
      }
    }
  }

 private:
  void accept_all() {
    for (;;) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
      if (fd < 0) return;
      if (connections_.size() <= static_cast<std::size_t>(fd)) connections_.resize(static_cast<std::size_t>(fd) + 1);
      connections_[static_cast<std::size_t>(fd)] = std::make_unique<connection>();
      watch(poll_, fd, EPOLLIN);
    }
  }

  void close(int fd) {
    ::close(fd);
    connections_[static_cast<std::size_t>(fd)].reset();
  }

  bool serve(int fd) {
    connection& at = *connections_[static_cast<std::size_t>(fd)];
    if (!at.unsent.empty()) return send_rest(fd, at) && (!at.unsent.empty() || answer_all(fd, at));
    const ssize_t got = ::recv(fd, at.in.data() + at.filled, at.in.size() - at.filled, 0);
    if (got <= 0) return got < 0 && errno == EAGAIN;
    at.filled += static_cast<std::size_t>(got);
    return answer_all(fd, at) && at.filled < at.in.size();
  }

  bool answer_all(int fd, connection& at) {
    while (at.unsent.empty()) {
      const request next = read_request({at.in.data(), at.filled});
      if (next.size == 0) return true;
      at.unsent = judge(next);
      at.filled -= next.size;
      if (at.filled != 0) std::memmove(at.in.data(), at.in.data() + next.size, at.filled);
      if (!send_some(fd, at)) return false;
      if (!at.unsent.empty()) watch(poll_, fd, EPOLLOUT, EPOLL_CTL_MOD);
    }
    return true;
  }

  bool send_some(int fd, connection& at) {
    while (!at.unsent.empty()) {
      const ssize_t put = ::send(fd, at.unsent.data(), at.unsent.size(), MSG_NOSIGNAL);
      if (put < 0) return errno == EAGAIN;
      at.unsent.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
  }

  bool send_rest(int fd, connection& at) {
    if (!send_some(fd, at)) return false;
    if (at.unsent.empty()) watch(poll_, fd, EPOLLIN, EPOLL_CTL_MOD);
    return true;
  }

  int poll_;
  int listener_;
  std::vector<std::unique_ptr<connection>> connections_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  engine(static_cast<std::uint16_t>(std::atoi(argv[1]))).run();
}
