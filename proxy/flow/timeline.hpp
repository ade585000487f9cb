// The instants of one request, and what the access log says of them.
#pragma once

#include <chrono>
#include <optional>

#include "proxy/flow/stream.hpp"
#include "proxy/rules/access_record.hpp"

namespace ramal::flow {

struct timeline {
  time_point began;                            // its first byte was seen
  std::chrono::system_clock::time_point wall;  // when its head was complete
  clock::duration queued{};                    // of the wait in the admission queue
  std::optional<time_point> asked{};           // the engine; none: it was not
  time_point answered{};                       // by the engine, if it was asked

  timeline(time_point first_byte, std::chrono::system_clock::time_point wall_time)
      : began(first_byte), wall(wall_time) {}

  void write_to(rules::access_record& line, time_point end) const {
    const auto span = [](time_point from, time_point to) {
      return std::chrono::duration_cast<rules::microseconds>(to - from);
    };
    line.time = wall;
    line.read = span(began, asked.value_or(end));
    line.queued = std::chrono::duration_cast<rules::microseconds>(queued);
    if (asked) line.engine = span(*asked, answered);
    line.total = span(began, end);
  }
};

}  // namespace ramal::flow
