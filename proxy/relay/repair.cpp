#include "proxy/relay/repair.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace ramal::relay {
namespace {

constexpr std::int64_t most_open = 1'000;

// What stands for a call where an event names none; the engine knows it by no id.
bool is_body_name(const store::call_record& call) { return call.ids.external.starts_with("sha256:"); }

bool is_same(const engine_call& told, const store::call_record& known) {
  const auto is = [](const std::string& a, const std::string& b) { return !a.empty() && a == b; };
  return is(told.ids.native, known.ids.native) || is(told.ids.external, known.ids.external);
}

}  // namespace

repair::repair(relay_services& services, engine_reader& engine, std::shared_ptr<intake> into)
    : services_(services), engine_(engine), into_(std::move(into)), timer_(services.loop.make_timer()) {}

void repair::use(settings_ptr settings) {
  settings_ = std::move(settings);
  std::erase_if(listed_, [this](const auto& one) { return settings_->find(one.first) == nullptr; });
}

void repair::begin() {
  look(scope::all);
  wait();
}

void repair::wait() {
  timer_->start(interval, [this] {
    look(std::exchange(owes_all_, false) ? scope::all : scope::open_calls);
    wait();
  });
}

void repair::look(scope at) {
  store::open_calls request;
  request.before = services_.loop.now() + milliseconds(1);
  if (at == scope::open_calls) request.before -= old_enough;
  request.most = most_open;
  ask(services_, shared_from_this(), request, [this, at](const store::outcome<open_list>& found) {
    if (found.result != store::status::ok) owes_all_ |= at == scope::all;
    if (found.result != store::status::ok || !settings_) return;
    std::map<std::string, open_list> by_key;
    for (const store::call_record& call : found.value)
      if (is_body_name(call)) forget(call);
      else by_key[call.key].push_back(call);
    for (const event_key& key : settings_->keys)
      if (key.repair && (at == scope::all || by_key.contains(key.name))) look_at(key, std::move(by_key[key.name]), at);
  });
}

void repair::look_at(const event_key& key, open_list open, scope at) {
  const auto now = services_.loop.steady();
  const auto last = listed_.find(key.name);
  if (last != listed_.end() && now - last->second < least_between_lists) {
    owes_all_ |= at == scope::all;
    return;
  }
  listed_[key.name] = now;
  engine_.get(question_of(key, "/v1/calls?limit=100"),
              [weak = weak_from_this(), name = key.name, open = std::move(open), at](const engine_reply& reply) {
                if (const auto self = weak.lock()) self->take_list(name, open, reply, at);
              });
}

void repair::take_list(const std::string& key, const open_list& open, const engine_reply& reply, scope at) {
  const auto calls = reply.status == 200 ? read_calls(reply.body) : std::nullopt;
  if (reply.failure == delivery_failure::stopped) return;
  if (!calls) {
    owes_all_ |= at == scope::all;
    spdlog::warn("the calls of key {} cannot be read to look for events that did not come: {}", key,
                 reply.status == 0 ? reply.error : "the engine answered " + std::to_string(reply.status));
    return;
  }
  const auto now = services_.loop.now();
  for (const engine_call& call : *calls) {
    const bool known = std::ranges::any_of(open, [&](const auto& one) { return is_same(call, one); });
    const bool recent = !is_over(call) || (call.ended && now - *call.ended < horizon);
    if (known || recent) fill(key, call);
  }
  const event_key* of = settings_->find(key);
  std::size_t asked = 0;
  for (const store::call_record& one : open) {
    const bool listed = std::ranges::any_of(*calls, [&](const auto& call) { return is_same(call, one); });
    if (!listed && of != nullptr && asked++ < most_questions) ask_for(*of, one);
  }
}

void repair::ask_for(const event_key& key, const store::call_record& call) {
  engine_.get(question_of(key, call_target(call.ids)), [weak = weak_from_this(), call](const engine_reply& reply) {
    const auto self = weak.lock();
    if (!self) return;
    if (reply.status == 404) return self->forget(call);
    if (reply.status != 200) return;
    if (const auto told = read_call(reply.body)) self->fill(call.key, *told);
  });
}

// Identities make what is known a duplicate.
void repair::fill(const std::string& key, const engine_call& call) {
  for (std::string& body : event_bodies(call))
    into_->take({key, std::move(body), services_.loop.now(), store::origin::repair}, [](const flow::intake_answer&) {});
}

void repair::forget(const store::call_record& call) {
  services_.store.submit(store::end_call{call.id, services_.loop.now()}, {});
}

}  // namespace ramal::relay
