// Delivers webhooks to one URL, one at a time, in order; a failed one is tried again later while the others go on.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <string>

#include "engine/clock.hpp"
#include "engine/media_url.hpp"
#include "engine/net.hpp"
#include "engine/schedule.hpp"

namespace ramal::engine {

inline constexpr int webhook_attempts = 4;            // 1 s, 5 s and 30 s of engine time between them
inline constexpr std::size_t most_webhooks = 10'000;  // waiting; more are dropped with a warning
inline constexpr std::chrono::seconds webhook_deadline(5);  // of one attempt, real time, after the name is known

class webhook_sender {
 public:
  // An empty URL delivers nothing. Throws std::system_error where the URL is none, or https.
  webhook_sender(asio::io_context& context, const clock& time, const std::string& url, open_streams& open);

  void push(std::string body);
  void wake();  // looks at the clock again
  void stop();  // ends run(); the attempt in progress ends with its stream

  asio::awaitable<void> run();  // returns after stop(), or at once without a URL

 private:
  struct delivery {
    std::string body;
    int attempt = 1;
  };
  asio::awaitable<bool> deliver(const std::string& body);
  void try_again(delivery failed, time_point was_due);

  asio::io_context& context_;
  const clock& time_;
  open_streams& open_;
  std::optional<http_url> url_;
  asio::steady_timer timer_;
  schedule<delivery> waiting_;
  bool stopped_ = false;
};

}  // namespace ramal::engine
