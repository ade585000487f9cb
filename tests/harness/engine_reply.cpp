#include "tests/harness/engine_reply.hpp"

namespace ramal::tests {

void gate::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

void gate::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return open_; });
}

engine_reply json_reply(int status, const std::string& body) {
  return {"HTTP/1.1 " + std::to_string(status) + " Said\r\nContent-Type: application/json\r\nContent-Length: " +
          std::to_string(body.size()) + "\r\n\r\n" + body};
}

engine_reply broken_reply(engine_reply::after_reply how) { return {{}, how, {}}; }

}  // namespace ramal::tests
