#include "proxy/relay/attempt.hpp"

#include <algorithm>
#include <string_view>

#include "events/answer.hpp"
#include "events/delivery_headers.hpp"
#include "events/json_out.hpp"
#include "events/retry.hpp"
#include "events/time_text.hpp"
#include "proxy/rules/key_echo.hpp"
#include "routes/text.hpp"

namespace ramal::relay {
namespace {

events::phase phase_of(store::phase place) { return static_cast<events::phase>(place); }

store::attempt_verdict verdict_behind(const store::event_record& event) {
  return events::leftover_of(phase_of(event.place)) == events::leftover::expired ? store::attempt_verdict::expire
                                                                                 : store::attempt_verdict::give_up;
}

// Sets verdict and time of an attempt after which another one may follow.
void plan_next(store::attempt_result& result, const store::event_record& event, const delivery_result& answer,
               const destination& to, store::instant now, unsigned jitter) {
  events::failed_attempt failed;
  failed.what = phase_of(event.place);
  failed.number = static_cast<unsigned>(event.attempts);
  failed.now = now;
  failed.end = event.life_end;
  failed.retry_after = events::retry_after(answer.status, answer.retry_after, now);
  const auto next = events::next_attempt(failed, to.retry, jitter);
  result.verdict = next ? store::attempt_verdict::retry : verdict_behind(event);
  if (next) result.due = *next;
}

// Behind the scheme of "Bearer x": a bot may say that alone.
std::string_view credentials_in(std::string_view value) {
  constexpr std::size_t shortest = 8;  // less is a word like any other
  const std::string_view behind = value.substr(std::min(value.find(' '), value.size()));
  const std::string_view found = routes::trim_blanks(behind);
  return found.size() < shortest ? std::string_view{} : found;
}

}  // namespace

std::string_view word_of(store::attempt_verdict verdict) {
  switch (verdict) {
    case store::attempt_verdict::delivered: return "delivered";
    case store::attempt_verdict::retry: return "retry";
    case store::attempt_verdict::give_up: return "dead";
    case store::attempt_verdict::expire: return "expired";
  }
  return "";
}

// A bot may say what it was sent: its token, or a header of the operator's.
std::string without_secrets(std::string text, const destination& to) {
  if (to.speaks.instance_token) rules::mask_any_form_of_key(text, *to.speaks.instance_token);
  for (const auto& [name, value] : to.headers) {
    rules::mask_any_form_of_key(text, value.reveal());
    rules::mask_any_form_of_key(text, credentials_in(value.reveal()));
  }
  return text;
}

delivery_request request_of(const store::event_record& event, const destination& to, store::instant now,
                            std::string_view version) {
  delivery_request request;
  request.destination = to.id;
  request.url = to.url;
  request.tls = to.tls;
  request.timeout = to.timeout;
  const events::attempt attempt{event.webhook_id, event.body, event.native, static_cast<unsigned>(event.attempts), now,
                                version};
  for (auto& [name, value] : events::delivery_headers(attempt, to.secrets))
    request.headers.emplace_back(name, std::move(value));
  for (const auto& [name, value] : to.headers) request.headers.emplace_back(name, std::string(value.reveal()));
  request.body = event.body;
  return request;
}

milliseconds slow_after(const destination& to) { return std::min(milliseconds(1'000), to.patience); }

judged judge(const store::event_record& event, const delivery_result& answer, const destination& to, store::instant now,
             unsigned jitter) {
  judged made;
  store::attempt_result& result = made.result;
  result.seq = event.seq;
  result.took = answer.took;
  result.status = static_cast<int>(answer.status);
  result.error = answer.error;
  result.answer = without_secrets(answer.answer, to);
  result.now = now;
  switch (events::judge_answer(answer.status)) {
    case events::verdict::delivered:
      result.verdict = store::attempt_verdict::delivered;
      made.delivered = true;
      break;
    case events::verdict::retry: plan_next(result, event, answer, to, now, jitter); break;
    case events::verdict::give_up_and_pause: made.pause = "the bot answered 410"; [[fallthrough]];
    case events::verdict::give_up: result.verdict = store::attempt_verdict::give_up; break;
  }
  if (!made.delivered && result.error.empty()) result.error = "the bot answered " + std::to_string(answer.status);
  return made;
}

std::string log_line(const store::event_record& event, const destination& to, const delivery_result& answer,
                     const store::attempt_result& result) {
  std::string line;
  events::object_writer out(line);
  out.text("time", events::time_with_ms(result.now)).text("webhook", "attempt").text("key", event.key);
  if (!to.speaks.name.empty()) out.text("destination", to.speaks.name);
  out.text("event", event.name).text("id", event.webhook_id).raw("attempt", std::to_string(event.attempts));
  out.raw("status", std::to_string(answer.status)).raw("ms", std::to_string(answer.took.count()));
  out.text("outcome", word_of(result.verdict));
  if (answer.status == 0) out.text("error", answer.error);
  out.close();
  return line += '\n';
}

}  // namespace ramal::relay
