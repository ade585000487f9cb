#include "proxy/net/server/loop_clock.hpp"

#include "proxy/wire/write_head.hpp"

namespace ramal::net {

void loop_clock::compare() {
  wall_ahead_ = std::chrono::system_clock::now().time_since_epoch() - flow::clock::now().time_since_epoch();
}

std::chrono::system_clock::time_point loop_clock::wall_time() {
  return std::chrono::system_clock::time_point(now().time_since_epoch() + wall_ahead_);
}

std::string_view loop_clock::date() {
  const std::time_t second = std::time(nullptr);
  if (second != date_second_) {
    date_second_ = second;
    date_ = wire::format_date(second);
  }
  return {date_.data(), date_.size()};
}

}  // namespace ramal::net
