// What one key and one address may ask for, and how many wait for the engine (http-rules.md K10, L8, L9, L10).
#include "proxy/flow/exchange.hpp"
#include "proxy/flow/ready.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;

failure refused(failure_kind kind, rules::nanoseconds wait, routes::reason why = routes::reason::none) {
  failure problem(kind, why);
  problem.retry_after = rules::seconds_of(wait);
  return problem;
}

}  // namespace

rules::tally& exchange::address_tally() {
  return from_.counted != nullptr ? *from_.counted : home_.remembered->of_address(from_.name, began_);
}

// An address that has sent too many wrong keys gets 429 for wrong and right ones alike, so that further guesses learn
// nothing; but for keys that have worked from it before: others behind the same address are not locked out. A guess at
// such a key is worth no less than before, and only to those who share an address with its owner.
exchange::outcome exchange::judge_caller(outcome found) {
  const bool wrong = found && found->kind == failure_kind::not_authorized;
  if (!wrong && (found || is_local())) return found;  // no key was looked at
  rules::bucket& guesses = address_tally().pace;
  const rules::rate& pace = snapshot_->unauthorized_pace;
  const auto wait = wrong ? guesses.take(home_.now(), pace) : guesses.wait(began_, pace);
  if (wait == rules::nanoseconds::zero()) return found;
  if (!wrong && home_.remembered->of_key(home_.remembered->name_of(key_, native_key()), began_).knows(from_.name))
    return found;
  home_.tell_locked_out(from_);
  return refused(failure_kind::too_many_unauthorized, wait, wrong ? found->why : routes::reason::address_locked_out);
}

// Before the body is read: what one key's bodies may hold has a bound, too (F22).
exchange::outcome exchange::enter_key() {
  const time_point now = home_.now();
  key_tally_ = &home_.remembered->of_key(home_.remembered->name_of(key_, native_key()), now);
  if (!key_tally_->enter(snapshot_->limits.key_concurrency)) return failure(failure_kind::too_many_at_once);
  in_flight_ = rules::visit(*key_tally_);
  const auto wait = key_tally_->pace.take(now, snapshot_->key_pace);
  if (wait != rules::nanoseconds::zero()) {
    in_flight_.end();
    return refused(failure_kind::rate_limited, wait);
  }
  if (key_.injected && !key_tally_->knows(from_.name)) key_tally_->note(from_.name);
  return std::nullopt;
}

rules::place_limits exchange::share_of_places() const {
  return rules::share_of(snapshot_->limits.in_flight, snapshot_->limits.queued, home_.workers);
}

// A client that goes away gives its turn to the next; should it only have ended its own side, it still reads why.
task<exchange::outcome> exchange::wait_for_place(place& own) {
  if (own.is() == place::state::waiting) {
    const wake why = co_await ready(client_, interest::end, admitted_ + snapshot_->limits.queue_timeout);
    const time_point now = home_.now();
    queued_ = now - admitted_;
    admitted_ = now;
    if (own.is() == place::state::inside) co_return std::nullopt;
    client_gone_ = own.is() == place::state::waiting && why == wake::ready;
  }
  co_return failure(failure_kind::overloaded);
}

// Whether a client's own native key was right is known when the engine has answered; what stands in front of the engine
// knows nothing of it.
void exchange::note_native_key(const outcome& problem) {
  if (key_.injected) return;
  if (problem && problem->kind == failure_kind::upstream_blocked) return;
  const bool wrong = problem && problem->kind == failure_kind::not_authorized;
  if (wrong) address_tally().pace.take(answered_, snapshot_->unauthorized_pace);
  else if (!key_tally_->knows(from_.name)) key_tally_->note(from_.name);
}

}  // namespace ramal::flow
