#include "proxy/flow/idle_connections.hpp"

namespace ramal::flow {
namespace {

// Since when an idle connection is worth a system call to make sure that the engine has not just ended it (U5). Before
// that the event loop has looked at it a moment ago, and an end shows there as an event of its own.
constexpr std::chrono::milliseconds checked_by_loop{5};

rules::idle_facts facts_of(const connection& idle, bool thorough) {
  return {idle.opened, idle.idle_since, idle.requests, idle.io->has_unread(thorough)};
}

}  // namespace

connection idle_connections::take(connection_owner owner, bool idempotent, time_point now) {
  bucket& all = bucket_of(owner);
  for (auto at = all.begin(); at != all.end();) {
    entry& last = *at++;
    if (last.held.owner != owner) continue;
    const bool thorough = now - last.held.idle_since > checked_by_loop;
    if (rules::may_take(facts_of(last.held, thorough), idempotent, now, limits_)) return take_out(last);
    // too long idle for a POST says nothing against it: it stays for a GET, and so do the older ones
    if (rules::may_keep(facts_of(last.held, false), now, limits_)) break;
    take_out(last);
  }
  return {};
}

void idle_connections::put(connection&& used, time_point now) {
  used.idle_since = now;
  if (!rules::may_keep(facts_of(used, false), now, limits_)) return;
  if (spare_.empty()) spare_.emplace_front();
  entry& kept = spare_.front();
  kept.self = spare_.begin();
  kept.held = std::move(used);
  idle_.splice(idle_.end(), spare_, kept.self);
  bucket_of(kept.held.owner).push_front(kept);
}

// Entries are closed by what becomes of the connection that is handed out.
connection idle_connections::take_out(entry& one) {
  bucket& all = bucket_of(one.held.owner);
  all.erase(all.iterator_to(one));
  spare_.splice(spare_.begin(), idle_, one.self);
  return std::move(one.held);
}

void idle_connections::sweep(time_point now) {
  for (auto at = idle_.begin(); at != idle_.end();) {
    entry& one = *at++;
    if (!rules::may_keep(facts_of(one.held, false), now, limits_)) take_out(one);
  }
}

bool idle_connections::close_oldest() {
  if (idle_.empty()) return false;
  take_out(idle_.front());
  return true;
}

void idle_connections::close_all() {
  while (close_oldest()) {}
}

}  // namespace ramal::flow
