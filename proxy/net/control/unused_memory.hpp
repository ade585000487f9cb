// Memory that a burst took goes back to the system when the burst is over (http-rules.md L7b). Without this the heap
// would keep it until the program ends.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>

namespace ramal::net {

class unused_memory {
 public:
  // Looks every few seconds, on `loop`, which no worker runs. It outlives this.
  explicit unused_memory(boost::asio::io_context& loop);

  void stop();

  // One look: gives back what the heap holds unused, if that is worth it. True if it did.
  bool give_back();

 private:
  void wait();

  boost::asio::steady_timer next_;
  std::size_t usual_;  // bytes of memory beside what is in use of the heap: when there is nothing to give back
  bool stopped_ = false;
};

}  // namespace ramal::net
