// The native calls API as a function of a request and a time: routes, keys, kinds, then the operation.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/bot_event.hpp"
#include "engine/message.hpp"
#include "engine/operations.hpp"
#include "engine/route_table.hpp"
#include "engine/world.hpp"

namespace ramal::engine {

class api {
 public:
  // `all` outlives this.
  api(const config::reference_engine& settings, world& all, media_address media);

  // Lets happen what is due at `now`, then answers. Never throws on any input.
  response handle(const request& asked, time_point now);

  // Serves `bot_path`, which needs no key: called for each event of Evolution GO that is posted there.
  void on_bot_event(std::function<void(const bot_event&)> what) { bot_event_ = std::move(what); }

  // A path as logs may show it: no query, and `***` where it holds a key.
  std::string shown_path(std::string_view target) const;

 private:
  bool is_one_of(const std::vector<config::secret>& keys, const request& asked) const;
  number_state* number_of(const request& asked, bool engine_path);
  response dispatch(const request& asked, time_point now);
  response take_bot_event(const request& asked) const;
  response refuse_key(const request& asked) const;
  response run(const route_match& match, const request& asked, std::span<number_state* const> scope, bool chosen,
               time_point now);
  response run_for_tenant(const route_match& match, const request& asked, time_point now);

  world& all_;
  answer_rules rules_;
  std::vector<config::secret> tenant_keys_;
  std::vector<config::secret> unbound_keys_;
  std::function<void(const bot_event&)> bot_event_;
};

}  // namespace ramal::engine
