#pragma once

#include <boost/asio/io_context.hpp>

#include "proxy/relay/control_loop.hpp"

namespace ramal::relay {

// The real one. `loop` outlives it and its timers.
class asio_loop final : public control_loop {
 public:
  explicit asio_loop(boost::asio::io_context& loop) : loop_(loop) {}

  store::instant now() const override;
  std::chrono::steady_clock::time_point steady() const override { return std::chrono::steady_clock::now(); }
  std::unique_ptr<timer> make_timer() override;
  void post(std::function<void()> what) override;

 private:
  boost::asio::io_context& loop_;
};

}  // namespace ramal::relay
