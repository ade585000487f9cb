#include <algorithm>
#include <deque>
#include <stdexcept>

#include "config/destination_url.hpp"
#include "config/load.hpp"
#include "events/answer.hpp"
#include "events/call_order.hpp"
#include "events/delivery_headers.hpp"
#include "events/documents.hpp"
#include "events/engine_signature.hpp"
#include "events/identity.hpp"
#include "events/retry.hpp"
#include "tests/contract/event_stages.hpp"
#include "tests/harness/raw_client.hpp"

namespace ramal::contract {
namespace {

using std::chrono::system_clock;

constexpr const char* key_name = "demo";

// The configuration goes through the same text and the same reader as the binary's.
config::gateway load(const event_case& what, const std::string& bot_url) {
  config::files access;
  access.writable = [](const std::string&) { return config::checked(); };  // nothing is written here
  const auto loaded = config::load_gateway(events_yaml(what, "http://127.0.0.1:18090", bot_url), what.file, {}, access);
  if (!loaded.has_error()) return *loaded;
  std::string problems = "the settings are refused:";
  for (const auto& each : loaded.error()) problems += "\n" + config::to_text(each);
  throw std::runtime_error(problems);
}

// One URL of the key's, and what waits for it.
struct bot_place {
  events::destination to;
  std::vector<events::signing_secret> secrets;
  std::vector<config::secret_header_line> headers;
  bool is_paused = false;
};

bot_place place_of(const config::webhook_destination& from, std::chrono::minutes offset) {
  bot_place made;
  events::destination& to = made.to;
  to.name = from.name;
  to.speaks = static_cast<events::dialect>(from.dialect);
  to.url = from.url;
  to.events = from.events;
  to.instance_id = from.instance_id.empty() ? events::default_instance_id(key_name) : from.instance_id;
  to.instance_name = from.instance_name.empty() ? key_name : from.instance_name;
  if (!from.instance_token.empty()) to.instance_token = from.instance_token.reveal();
  to.server_url = from.server_url;
  to.time_offset = offset;
  to.extras = from.extras;
  to.data_node = from.data_node;
  to.v2_ringing = from.v2_ringing;
  to.by_events = from.by_events;
  to.hide_offers = from.hide_offers;
  for (const auto& one : from.secrets) made.secrets.push_back(*events::signing_secret::parse(one.reveal()));
  made.headers = from.headers;
  return made;
}

const std::string* find(const std::vector<field>& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const field& one) { return tests::equal_names(one.name, name); });
  return found == fields.end() ? nullptr : &found->value;
}

class pure_events : public event_stage {
 public:
  explicit pure_events(const event_case& what) : settings_(load(what, bot_url())) {
    const auto& webhook = *key().webhook;
    for (const auto& one : webhook.native_secrets) native_secrets_.emplace_back(one.reveal());
    places_.push_back(place_of(webhook, settings_.webhooks.time_offset));
    for (const auto& one : webhook.more) places_.push_back(place_of(one, settings_.webhooks.time_offset));
  }

  system_clock::time_point now() const override { return now_ - std::chrono::milliseconds(588); }
  std::string bot_url() const override { return "http://127.0.0.1:18099/bot"; }
  void script_bot(const std::vector<std::string>& answers) override {
    answers_.insert(answers_.end(), answers.begin(), answers.end());
  }

  reception post(const std::vector<field>& fields, const std::string& body) override {
    if (!native_secrets_.empty()) {
      const auto* value = find(fields, events::engine_signature_header);
      if (value == nullptr || !events::is_signed_by_engine(*value, body, native_secrets_))
        return {401, R"({"code":"BAD_SIGNATURE"})", ""};
    }
    if (find(fields, events::hop_header) != nullptr) return {508, R"({"code":"LOOP"})", ""};
    auto read = events::read_native_event(body);
    if (!read) return {400, R"({"code":"INVALID_JSON"})", ""};
    return take(events::understand(std::move(*read), facts()), body);
  }

  std::vector<tests::engine_request> take_deliveries(std::size_t) override { return std::exchange(seen_, {}); }

 private:
  const config::key& key() const { return settings_.keys.front(); }

  events::key_facts facts() const {
    const auto& webhook = *key().webhook;
    return {key_name, digits_, static_cast<events::source>(webhook.source),
            webhook.numbers == config::number_check::strict};
  }

