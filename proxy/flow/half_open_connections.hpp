// Connections of which nothing is lost if they end: they have not brought what they were accepted for (silent since
// then, in the middle of a handshake or of a head), they linger behind a refusal, or they are idle. A crowded worker
// ends the oldest of them first (http-rules.md L6).
#pragma once

#include <boost/intrusive/list.hpp>

#include "proxy/flow/stream.hpp"

namespace ramal::flow {

// One of them, while it is in the list. Leaves it at its end.
class half_open_connection
    : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  // Its wait has been ended, to make room.
  bool was_shed() const { return shed_; }
  void arrived() {
    if (is_linked()) unlink();
    shed_ = false;
  }

 private:
  friend class half_open_connections;
  stream* client_ = nullptr;
  time_point since_{};
  bool shed_ = false;
};

class half_open_connections {
 public:
  // From now on `client`, which outlives `one`'s stay, may be shed. Times do not go back. No change if it is in
  // already.
  void add(half_open_connection& one, stream& client, time_point since);
  void shed_older_than(time_point since);
  // The oldest first, but none whose bytes have arrived: what they say is read in a moment. How many were shed.
  std::size_t shed_oldest(std::size_t most, time_point before = time_point::max());

 private:
  void shed(half_open_connection& one);
  boost::intrusive::list<half_open_connection, boost::intrusive::constant_time_size<false>> all_;  // the oldest first
};

}  // namespace ramal::flow
