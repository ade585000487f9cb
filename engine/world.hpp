// All state of the engine and how time changes it. No I/O, no clock: `now` is an argument and never goes back.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "engine/ids.hpp"
#include "engine/media_tokens.hpp"
#include "engine/number_state.hpp"
#include "engine/schedule.hpp"
#include "engine/webhook.hpp"

namespace ramal::engine {

// What starts a call besides the number that it belongs to.
struct new_call {
  std::string peer;  // digits
  std::optional<std::string> opaque_data;
  std::string sdp_offer;  // META, outbound
};

// A webhook on its way to one URL.
struct outgoing_webhook {
  std::size_t number = 0;  // index in world
  // One of /v1/webhooks; or "" = the configured `webhook_url`, "=3" = that of the number itself. A line of deliveries.
  std::string hook_id;
  webhook what;
  milliseconds wait{0};  // before the first attempt
};

class world {
 public:
  explicit world(const config::reference_engine& settings);

  std::deque<number_state>& numbers() { return numbers_; }
  const std::deque<number_state>& numbers() const { return numbers_; }
  id_source& ids() { return ids_; }
  media_tokens& tokens() { return tokens_; }

  // The references live until the call is dropped from its book.
  call& start_outbound(number_state& number, new_call wanted, time_point now);
  call& raise_inbound(number_state& number, new_call wanted, time_point now);

  // Applies an event that a client asked for; false and no change where the call's status does not know it.
  bool change(number_state& number, call& one, call_event event, time_point now);

  // Asks `user` (digits) for the permission to call; the answer comes `permission_answer_after` later.
  std::string request_permission(number_state& number, std::string_view user, time_point now);

  // `null` once the call has ended or was dropped.
  const call* active_call(const media_grant& grant);

  std::optional<time_point> next_due() const;
  // Lets happen what is due, each at its own time.
  void advance(time_point now);

  // The webhooks since the last time, oldest first, once for each URL that wants them.
  std::vector<outgoing_webhook> take_webhooks();
  // Where a webhook goes now; nothing if its URL was deleted or paused since.
  std::optional<std::string> url_of(const outgoing_webhook& one);
  const config::secret& secret_of(const outgoing_webhook& one) const;  // that signs it; empty = none
  void record_delivery(const outgoing_webhook& of, delivery_record one);

 private:
  struct call_step {
    std::size_t number;
    std::uint64_t sequence;
    call_event event;
  };
  struct permission_step {
    std::size_t number;
    std::string user;
    std::string message_id;
  };
  void plan_connected(const number_state& number, const call& one, time_point at);
  void plan(const number_state& number, const call& one, call_event event, time_point at);
  bool has_listeners(const number_state& number) const;
  void notify(number_state& number, const call& one, call_event event);
  void send(number_state& number, const webhook& what);
  void add(const number_state& number, const std::string& hook_id, const webhook& what, milliseconds wait);
  void answer_request(const permission_step& step, time_point at);

  std::deque<number_state> numbers_;
  id_source ids_;
  media_tokens tokens_;
  schedule<call_step> call_steps_;
  schedule<permission_step> permission_steps_;
  bool start_ringing_;
  std::string webhook_url_;
  config::secret webhook_secret_;
  config::webhook_form webhook_form_;
  std::vector<outgoing_webhook> webhooks_;
};

}  // namespace ramal::engine
