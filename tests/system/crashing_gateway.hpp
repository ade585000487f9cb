// The real binary, killed again and again, and an engine that posts until it is answered.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/system/hooked_gateway.hpp"
#include "tests/system/moody_bot.hpp"

namespace ramal::system_tests {

class crashing_gateway {
 public:
  // `ledger`: what the engine's list of calls says.
  crashing_gateway(const moody_bot& bot, fake_engine::handler ledger);

  // One thread at a time, these four.
  void kill();  // by SIGKILL; starts it again
  int stop() { return gateway_->program.stop(); }
  // What `ramal webhooks WORDS` prints.
  std::string run(std::vector<std::string> words) const;
  void resume() const;

  std::uint16_t port() const { return port_; }
  std::string outbox() const { return (folder_.path() / "outbox.db").string(); }
  unsigned kills() const { return kills_; }

 private:
  void start();

  const moody_bot& bot_;
  const fake_engine::handler ledger_;
  const temporary_directory folder_;
  std::unique_ptr<hooked_gateway> gateway_;
  std::atomic<std::uint16_t> port_{0};
  unsigned kills_ = 0;
};

// A connection of the engine to it; of one thread.
class stubborn_poster {
 public:
  explicit stubborn_poster(const crashing_gateway& gateway) : gateway_(gateway) {}

  struct result {
    std::string answer;  // status and body; "" if none came in time
    unsigned lost = 0;   // posts before, of which nobody knows what became
  };
  result post(const std::string& body);

 private:
  std::string try_once(const std::string& post);

  const crashing_gateway& gateway_;
  std::optional<raw_client> client_;
};

}  // namespace ramal::system_tests
