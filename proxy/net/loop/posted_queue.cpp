#include "proxy/net/loop/posted_queue.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace ramal::net {

posted_queue::posted_queue() : wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_ < 0)
    throw std::system_error(errno, std::generic_category(), "cannot make an event loop: raise the limit of open files");
}

posted_queue::~posted_queue() { ::close(wake_); }

void posted_queue::post(flow::mailbox::posted work) noexcept {
  {
    const std::lock_guard lock(mutex_);
    waiting_.splice(waiting_.end(), work);
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t put = ::write(wake_, &one, sizeof one);  // full means that it is awake already
}

void posted_queue::run() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(wake_, &count, sizeof count);
  flow::mailbox::posted work;
  {
    const std::lock_guard lock(mutex_);
    work.swap(waiting_);
  }
  for (const auto& one : work) one();
}

}  // namespace ramal::net
