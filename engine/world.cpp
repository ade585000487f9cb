#include "engine/world.hpp"

#include <utility>

#include "engine/calling_settings.hpp"
#include "engine/sdp.hpp"
#include "engine/story.hpp"

namespace ramal::engine {

world::world(const config::reference_engine& settings)
    : ids_(settings.seed), start_ringing_(settings.start_status == "RINGING"), webhook_url_(settings.webhook_url),
      webhook_secret_(settings.webhook_secret), webhook_form_(settings.webhook_body) {
  for (const config::engine_number& one : settings.numbers) {
    number_state& state = numbers_.emplace_back();
    state.index = numbers_.size() - 1;
    state.settings = one;
    state.chaos = webhook_chaos(settings.seed + state.index);
    if (state.is_meta()) state.calling = default_calling_settings();
  }
}

namespace {

call make_call(id_source& ids, const number_state& number, new_call wanted, time_point now) {
  call one;
  one.id = ids.call_id();
  one.external_id = number.is_meta() ? ids.meta_call_id() : ids.provider_call_id();
  one.peer = std::move(wanted.peer);
  one.from = number.settings.number;
  one.conversation_id = conversation_id(number.settings.number, one.peer);
  one.opaque_data = std::move(wanted.opaque_data);
  one.sdp_offer = std::move(wanted.sdp_offer);
  one.created_at = one.updated_at = now;
  one.plot = &story_of(one.peer);
  return one;
}

}  // namespace

call& world::start_outbound(number_state& number, new_call wanted, time_point now) {
  call& one = number.calls.add(make_call(ids_, number, std::move(wanted), now));
  const story& plot = *one.plot;
  const bool rings = plot.ring_after.count() > 0;
  if (number.is_meta()) number.permissions.of(one.peer, now).calls.push_back(now);
  if (rings && start_ringing_) {
    change(number, one, call_event::ring, now);
  } else if (rings) {
    plan(number, one, call_event::ring, now + plot.ring_after);
  }
  plan(number, one, plot.outcome, now + plot.ring_after + plot.outcome_after);
  return one;
}

call& world::raise_inbound(number_state& number, new_call wanted, time_point now) {
  call& one = number.calls.add(make_call(ids_, number, std::move(wanted), now));
  one.direction = call_direction::inbound;
  one.from = one.peer;
  if (number.is_meta()) one.sdp_offer = make_sdp_offer(ids_);
  change(number, one, call_event::ring, now);
  plan(number, one, call_event::miss, now + one.plot->patience);
  return one;
}

bool world::change(number_state& number, call& one, call_event event, time_point now) {
  if (!apply(one, event, now)) return false;
  if (event == call_event::fail) {
    one.error_code = one.plot->error_code;
    one.error_message = one.plot->error_message;
  }
  if (event == call_event::answer) {
    if (number.is_meta() && one.direction == call_direction::outbound) one.sdp_answer = make_sdp_answer(ids_);
    if (!one.media.empty()) one.play_started = now;
    plan_connected(number, one, now);
  }
  notify(number, one, event);
  return true;
}

void world::plan_connected(const number_state& number, const call& one, time_point at) {
  const story& plot = *one.plot;
  if (plot.then_after.count() > 0) plan(number, one, plot.then, at + plot.then_after);
  plan(number, one, call_event::hang_up, at + longest_call);
}

void world::plan(const number_state& number, const call& one, call_event event, time_point at) {
  call_steps_.add(at, {number.index, one.sequence, event});
}

bool world::has_listeners(const number_state& number) const {
  return !webhook_url_.empty() || !number.settings.webhook_url.empty() || !number.webhooks.all().empty();
}

void world::notify(number_state& number, const call& one, call_event event) {
  if (!has_listeners(number)) return;
  for (const webhook& what : call_webhooks(webhook_form_, number.settings, one, event)) send(number, what);
}

void world::send(number_state& number, const webhook& what) {
  for (const milliseconds wait : number.chaos.waits(what.event)) {
    if (!number.settings.webhook_url.empty()) {
      add(number, "=" + std::to_string(number.index), what, wait);
    } else if (!webhook_url_.empty()) {
      add(number, "", what, wait);
    }
    for (const webhook_entry& one : number.webhooks.all()) {
      if (one.wants(what.event)) add(number, one.id, what, wait);
    }
  }
}

void world::add(const number_state& number, const std::string& hook_id, const webhook& what, milliseconds wait) {
  webhooks_.push_back({number.index, hook_id, what, wait});
}

const config::secret& world::secret_of(const outgoing_webhook& one) const {
  const config::secret& own = numbers_[one.number].settings.webhook_secret;
  return own.empty() ? webhook_secret_ : own;
}

std::optional<std::string> world::url_of(const outgoing_webhook& one) {
  if (one.hook_id.empty()) return webhook_url_;
  if (one.hook_id.front() == '=') return numbers_[one.number].settings.webhook_url;
  const webhook_entry* entry = numbers_[one.number].webhooks.find(one.hook_id);
  return entry && entry->active ? std::optional(entry->url) : std::nullopt;
}

void world::record_delivery(const outgoing_webhook& of, delivery_record one) {
  webhook_entry* entry = numbers_[of.number].webhooks.find(of.hook_id);
  if (entry) keep_record(*entry, std::move(one));
}

std::string world::request_permission(number_state& number, std::string_view user, time_point now) {
  std::string id = ids_.message_id();
  number.permissions.of(user, now).requests.push_back(now);
  permission_steps_.add(now + permission_answer_after, {number.index, std::string(user), id});
  return id;
}

void world::answer_request(const permission_step& step, time_point at) {
  number_state& number = numbers_[step.number];
  const bool granted = story_of(step.user).grants_permission;
  number.permissions.answer(step.user, granted, at);
  if (!has_listeners(number)) return;
  const user_permission& user = number.permissions.of(step.user, at);
  send(number, permission_webhook(webhook_form_, number.settings, step.user, step.message_id, granted, user, at));
}

const call* world::active_call(const media_grant& grant) {
  if (grant.number >= numbers_.size()) return nullptr;
  const call* one = numbers_[grant.number].calls.at(grant.sequence);
  return one && one->status == call_status::accepted ? one : nullptr;
}

std::optional<time_point> world::next_due() const {
  const auto step = call_steps_.next_due();
  const auto permission = permission_steps_.next_due();
  if (step && permission) return std::min(*step, *permission);
  return step ? step : permission;
}

void world::advance(time_point now) {
  while (const auto due = next_due()) {
    if (*due > now) return;
    if (const auto step = call_steps_.take_due(*due)) {
      number_state& number = numbers_[step->second.number];
      call* one = number.calls.at(step->second.sequence);
      if (one) change(number, *one, step->second.event, step->first);
    } else if (const auto permission = permission_steps_.take_due(*due)) {
      answer_request(permission->second, permission->first);
    }
  }
}

std::vector<outgoing_webhook> world::take_webhooks() { return std::exchange(webhooks_, {}); }

}  // namespace ramal::engine
