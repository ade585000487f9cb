// What other threads want to be run on a loop's thread.
#pragma once

#include <mutex>

#include "proxy/flow/mailbox.hpp"

namespace ramal::net {

class posted_queue {
 public:
  posted_queue();  // throws std::system_error
  ~posted_queue();
  posted_queue(const posted_queue&) = delete;
  posted_queue& operator=(const posted_queue&) = delete;

  // Readable while something is there.
  int fd() const { return wake_; }
  // Any thread.
  void post(flow::mailbox::posted work) noexcept;
  // All that is there, in the order in which it came.
  void run();

 private:
  int wake_;
  std::mutex mutex_;
  flow::mailbox::posted waiting_;
};

}  // namespace ramal::net
