// The floor: a relay that knows no HTTP. One connection to the engine for each client, four system calls a request.
//   relay PORT ENGINE_PORT
#include <array>
#include <vector>

#include "bench/tools/posix.hpp"

namespace {

using namespace ramal::bench;

class relay {
 public:
  relay(std::uint16_t port, std::uint16_t engine)
      : poll_(::epoll_create1(0)), listener_(listen_on(port)), engine_(engine) {
    watch(poll_, listener_, EPOLLIN);
  }

  [[noreturn]] void run() {
    std::array<epoll_event, 512> events;
    for (;;) {
      const int count = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        if (fd == listener_) accept_all();
        else if (other_end_[static_cast<std::size_t>(fd)] != 0 && !pass_on(fd)) close_both(fd);
      }
    }
  }

 private:
  void pair(int from, int to) {
    if (other_end_.size() <= static_cast<std::size_t>(from)) other_end_.resize(static_cast<std::size_t>(from) + 1);
    other_end_[static_cast<std::size_t>(from)] = to;
    watch(poll_, from, EPOLLIN);
  }

  void accept_all() {
    for (;;) {
      const int client = ::accept4(listener_, nullptr, nullptr, 0);
      if (client < 0) return;
      const int engine = connect_to(engine_);
      pair(client, engine);
      pair(engine, client);
    }
  }

  bool pass_on(int from) {
    const ssize_t got = ::recv(from, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    for (ssize_t sent = 0; sent < got;) {  // blocks if the other end is slow: good enough for a floor
      const ssize_t put = ::send(other_end_[static_cast<std::size_t>(from)], buffer_.data() + sent,
                                 static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
      if (put < 0) return false;
      sent += put;
    }
    return got > 0 || (got < 0 && errno == EAGAIN);
  }

  void close_both(int fd) {
    const int other = other_end_[static_cast<std::size_t>(fd)];
    other_end_[static_cast<std::size_t>(fd)] = other_end_[static_cast<std::size_t>(other)] = 0;
    ::close(fd);
    ::close(other);
  }

  int poll_;
  int listener_;
  std::uint16_t engine_;
  std::vector<int> other_end_;
  std::array<char, 65536> buffer_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  relay(static_cast<std::uint16_t>(std::atoi(argv[1])), static_cast<std::uint16_t>(std::atoi(argv[2]))).run();
}
