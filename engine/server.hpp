// The reference engine: a stateful implementation of contracts/native-calls.md on its own thread, for demos, for bot
// authors who work offline, and for contract tests.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "config/model.hpp"
#include "engine/bot_event.hpp"

namespace ramal::engine {

class clock;

class server {
 public:
  // Binds both listeners; throws std::system_error with a text that names the address if one cannot be bound, or if
  // `webhook_url` is no http URL. The clock runs at `settings.speed`.
  explicit server(const config::reference_engine& settings);
  // The same on a given clock, for tests.
  server(const config::reference_engine& settings, std::shared_ptr<clock> time);
  ~server();  // stop()
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  // Before start(). Webhooks of the number of this name go to `url`, http only, signed with `secret`.
  void send_webhooks(const std::string& number, const std::string& url, const config::secret& secret);
  // Before start(). `POST /_engine/bot` takes events in a bot's place, without a key; `what` runs on the engine's thread.
  void on_bot_event(std::function<void(const bot_event&)> what);

  void start();  // runs on a thread of its own; returns at once
  void stop();   // closes every connection and joins the thread; idempotent
  void wake();   // lets happen what is due by now and returns then: for a clock that was moved

  std::uint16_t api_port() const;  // the bound port, also where the settings said 0
  std::uint16_t media_port() const;

 private:
  class state;
  std::unique_ptr<state> state_;
};

}  // namespace ramal::engine
