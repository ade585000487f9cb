#include "proxy/metrics/worker_counts.hpp"

#include <algorithm>

namespace ramal::metrics {
namespace {

using routes::failure_kind;
using routes::operation;

std::size_t engine_row(routes::method verb) {
  switch (verb) {
    case routes::method::get: return 0;
    case routes::method::post: return 1;
    case routes::method::put: return 2;
    default: return 3;
  }
}

std::optional<limit_scope> scope_of(failure_kind kind) {
  switch (kind) {
    case failure_kind::rate_limited: return limit_scope::key_rate;
    case failure_kind::too_many_at_once: return limit_scope::key_concurrency;
    case failure_kind::too_many_unauthorized: return limit_scope::address;
    case failure_kind::overloaded: return limit_scope::gateway;
    default: return std::nullopt;
  }
}

}  // namespace

void worker_counts::reserve_keys(std::size_t slots) {
  for (std::size_t i = 0; i < std::min(slots, most_key_slots); ++i) {
    if (owned_[i]) continue;
    owned_[i] = std::make_unique<key_cells>();
    keys_[i].store(owned_[i].get(), std::memory_order_release);
  }
}

void worker_counts::count(const finished_request& what) {
  served.observe(route_index(what.row, what.other), status_index(what.status), what.total);
  if (what.failure) count_refusal(what);
  key_cells* const key = what.key ? &used_key(what) : nullptr;
  const bool of_engine = what.row != nullptr && what.row->op < operation::server_ok;
  if (!of_engine || what.other == beside_tables::passed) return;
  const auto op = static_cast<std::size_t>(what.row->op);
  calls[op][static_cast<std::size_t>(what.became)].add();
  if (key != nullptr) key->calls[op][static_cast<std::size_t>(what.became)].add();
  if (what.engine) count_engine(what);
}

key_cells& worker_counts::used_key(const finished_request& what) {
  const std::size_t slot = *what.key < most_key_slots ? *what.key : other_keys;
  key_cells* const known = keys_[slot].load(std::memory_order_relaxed);
  key_cells& of = known != nullptr ? *known : *keys_[other_keys].load(std::memory_order_relaxed);
  // A request that takes long ends behind others that came after it.
  const auto came = static_cast<std::uint64_t>(what.at.time_since_epoch().count());
  if (came > of.last_use.value()) of.last_use.set(came);
  return of;
}

std::optional<std::chrono::system_clock::time_point> worker_counts::last_use_of_key(std::size_t slot) const {
  using std::chrono::system_clock;
  const key_cells* const found = cells_of_key(slot);
  const std::uint64_t ticks = found == nullptr ? 0 : found->last_use.value();
  if (ticks == 0) return std::nullopt;
  return system_clock::time_point(system_clock::duration(static_cast<system_clock::rep>(ticks)));
}

void worker_counts::count_engine(const finished_request& what) {
  const auto error = static_cast<std::size_t>(engine_error_of(what.failure));
  const std::size_t column = what.native_status != 0 ? status_index(what.native_status) : status_count + error;
  asked.observe(engine_row(routes::native(what.row->op).verb), column, *what.engine);
  queued.observe(what.queued);
}

void worker_counts::count_refusal(const finished_request& what) {
  if (const auto scope = scope_of(*what.failure)) limited[static_cast<std::size_t>(*scope)].add();
  if (what.status == 401) unauthorized.add();
  const bool starts = what.row != nullptr && what.row->op == operation::start;
  if (starts && what.became == outcome::unknown) unknown_calls.add();
}

}  // namespace ramal::metrics
