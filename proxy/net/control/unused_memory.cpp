#include "proxy/net/control/unused_memory.hpp"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "proxy/net/loop/persist.hpp"

namespace ramal::net {
namespace {

constexpr std::chrono::seconds pause_between_returns{5};
constexpr std::size_t worth_it = 8 * 1024 * 1024;

// Of this process; 0 if the system does not say.
std::size_t resident_bytes() {
  std::ifstream from("/proc/self/statm");
  std::size_t size = 0, resident = 0;
  from >> size >> resident;
  return from ? resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

// What is in memory but not in use of the heap: code, stacks, and what the heap keeps unused.
std::size_t unused_bytes() {
  const std::size_t resident = resident_bytes();
  const struct mallinfo2 heap = ::mallinfo2();
  const std::size_t used = heap.uordblks + heap.hblkhd;
  return resident > used ? resident - used : 0;
}

}  // namespace

unused_memory::unused_memory(boost::asio::io_context& loop) : next_(loop), usual_(unused_bytes()) { wait(); }

void unused_memory::stop() {
  stopped_ = true;
  next_.cancel();
}

// What cannot be given back (it lies between what is in use) is no reason to try again.
bool unused_memory::give_back() {
  if (resident_bytes() < usual_ + worth_it || unused_bytes() < usual_ + worth_it) return false;
  ::malloc_trim(0);
  usual_ = std::max(usual_, unused_bytes());
  return true;
}

void unused_memory::wait() {
  if (stopped_) return;
  persist([this] {
    next_.expires_after(pause_between_returns);
    next_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      try {
        give_back();
      } catch (const std::bad_alloc&) {  // the next look may do it
      }
      wait();
    });
  });
}

}  // namespace ramal::net
