// One request and its answer, over a connection that is idle or a new one.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "proxy/relay/client/answer_reader.hpp"
#include "proxy/relay/client/http_client.hpp"

namespace ramal::relay {

class attempt : public std::enable_shared_from_this<attempt> {
 public:
  using completion = std::function<void(http_outcome)>;

  attempt(std::shared_ptr<client_parts> parts, http_exchange what, std::function<void()> sent, completion done);

  void begin();
  // Completes it, before this returns.
  void stop();

 private:
  using clock = wait_guard::clock;
  enum class end : std::uint8_t { over, stale };

  asio::awaitable<http_outcome> run();
  asio::awaitable<bool> open();
  asio::awaitable<end> exchange(bool reused);
  asio::awaitable<void> write(std::shared_ptr<connection> to);
  asio::awaitable<void> read(error_code& broken);
  void take_answer();
  end conclude(const error_code& broken, bool reused);
  void fail(const failed& why);
  void finish(http_outcome outcome);

  std::shared_ptr<client_parts> parts_;
  http_exchange what_;
  std::function<void()> sent_;
  completion done_;  // empty: it is completed
  std::shared_ptr<wait_guard> guard_;
  std::shared_ptr<connection> connection_;
  std::string text_;  // of the request
  std::optional<answer_reader> reader_;
  std::array<char, 4'096> bytes_{};  // that were read
  http_outcome outcome_;
  clock::time_point begun_ = clock::now();
};

}  // namespace ramal::relay
