// Delivers webhooks: to each URL one at a time and in order; those behind one that was not taken wait until it is taken or
// given up.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "engine/clock.hpp"
#include "engine/net.hpp"
#include "engine/schedule.hpp"
#include "engine/webhook_post.hpp"
#include "engine/world.hpp"

namespace ramal::engine {

inline constexpr int webhook_attempts = 4;            // 1 s, 5 s and 30 s of engine time between them
inline constexpr std::size_t most_webhooks = 10'000;  // waiting; more are dropped with a warning

class webhook_sender {
 public:
  // `all` knows where a webhook goes and what signs it, and keeps what became of it. Everything outlives this.
  webhook_sender(asio::io_context& context, const clock& time, world& all, open_streams& open);

  void push(outgoing_webhook one);
  void wake();  // looks at the clock again
  void stop();  // the attempts in progress end with their streams

 private:
  struct delivery {
    outgoing_webhook what;
    int attempt = 1;
  };
  // What waits for one URL. It lives while something does.
  struct lane {
    explicit lane(asio::io_context& context) : timer(context) {}
    using due = std::pair<time_point, delivery>;
    std::optional<due> take_due(time_point now);
    time_point next_due() const { return again ? again->first : *waiting.next_due(); }
    bool empty() const { return !again && waiting.size() == 0; }

    std::optional<due> again;  // was not taken: in front of all that wait
    schedule<delivery> waiting;
    asio::steady_timer timer;
  };

  asio::awaitable<void> run(std::string hook_id, std::shared_ptr<lane> of);
  asio::awaitable<void> deliver(lane& of, delivery& one, time_point due);
  asio::awaitable<post_result> attempt(const delivery& one, const http_url& to);
  void judge(lane& of, delivery& one, time_point due, const http_url& to, const post_result& result);

  asio::io_context& context_;
  const clock& time_;
  world& all_;
  open_streams& open_;
  std::map<std::string, std::shared_ptr<lane>> lanes_;  // by hook id
  std::size_t waiting_ = 0;
  bool stopped_ = false;
};

// Throws std::system_error where the URL is none, or https; "" is fine.
void check_webhook_url(const std::string& url);

}  // namespace ramal::engine
