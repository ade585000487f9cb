// What ends the waits of one attempt: its time, or the end of the program.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <utility>

namespace ramal::relay {

class wait_guard : public std::enable_shared_from_this<wait_guard> {
 public:
  using clock = boost::asio::steady_timer::clock_type;

  explicit wait_guard(boost::asio::io_context& loop) : timer_(loop) {}

  // From now on the waits end at this time; passed() is false again.
  void limit_to(clock::time_point until);
  // What makes the present wait end at once; it may be called more than once.
  void ends_by(std::function<void()> end) { end_ = std::move(end); }
  // Ends the present wait and all later ones.
  void stop();
  // No time limit any more; what ends waits is let go.
  void release();

  bool passed() const { return passed_; }
  bool stopped() const { return stopped_; }
  bool over() const { return passed_ || stopped_; }

 private:
  void wait();
  void end_wait() const {
    if (end_) end_();
  }

  boost::asio::steady_timer timer_;
  std::function<void()> end_;
  bool passed_ = false;
  bool stopped_ = false;
};

}  // namespace ramal::relay
