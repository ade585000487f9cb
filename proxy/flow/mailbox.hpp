// How another thread reaches a worker.
#pragma once

#include <functional>
#include <list>

namespace ramal::flow {

class mailbox {
 public:
  using posted = std::list<std::function<void()>>;

  // Runs it on the worker's thread soon. Any thread.
  virtual void post(posted what) noexcept = 0;

 protected:
  ~mailbox() = default;
};

}  // namespace ramal::flow
