#include "proxy/flow/admit.hpp"

#include <utility>

#include "proxy/flow/judge_scope.hpp"
#include "proxy/wire/misplaced_key.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;

failure refused(failure_kind kind, rules::nanoseconds wait, routes::reason why = routes::reason::none) {
  failure problem(kind, why);
  problem.retry_after = rules::seconds_of(wait);
  return problem;
}

rules::usage_counter& usage_of_address(const request_scope& in) {
  if (in.from.counted != nullptr) return *in.from.counted;
  return in.parts.usage->of_address(in.from.name, in.times.began);
}

std::uint64_t usage_name(const request_scope& in, const caller& who) {
  return in.parts.usage->name_of(who.key, who.native(in.bytes()).value);
}

// For the log: a request without a key may have it somewhere else.
failure with_misplaced_key(const request_scope& in, failure problem) {
  if (problem.why != routes::reason::no_key) return problem;
  const std::string_view head = in.bytes().substr(0, in.buffers->request.size());
  problem.why = wire::find_misplaced_key(head, in.head().query.of(head));
  return problem;
}

// Of an address that has sent too many wrong keys, wrong and right ones alike get 429, so that further guesses learn
// nothing.
failure judge_wrong_key(request_scope& in, const failure& wrong) {
  const auto wait = usage_of_address(in).pace.take(in.parts.clock.now(), in.settings().unauthorized_pace);
  if (wait == rules::nanoseconds::zero()) return wrong;
  in.parts.log.report_locked_out(in.from);
  return refused(failure_kind::too_many_unauthorized, wait, wrong.why);
}

// Except for keys that have worked from this address before, so that other clients behind it are not locked out. Such a
// key can be guessed as fast as before, but only from an address that its owner uses.
outcome judge_address(request_scope& in, const caller& who) {
  const auto wait = usage_of_address(in).pace.wait(in.times.began, in.settings().unauthorized_pace);
  if (wait == rules::nanoseconds::zero()) return std::nullopt;
  if (in.parts.usage->of_key(usage_name(in, who), in.times.began).has_seen(in.from.name)) return std::nullopt;
  in.parts.log.report_locked_out(in.from);
  return refused(failure_kind::too_many_unauthorized, wait, routes::reason::address_locked_out);
}

}  // namespace

result<caller> identify(request_scope& in) {
  const auto key = auth::decide(in.head().credentials(in.bytes()), in.settings().ring, in.settings().accept_native_keys,
                                {in.times.wall, in.from.bytes});
  if (key.has_error()) {
    const auth::refusal why = key.error();
    in.notes.key_name = why.key_name;
    const failure problem = with_misplaced_key(in, why);
    return problem.kind == failure_kind::not_authorized ? judge_wrong_key(in, problem) : problem;
  }
  caller who{*key, {}};
  if (!key->injected) who.own_key = wire::slice_of(in.bytes(), std::exchange(who.key.native_value, {}));
  in.notes.key_name = key->key_name;
  in.notes.key = key->injected ? in.settings().slot_of(key->position) : metrics::native_keys;
  if (const outcome problem = judge_address(in, who)) return *problem;
  return who;
}

result<admitted> admit(request_scope& in, const caller& who, config::key_operation needs) {
  const time_point now = in.parts.clock.now();
  rules::usage_counter& usage = in.parts.usage->of_key(usage_name(in, who), now);
  if (!usage.enter(in.settings().limits.key_concurrency)) return failure(failure_kind::too_many_at_once);
  admitted made{who, &usage, rules::scoped_usage(usage)};
  const auto wait = usage.pace.take(now, in.settings().key_pace);
  if (wait != rules::nanoseconds::zero()) return refused(failure_kind::rate_limited, wait);
  if (const outcome problem = judge_operation(who, needs)) return *problem;
  if (who.key.injected && !usage.has_seen(in.from.name)) usage.remember(in.from.name);
  return made;
}

// A proxy or firewall in front of the engine knows nothing of keys.
void judge_own_key(request_scope& in, const admitted& by, const failure* problem) {
  if (by.who.key.injected) return;
  if (problem != nullptr && problem->kind == failure_kind::upstream_blocked) return;
  const bool wrong = problem != nullptr && problem->kind == failure_kind::not_authorized;
  if (wrong) usage_of_address(in).pace.take(in.times.answered, in.settings().unauthorized_pace);
  else if (!by.usage->has_seen(in.from.name)) by.usage->remember(in.from.name);
}

}  // namespace ramal::flow
