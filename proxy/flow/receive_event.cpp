#include "proxy/flow/receive_event.hpp"

#include <utility>

#include "events/engine_signature.hpp"
#include "proxy/flow/answer_writer.hpp"
#include "proxy/flow/client_body.hpp"
#include "proxy/flow/ready.hpp"
#include "proxy/wire/head_lines.hpp"
#include "routes/text.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;
using namespace std::chrono_literals;

// A disk that takes longer is as good as none: the event may be stored then, and is a duplicate when it comes again.
constexpr auto intake_patience = 10s;
constexpr std::uint16_t come_again = 5;   // seconds
constexpr std::size_t most_events = 256;  // events of one hook: what their bodies may hold has a bound
// More bad signatures than one a minute for each of these are worth a line (section 12).
constexpr rules::rate bad_signatures = rules::rate_of(20, 1min, 19);
constexpr rules::rate lines_of_signatures = rules::rate_of(1, 1min, 1);
constexpr std::uint64_t of_signatures = 1, of_lines = 2;  // what tells a hook's counters apart

// What the intake says, once the worker has been told.
struct intake_state {
  intake_answer said;
  stream* waiting;
  bool is_told = false;

  explicit intake_state(stream& client) : waiting(&client) {}
};

// The answer of the intake on its way to the worker: whatever thread it comes from, and whether or not somebody still
// waits for it.
class intake_wait {
 public:
  explicit intake_wait(stream& client) : state_(std::make_shared<intake_state>(client)) {}
  ~intake_wait() { state_->waiting = nullptr; }
  intake_wait(const intake_wait&) = delete;
  intake_wait& operator=(const intake_wait&) = delete;

  // All that needs memory is made now.
  event_intake::completion completion(mailbox& worker) const {
    const auto tell = std::make_shared<mailbox::posted>(1, [state = state_] {
      state->is_told = true;
      if (state->waiting != nullptr) state->waiting->end_wait(wait_result::timeout);
    });
    return [state = state_, tell, &worker](intake_answer answer) {
      state->said = answer;
      worker.post(std::move(*tell));
    };
  }
  bool is_over() const { return state_->is_told; }
  const intake_answer& said() const { return state_->said; }

 private:
  std::shared_ptr<intake_state> state_;
};

failure refusal(failure_kind what) {
  failure problem(what);
  problem.retry_after = come_again;
  return problem;
}

failure wrong_method() {
  failure problem(failure_kind::method_not_allowed);
  problem.allow = "POST";
  return problem;
}

outcome judge_rate(request_scope& in, rules::usage_counter& hook, bool has_place) {
  const auto wait = hook.pace.take(in.parts.clock.now(), in.settings().hook_pace);
  if (has_place && wait == rules::nanoseconds::zero()) return std::nullopt;
  failure problem(failure_kind::rate_limited);
  problem.text = "too many events at this hook: slow down";
  return problem;
}

void note_bad_signature(request_scope& in, const hook_table::match& hook) {
  const time_point now = in.parts.clock.now();
  auto& usage = *in.parts.usage;
  if (usage.of_hook(hook.usage ^ of_signatures, now).pace.take(now, bad_signatures) == rules::nanoseconds::zero())
    return;
  if (usage.of_hook(hook.usage ^ of_lines, now).pace.take(now, lines_of_signatures) != rules::nanoseconds::zero())
    return;
  in.parts.log.report_bad_signatures(in.notes.key_name);
}

// Of two headers it is not known which one was meant: the first counts, and must be right.
outcome judge_content(request_scope& in, const hook_table::match& hook) {
  const complete_request whole(in.buffers.get());
  const hook_owner& owner = in.settings().hooks.keys()[hook.key];
  const std::string_view signature = wire::find_field(whole.head, "x-pilot-status-signature");
  if (!owner.native_secrets.empty() && !events::is_signed_by_engine(signature, whole.body, owner.native_secrets)) {
    note_bad_signature(in, hook);
    return failure(failure_kind::bad_signature);
  }
  if (!wire::find_field(whole.head, "x-ramal-hop").empty()) return failure(failure_kind::event_came_back);
  return std::nullopt;
}

