// Connections that may be closed without losing a request: their request is not complete (nothing sent yet, or in the
// middle of a handshake or of a head), they are being drained after a refusal, or they are idle. A crowded worker ends
// the oldest of them first (http-rules.md L6).
#pragma once

#include <boost/intrusive/list.hpp>

#include "proxy/flow/stream.hpp"

namespace ramal::flow {

// One of them, while it is in the list. Leaves it at its end.
class half_open_connection
    : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  // Its wait has been ended: it is shed.
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
  // From now on `client` may be shed; it outlives the stay of `entry` in the list. `since` never decreases from call to
  // call. No change if `entry` is in the list already.
  void add(half_open_connection& entry, stream& client, time_point since);
  void shed_older_than(time_point since);
  // The oldest first, but none whose bytes have arrived, since these are read in a moment. Returns how many were shed.
  std::size_t shed_oldest(std::size_t most, time_point before = time_point::max());

 private:
  void shed(half_open_connection& entry);
  boost::intrusive::list<half_open_connection, boost::intrusive::constant_time_size<false>> all_;  // the oldest first
};

}  // namespace ramal::flow
