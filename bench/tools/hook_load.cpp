// An engine that posts events and a bot that gets them, in one process: both sides of the gateway's webhooks.
//   hook_load PORT BOT_PORT HOOKS load CONNECTIONS MS       each connection sends the next event when the last is answered
//   hook_load PORT BOT_PORT HOOKS rate CONNECTIONS MS RATE  RATE events a second of all connections together
//   hook_load PORT BOT_PORT HOOKS fill CONNECTIONS COUNT    COUNT events, nobody listens at BOT_PORT; then it waits for
//                                                           the end of its input
// HOOKS: as many paths as there are, with commas: "/hooks/native/a,/hooks/native/b". PORT = BOT_PORT sends the events to
// the bot itself. Prints one JSON object; times in microseconds.
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/tools/posix.hpp"

namespace {

using namespace ramal::bench;
using namespace std::chrono;

const auto began = steady_clock::now();

long long now_us() { return duration_cast<microseconds>(steady_clock::now() - began).count(); }

std::string iso_now() {
  const auto ms = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32], whole[40];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(whole, sizeof whole, "%s.%03lldZ", text, static_cast<long long>(ms % 1000));
  return whole;
}

// The three events of one call after the other. No two runs have a call in common.
class caller {
 public:
  explicit caller(int number) : number_(number) {}
  std::string next() {
    static constexpr const char* names[] = {"call.ringing", "call.connected", "call.ended"};
    static constexpr const char* states[] = {"RINGING", "CONNECTED", "COMPLETED"};
    const unsigned phase = count_++ % 3;
    if (phase == 0)
      call_ = "p" + std::to_string(::getpid()) + "c" + std::to_string(number_) + "n" + std::to_string(count_);
    return std::string(R"({"event":")") + names[phase] + R"(","callId":"call_)" + call_ + R"(","externalCallId":")" +
           call_ + R"(","direction":"INBOUND","status":")" + states[phase] +
           R"(","from":"5511977776666","to":"5511900000001","timestamp":")" + iso_now() + "\"}";
  }

 private:
  int number_;
  unsigned count_ = 0;
  std::string call_;
};

