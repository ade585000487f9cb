// What a fake engine is told to answer.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

namespace ramal::tests {

// Opens once, and lets everyone through from then on.
class gate {
 public:
  void open();
  void wait();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

// What the engine does after it has read a request: waits for `release` (if there is one), writes `bytes` (if any),
// then keeps the connection, or ends it with FIN or RST.
struct engine_reply {
  enum class after_reply { keep, close, reset };
  std::string bytes{};
  after_reply then = after_reply::keep;
  std::shared_ptr<gate> release{};
};

// A whole answer with Content-Type and Content-Length.
engine_reply json_reply(int status, const std::string& body);
// No byte of an answer.
engine_reply broken_reply(engine_reply::after_reply how = engine_reply::after_reply::close);

}  // namespace ramal::tests