outcome as_event_failure(outcome problem) {
  if (problem && problem->kind == failure_kind::body_too_large) return failure(failure_kind::event_too_large);
  return problem;
}

// The whole body is in the buffers then, unless too many events come.
task<outcome> read_event(request_scope& in, rules::usage_counter& hook, bool has_place) {
  const std::size_t most = in.settings().webhooks.body_bytes;
  const wire::framing& framing = in.head().body;
  if (framing.kind == wire::body_kind::length && framing.length > most)
    co_return failure(failure_kind::event_too_large);
  const outcome too_many = judge_rate(in, hook, has_place);
  // a client that waits for a 100 gets the answer at once
  if (too_many && in.head().expect_continue) co_return too_many;
  const body_use use = too_many ? body_use::drop : body_use::keep;
  outcome problem = begin_body(in, use, most);
  if (!problem && has_unread_body(in.buffers.get())) problem = co_await read_body(in, use);
  if (problem) co_return as_event_failure(problem);
  co_return too_many;
}

received_event event_of(request_scope& in, const hook_table::match& hook) {
  received_event event;
  event.settings = in.with.settings;
  event.key = hook.key;
  event.body = take_body(in);
  // A clock that was set a moment ago must not end the event's life.
  event.received = std::chrono::floor<std::chrono::milliseconds>(in.parts.clock.exact_wall_time());
  event.draining = in.parts.is_draining();
  return event;
}

// Client and buffers wait as they do for a body.
task<intake_answer> ask_intake(request_scope& in, hook_table::match hook) {
  if (in.parts.intake == nullptr || in.parts.mail == nullptr) co_return intake_answer{};
  intake_wait wait(in.client);
  in.parts.intake->take(event_of(in, hook), wait.completion(*in.parts.mail));
  const time_point deadline = in.parts.clock.now() + intake_patience;
  bool too_late = false;
  while (!wait.is_over() && !too_late) {
    if (!in.buffers.may_wait()) in.buffers.make_small({});
    const wait_result why = co_await ready(in.client, interest::none, deadline);
    too_late = why == wait_result::cancelled || in.parts.clock.now() >= deadline;
  }
  in.buffers.end_wait();
  intake_answer answer;
  if (wait.is_over()) answer = wait.said();
  co_return answer;
}

result<routes::client_answer> answer_of(request_scope& in, const intake_answer& said) {
  switch (said.what) {
    case intake_verdict::invalid_json: return failure(failure_kind::invalid_json);
    case intake_verdict::outbox_full: return refusal(failure_kind::outbox_full);
    case intake_verdict::outbox_failed: return refusal(failure_kind::outbox_failed);
    case intake_verdict::draining: return refusal(failure_kind::draining);
    case intake_verdict::stored:
    case intake_verdict::ignored: break;
  }
  begin_answer(in.buffers.get());
  routes::bytes& out = in.buffers->out;
  routes::append(out, R"({"ok":true)");
  if (said.what == intake_verdict::ignored) {
    in.notes.ignored = said.why;
    routes::append(out, R"(,"ignored":")");
    routes::escape_json(said.why, out);
    routes::append(out, R"(")");
  }
  routes::append(out, "}");
  return routes::client_answer{};
}

}  // namespace

task<result<routes::client_answer>> receive_event(request_scope& in, hook_table::match hook) {
  if (in.head().verb != routes::method::post) co_return wrong_method();
  if (in.head().encoded) co_return failure(failure_kind::unsupported_encoding);
  rules::usage_counter& usage = in.parts.usage->of_hook(hook.usage, in.parts.clock.now());
  const bool has_place = usage.enter(most_events);
  const rules::scoped_usage in_flight = has_place ? rules::scoped_usage(usage) : rules::scoped_usage();
  outcome problem = co_await read_event(in, usage, has_place);
  if (problem) co_return *problem;
  problem = judge_content(in, hook);
  if (problem) co_return *problem;
  const intake_answer said = co_await ask_intake(in, hook);
  co_return answer_of(in, said);
}

}  // namespace ramal::flow
