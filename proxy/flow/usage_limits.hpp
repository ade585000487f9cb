// What limits remember of keys and addresses: one for the whole process, shared by its workers without a lock. It
// outlives snapshots, so that a reload forgives nobody and forgets nobody.
#pragma once

#include <cstdint>
#include <string_view>

#include "auth/decide.hpp"
#include "proxy/flow/client_origin.hpp"
#include "proxy/flow/stream.hpp"
#include "proxy/flow/upstream.hpp"
#include "proxy/rules/keyed_hash.hpp"
#include "proxy/rules/usage_counter.hpp"

namespace ramal::flow {

class usage_limits {
 public:
  // `seed`: random, 128 bits; nobody may guess it. `connections`: as many addresses have a usage_counter of their own.
  usage_limits(std::uint64_t seed0, std::uint64_t seed1, std::size_t connections);

  // A key of the ring goes by its name, so that a changed secret has the same bounds; a client's own native key by
  // itself: `native_value`.
  std::uint64_t name_of(const auth::decision& key, std::string_view native_value) const;
  // The same with what the engine gets as the key, so that a connection that was used with it is used with no other
  // one, whatever a reload changes (U17).
  connection_owner owner_of(const auth::decision& key, std::string_view native_value) const;
  // An IPv6 client has a whole /64.
  std::uint64_t name_of(const config::ip_address& address) const;

  rules::usage_counter& of_key(std::uint64_t name, time_point now) { return keys_.find(name, now); }
  // `mark`: hook_table's, or one that is made of it.
  rules::usage_counter& of_hook(std::uint64_t mark, time_point now) { return hooks_.find(mark, now); }
  rules::usage_counter& of_address(std::uint64_t name, time_point now) { return addresses_.find(name, now); }

 private:
  rules::keyed_hash hash_;
  rules::usage_table keys_;
  rules::usage_table hooks_;
  rules::usage_table addresses_;
};

}  // namespace ramal::flow
