// The native calls API as a function of a request and a time: routes, keys, kinds, then the operation.
#pragma once

#include <vector>

#include "engine/message.hpp"
#include "engine/operations.hpp"
#include "engine/world.hpp"

namespace ramal::engine {

class api {
 public:
  // `all` outlives this. `media_base` is the `wsUrl` up to the instance, without a trailing slash.
  api(const config::reference_engine& settings, world& all, std::string media_base);

  // Lets happen what is due at `now`, then answers. Never throws on any input.
  response handle(const request& asked, time_point now);

 private:
  bool is_one_of(const std::vector<config::secret>& keys, const request& asked) const;
  number_state* number_of(const request& asked, bool engine_path);
  response dispatch(const request& asked, time_point now);

  world& all_;
  answer_rules rules_;
  std::vector<config::secret> tenant_keys_;
  std::vector<config::secret> unbound_keys_;
};

}  // namespace ramal::engine