  reception take(events::call_event event, const std::string& body) {
    events::ignored why = event.why;
    const bool has_phase = event.what != events::phase::none;
    const auto offer_ttl = key().webhook->offer_ttl;
    if (has_phase && events::is_stale(event.what, event.told.at, received(), offer_ttl)) why = events::ignored::stale;
    else if (!event.call.empty()) why = events::arrive(state_of(event), event);
    bool is_sent = false;
    if (!has_phase || why == events::ignored::no)
      for (auto& place : places_) is_sent = deliver(event, body, place) || is_sent;
    if (!is_sent && !has_phase && why == events::ignored::no) why = events::ignored::not_translated;
    const auto text = is_sent ? std::string_view() : events::text(why);
    if (text.empty()) return {200, R"({"ok":true})", ""};
    return {200, R"({"ok":true,"ignored":")" + std::string(text) + "\"}", ""};
  }

  // A call of which two states are known, one by each of its ids, becomes one.
  events::call_state& state_of(const events::call_event& event) {
    const auto ids = events::ids_of(event);
    events::call_state* found = nullptr;
    for (auto one = calls_.begin(); one != calls_.end();) {
      const bool is_same = std::any_of(
          ids.begin(), ids.end(), [&](std::string_view id) { return one->native_id == id || one->external_id == id; });
      if (is_same && found != nullptr) {
        *found = events::merged(*found, *one);
        one = calls_.erase(one);
        continue;
      }
      if (is_same) found = &*one;
      ++one;
    }
    return found != nullptr ? *found : calls_.emplace_back();
  }

  bool deliver(const events::call_event& event, const std::string& body, bot_place& place) {
    const auto made = events::documents(event, body, place.to, key_name, received());
    for (const auto& document : made) attempt_all(event, document, place);
    return !made.empty();
  }

  void attempt_all(const events::call_event& event, const events::document& document, bot_place& place) {
    auto at = received();
    for (unsigned number = 1; !place.is_paused && number < 20; ++number) {
      attempt(event, document, place, number, at);
      if (answers_.empty()) return;
      const auto said = tests::take_answer(answers_.front());
      answers_.pop_front();
      const auto verdict = events::judge_answer(static_cast<unsigned>(said.status));
      place.is_paused = verdict == events::verdict::give_up_and_pause;
      if (verdict != events::verdict::retry) return;
      const auto end = events::life_end(event.what, event.told.at, received(), key().webhook->offer_ttl);
      const auto next = events::next_attempt({event.what, number, at, end, {}, false}, events::retry_policy::standard,
                                             0);
      if (!next) return;
      at = *next;
    }
  }

  void attempt(const events::call_event& event, const events::document& document, const bot_place& place,
               unsigned number, events::time_point at) {
    std::string bytes = "POST " + config::parse_destination_url(events::post_url(place.to))->target + " HTTP/1.1\r\n";
    const events::attempt of{document.id, document.body, event.told.name, number, at, "0.1.0"};
    for (const auto& [name, value] : events::delivery_headers(of, place.secrets))
      bytes += std::string(name) + ": " + value + "\r\n";
    for (const auto& line : place.headers) bytes += line.name + ": " + std::string(line.value.reveal()) + "\r\n";
    bytes += "Content-Length: " + std::to_string(document.body.size()) + "\r\n\r\n" + document.body;
    seen_.push_back(*tests::take_request(bytes));
  }

  events::time_point received() const { return std::chrono::floor<std::chrono::milliseconds>(now_); }

  system_clock::time_point now_{std::chrono::milliseconds(1'783'090'801'000)};  // 2026-07-03T15:00:01Z
  config::gateway settings_;
  std::string digits_ = digits_of(settings_.keys.front().number);
  std::vector<std::string> native_secrets_;
  std::vector<bot_place> places_;
  std::vector<events::call_state> calls_;
  std::deque<std::string> answers_;
  std::vector<tests::engine_request> seen_;

  static std::string digits_of(std::string number) {
    std::erase(number, '+');
    return number;
  }
};

}  // namespace

std::unique_ptr<event_stage> make_pure_events(const event_case& what) { return std::make_unique<pure_events>(what); }

}  // namespace ramal::contract
