// Clients that wrk cannot play. The request comes on standard input, whole.
//   odd_clients PORT hold COUNT      COUNT connections, one request on each, then idle until the input's pipe closes
//   odd_clients PORT hold-tls COUNT  the same over TLS
//   odd_clients PORT slow COUNT      COUNT connections that stop in the middle of the head
//   odd_clients PORT handshake COUNT MS  COUNT clients; each request on a new TLS connection that resumes no session
//   odd_clients PORT abort COUNT MS  COUNT connections; every tenth request is left before its answer, for MS ms
// Prints one JSON object.
#include <openssl/ssl.h>
#include <poll.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/tools/posix.hpp"

namespace {

using namespace ramal::bench;
using namespace std::chrono;

struct result_counts {
  long sent = 0;
  long bad = 0;
};

std::string read_request() {
  std::string text(4096, '\0');
  const ssize_t got = ::read(0, text.data(), text.size());
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

bool send_text(int fd, std::string_view text) {
  return ::send(fd, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
}

bool answered_well(int fd, std::vector<char>& buffer) {
  pollfd readable{fd, POLLIN, 0};
  if (::poll(&readable, 1, 5'000) != 1) return false;
  const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
  return got > 12 && buffer[9] == '2';
}

void wait_for_end_of_input() {
  char byte;
  pollfd ended{0, POLLIN | POLLHUP, 0};
  while (::poll(&ended, 1, 120'000) > 0 && ::read(0, &byte, 1) > 0) {}
}

void hold(std::uint16_t port, int count, std::string_view request, bool whole) {
  std::vector<char> buffer(65536);
  int bad = 0;
  for (int i = 0; i < count; ++i) {
    const int fd = connect_to(port);
    if (!send_text(fd, whole ? request : request.substr(0, request.find("\r\n\r\n") / 2))) ++bad;
    else if (whole && !answered_well(fd, buffer)) ++bad;
  }
  std::printf("{\"open\":%d,\"bad\":%d}\n", count, bad);
  std::fflush(stdout);
  wait_for_end_of_input();
}

// One that takes any certificate. Without buffers between requests, so that the client is no larger than it must be.
SSL_CTX* tls_context() {
  static SSL_CTX* const made = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_mode(made, SSL_MODE_RELEASE_BUFFERS);
  return made;
}

SSL* session_on(int fd) {
  SSL* session = SSL_new(tls_context());
  SSL_set_fd(session, fd);
  return session;
}

bool asks_over_tls(SSL* session, std::string_view request, std::vector<char>& buffer) {
  return SSL_connect(session) == 1 && SSL_write(session, request.data(), static_cast<int>(request.size())) > 0 &&
         SSL_read(session, buffer.data(), static_cast<int>(buffer.size())) > 12 && buffer[9] == '2';
}

void hold_over_tls(std::uint16_t port, int count, std::string_view request) {
  std::vector<char> buffer(65536);
  int bad = 0;
  for (int i = 0; i < count; ++i)
    if (!asks_over_tls(session_on(connect_to(port)), request, buffer)) ++bad;
  std::printf("{\"open\":%d,\"bad\":%d}\n", count, bad);
  std::fflush(stdout);
  wait_for_end_of_input();
}

// One after the other, until the time is over.
void shake_hands(std::uint16_t port, std::string_view request, steady_clock::time_point until, result_counts& out) {
  std::vector<char> buffer(65536);
  while (steady_clock::now() < until) {
    const int fd = connect_to(port);
    SSL* session = session_on(fd);
    ++out.sent;
    if (!asks_over_tls(session, request, buffer)) ++out.bad;
    SSL_free(session);
    ::close(fd);
  }
}

void shake_hands(std::uint16_t port, int count, std::string_view request, milliseconds time) {
  const auto began = steady_clock::now();
  std::vector<result_counts> counts(static_cast<std::size_t>(count));
  std::vector<std::jthread> clients;
  for (result_counts& one : counts) clients.emplace_back([&] { shake_hands(port, request, began + time, one); });
  clients.clear();
  result_counts all;
  for (const result_counts& one : counts) all.sent += one.sent, all.bad += one.bad;
  const auto us = duration_cast<microseconds>(steady_clock::now() - began).count();
  std::printf("{\"requests\":%ld,\"bad\":%ld,\"us\":%lld}\n", all.sent, all.bad, static_cast<long long>(us));
}

// A reset, as from a client that was killed.
void leave(int fd) {
  const linger at_once{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(fd);
}

class aborters {
 public:
  aborters(std::uint16_t port, std::string_view request) : port_(port), request_(request), poll_(::epoll_create1(0)) {}

  void run(int count, milliseconds time) {
    const auto began = steady_clock::now();
    for (int i = 0; i < count; ++i) begin();
    std::array<epoll_event, 256> events;
    while (steady_clock::now() - began < time) {
      const int ready = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 100);
      for (int i = 0; i < ready; ++i) answered(events[static_cast<std::size_t>(i)].data.fd);
    }
    const auto us = duration_cast<microseconds>(steady_clock::now() - began).count();
    std::printf("{\"requests\":%ld,\"aborted\":%ld,\"bad\":%ld,\"us\":%lld}\n", sent_, aborted_, bad_,
                static_cast<long long>(us));
  }

 private:
  void begin() {
    const int fd = connect_to(port_);
    watch(poll_, fd, EPOLLIN);
    ask(fd);
  }

  // The one after an abort comes on a new connection, whose turn to be left is ten requests away.
  void ask(int fd) {
    if (!send_text(fd, request_)) {
      ++bad_;
      ::close(fd);
      return begin();
    }
    if (++sent_ % 10 != 0) return;
    ++aborted_;
    leave(fd);
    begin();
  }

  void answered(int fd) {
    const ssize_t got = ::recv(fd, buffer_.data(), buffer_.size(), 0);
    if (got > 12 && buffer_[9] == '2') return ask(fd);
    ++bad_;
    ::close(fd);
    begin();
  }

  std::uint16_t port_;
  std::string_view request_;
  int poll_;
  std::array<char, 65536> buffer_;
  long sent_ = 0;
  long aborted_ = 0;
  long bad_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 64;
  const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  const std::string_view how = argv[2];
  const int count = std::atoi(argv[3]);
  const std::string request = read_request();
  if (how == "hold" || how == "slow") hold(port, count, request, how == "hold");
  else if (how == "hold-tls") hold_over_tls(port, count, request);
  else if (how == "handshake" && argc == 5) shake_hands(port, count, request, milliseconds(std::atoi(argv[4])));
  else if (how == "abort" && argc == 5) aborters(port, request).run(count, milliseconds(std::atoi(argv[4])));
  else return 64;
}