std::string request_of(const std::string& path, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Head and Content-Length's body of a message at the beginning of `got`, 0 if it is not complete.
std::size_t message_size(std::string_view got) {
  const auto head = got.find("\r\n\r\n");
  if (head == got.npos) return 0;
  const std::string_view name = "ontent-Length: ";
  const auto at = got.find(name);
  const std::size_t body = at < head ? std::strtoul(got.data() + at + name.size(), nullptr, 10) : 0;
  return got.size() >= head + 4 + body ? head + 4 + body : 0;
}

struct result_counts {
  long sent = 0;
  long bad = 0;
  std::vector<int> waits;  // until the answer
};

bool ask(int fd, const std::string& request, std::string& got) {
  if (::send(fd, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) return false;
  got.clear();
  char bytes[4096];
  while (message_size(got) == 0) {
    pollfd readable{fd, POLLIN, 0};
    const ssize_t size = ::poll(&readable, 1, 30'000) == 1 ? ::recv(fd, bytes, sizeof bytes, 0) : 0;
    if (size <= 0) return false;
    got.append(bytes, static_cast<std::size_t>(size));
  }
  return got.size() > 12 && got[9] == '2';
}

struct plan {
  std::uint16_t port = 0;
  std::vector<std::string> hooks;
  int connections = 64;
  long long until_us = 0;     // 0: by count
  std::atomic<long> left{0};  // events
  long long interval_us = 0;  // between two events of one connection; 0: none
};

void send_events(plan& with, int number, result_counts& out) {
  caller calls(number);
  const std::string& hook = with.hooks[static_cast<std::size_t>(number) % with.hooks.size()];
  int fd = connect_to(with.port);
  std::string got;
  for (long long due = now_us() + with.interval_us * number / with.connections;; due += with.interval_us) {
    if (with.until_us > 0 ? now_us() >= with.until_us : with.left.fetch_sub(1) <= 0) break;
    if (with.interval_us > 0 && due > now_us()) std::this_thread::sleep_for(microseconds(due - now_us()));
    const long long at = now_us();
    ++out.sent;
    if (!ask(fd, request_of(hook, calls.next()), got)) {
      ++out.bad;
      ::close(fd);
      fd = connect_to(with.port);
    }
    out.waits.push_back(static_cast<int>(now_us() - (with.interval_us > 0 ? std::min(at, due) : at)));
  }
  ::close(fd);
}

// Answers 200 to everything.
class bot {
 public:
  explicit bot(std::uint16_t port) : listener_(listen_on(port)), poll_(::epoll_create1(0)) {
    watch(poll_, listener_, EPOLLIN);
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  long delivered() const { return delivered_; }

 private:
  void run(const std::stop_token& stop) {
    epoll_event events[64];
    while (!stop.stop_requested()) {
      const int count = ::epoll_wait(poll_, events, 64, 100);
      for (int i = 0; i < count; ++i) {
        if (events[i].data.fd == listener_) take();
        else serve(events[i].data.fd);
      }
    }
  }
  void take() {
    for (int fd; (fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
      if (static_cast<std::size_t>(fd) >= got_.size()) got_.resize(static_cast<std::size_t>(fd) + 1);
      got_[static_cast<std::size_t>(fd)].clear();
      watch(poll_, fd, EPOLLIN);
    }
  }
  void serve(int fd) {
    char bytes[16384];
    std::string& got = got_[static_cast<std::size_t>(fd)];
    const ssize_t size = ::recv(fd, bytes, sizeof bytes, 0);
    if (size <= 0) {
      ::close(fd);
      return;
    }
    got.append(bytes, static_cast<std::size_t>(size));
    static constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    for (std::size_t whole; (whole = message_size(got)) > 0; got.erase(0, whole)) {
      ++delivered_;
      if (::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) return;
    }
  }

  int listener_, poll_;
  std::vector<std::string> got_;  // by descriptor
  std::atomic<long> delivered_{0};
  std::jthread thread_;
};

int percentile(std::vector<int>& sorted, double part) {
  return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

result_counts run(plan& with) {
  std::vector<result_counts> counts(static_cast<std::size_t>(with.connections));
  {
    std::vector<std::jthread> senders;
    for (int i = 0; i < with.connections; ++i)
      senders.emplace_back([&with, i, &counts] { send_events(with, i, counts[static_cast<std::size_t>(i)]); });
  }
  result_counts all;
  for (const result_counts& one : counts) {
    all.sent += one.sent, all.bad += one.bad;
    all.waits.insert(all.waits.end(), one.waits.begin(), one.waits.end());
  }
  std::sort(all.waits.begin(), all.waits.end());
  return all;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    parts.emplace_back(text.substr(at, comma - at));
    at = comma + 1;
  }
  return parts;
}

void wait_for_end_of_input() {
  char byte;
  while (::read(0, &byte, 1) > 0) {}
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 7) {
    std::fputs("hook_load PORT BOT_PORT HOOKS load|rate|fill CONNECTIONS MS|COUNT [RATE]\n", stderr);
    return 64;
  }
  const std::string_view mode = arguments[4];
  const long long amount = std::atoll(arguments[6]);
  plan with;
  with.port = static_cast<std::uint16_t>(std::atoi(arguments[1]));
  with.hooks = split(arguments[3]);
  with.connections = std::atoi(arguments[5]);
  const auto bot_port = static_cast<std::uint16_t>(std::atoi(arguments[2]));
  const bool fills = mode == "fill";
  std::unique_ptr<bot> receiver;
  if (!fills) receiver = std::make_unique<bot>(bot_port);
  if (fills) with.left = static_cast<long>(amount);
  else with.until_us = now_us() + amount * 1'000;
  if (mode == "rate" && count > 7) with.interval_us = 1'000'000LL * with.connections / std::atoll(arguments[7]);
  const long long start = now_us();
  result_counts all = run(with);
  const long long sent_us = now_us() - start;
  // what is under way still comes, or it does not
  for (long long until = now_us() + 60'000'000;
       receiver && receiver->delivered() < all.sent - all.bad && now_us() < until;)
    std::this_thread::sleep_for(milliseconds(1));
  std::printf(
      "{\"sent\":%ld,\"bad\":%ld,\"sent_us\":%lld,\"delivered\":%ld,\"us\":%lld,\"p50\":%d,\"p99\":%d,\"most\":%d}\n",
      all.sent, all.bad, sent_us, receiver ? receiver->delivered() : 0L, now_us() - start, percentile(all.waits, 0.5),
      percentile(all.waits, 0.99), percentile(all.waits, 1.0));
  std::fflush(stdout);
  if (fills) wait_for_end_of_input();
}
