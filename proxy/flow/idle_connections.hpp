// Idle connections to the engine, each kept for the key that it was used with: an engine that sends one answer too many
// cannot show one customer's answer to another (http-rules.md U17). Belongs to one worker.
#pragma once

#include <array>
#include <boost/intrusive/list.hpp>
#include <cstddef>
#include <list>

#include "proxy/flow/upstream.hpp"
#include "proxy/rules/connection_reuse.hpp"

namespace ramal::flow {

class idle_connections {
 public:
  explicit idle_connections(const rules::reuse_limits& limits) : limits_(limits) {}
  idle_connections(const idle_connections&) = delete;
  idle_connections& operator=(const idle_connections&) = delete;

  // The most recently used one of this owner that rules::may_take allows; none: `io` is null. Those of the owner that
  // must not be used any more are closed while searching.
  connection take(connection_owner owner, bool idempotent, time_point now);
  // Keeps it, as idle since `now`, if rules::may_keep allows.
  void put(connection&& used, time_point now);

  // Closes those that are too old or that the engine has ended.
  void sweep(time_point now);
  // The one that has been idle for the longest time, of any owner. False: there is none.
  bool close_oldest();
  void close_all();

  std::size_t size() const { return idle_.size(); }
  template <class Visit>
  void for_each(Visit&& visit) {
    for (entry& each : idle_) visit(each.held);
  }

 private:
  struct entry : boost::intrusive::list_base_hook<> {
    connection held;
    std::list<entry>::iterator self;
  };
  using bucket = boost::intrusive::list<entry, boost::intrusive::constant_time_size<false>>;

  bucket& bucket_of(connection_owner owner) { return buckets_[owner % buckets_.size()]; }
  connection take_out(entry& one);

  rules::reuse_limits limits_;
  std::list<entry> idle_;            // the one that has been idle for the longest time first
  std::list<entry> spare_;           // entries that hold nothing: a warm worker takes none from the heap
  std::array<bucket, 256> buckets_;  // by owner, the most recently used first
};

}  // namespace ramal::flow
