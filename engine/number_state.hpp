// Everything the engine knows about one number.
#pragma once

#include <boost/json.hpp>

#include "config/model.hpp"
#include "engine/call_book.hpp"
#include "engine/permissions.hpp"
#include "engine/webhook_book.hpp"
#include "engine/webhook_chaos.hpp"

namespace ramal::engine {

struct number_state {
  std::size_t index = 0;           // in world
  config::engine_number settings;  // `connected` and `payment_ok` may change: POST /_engine/number
  bool key_active = true;          // false: the key answers 401, as after a rotation
  call_book calls;
  permission_book permissions;
  webhook_book webhooks;        // of /v1/webhooks
  webhook_chaos chaos;          // POST /_engine/webhooks/chaos
  boost::json::object calling;  // META: GET and PUT /v1/calls/settings

  bool is_meta() const { return settings.kind == config::number_kind::meta; }
  bool is_web() const { return settings.kind == config::number_kind::evo_go; }
  bool is_connected() const { return !is_web() || settings.connected; }
};

}  // namespace ramal::engine
