#include "proxy/flow/ask_engine.hpp"

#include "proxy/flow/transfer.hpp"
#include "proxy/rules/retry.hpp"

namespace ramal::flow {
namespace {

using routes::failure_kind;
using routes::reason;

constexpr std::size_t most_head = 32 * 1024;  // U7
constexpr std::size_t spare = 4 * 1024;       // for what follows a body of just the limit

// How one attempt on one connection ended; `problem` is empty on success.
struct attempt_result {
  rules::attempt facts;
  std::optional<failure_kind> problem;
  reason why = reason::none;
  bool reusable = false;
};

// A server that is spoken to in plain HTTP may say so by a TLS record: an alert, or a message of a handshake.
bool is_tls(std::string_view answer) {
  return answer.size() > 1 && (answer[0] == '\x15' || answer[0] == '\x16') && answer[1] == '\x03';
}

failure_kind kind_of(transfer_result how) {
  if (how == transfer_result::cancelled) return failure_kind::stopped;  // O5
  return how == transfer_result::timeout ? failure_kind::upstream_timeout : failure_kind::upstream_reset;
}

// One attempt: the request goes out, the answer comes in.
class attempt {
 public:
  attempt(worker_parts& parts, exchange_buffers& in, stream& engine, const engine_terms& terms,
          disconnect_watch& client)
      : buffers_(in), engine_(engine), terms_(terms), began_(parts.clock.now()),
        client_(terms.idempotent ? &client : nullptr) {}

  task<attempt_result> run() {
    buffers_.reply.clear();
    bool going = co_await write_request();
    if (going) going = co_await read_head();
    if (going) going = co_await read_body();
    if (!going) co_return result_;
    result_.reusable = buffers_.answer.head().keep_alive && body_end() == buffers_.reply.size() &&
                       buffers_.answer.head().body.kind != wire::body_kind::until_close;
    co_return result_;
  }

 private:
  bool fail(failure_kind what) {
    result_.problem = what;
    result_.facts.timed_out = what == failure_kind::upstream_timeout;
    result_.why = reason_of(what);
    return false;
  }

  // Of the first failure.
  reason reason_of(failure_kind what) const {
    if (what == failure_kind::client_gone || what == failure_kind::stopped) return reason::none;
    if (is_tls(routes::view(buffers_.reply))) return reason::wants_tls;
    switch (what) {
      case failure_kind::upstream_timeout: return result_.facts.answered ? reason::answer_stopped : reason::no_answer;
      case failure_kind::upstream_malformed: return reason::no_api;
      case failure_kind::upstream_reset: {
        const reason why = engine_.why_failed();
        return why == reason::none ? reason::closed : why;
      }
      default: return reason::none;
    }
  }

  task<bool> write_request() {
    bool failed = false;
    buffers_.is_sent = true;  // before anything can fail for lack of memory
    const std::string_view whole = buffers_.native;
    const std::string_view rest = write_now(engine_, whole, failed);
    result_.facts.sent = rest.size() < whole.size();
    if (failed) co_return fail(failure_kind::upstream_reset);
    if (rest.empty()) co_return true;
    const transfer_result how = co_await write_rest(engine_, rest, began_ + terms_.total);
    result_.facts.sent = true;
    co_return how == transfer_result::done || fail(kind_of(how));
  }

  // Skips interim answers.
  task<bool> read_head() {
    buffers_.answer.reset();
    for (unsigned interim = 0;;) {
      const wire::progress state = buffers_.answer.feed(routes::view(buffers_.reply));
      if (state == wire::progress::failed) co_return fail(failure_kind::upstream_malformed);
      if (state == wire::progress::need_more) {
        const auto limit = began_ + (result_.facts.answered ? terms_.total : terms_.first_byte);
        const bool received = co_await receive(limit);
        if (!received) co_return false;
        continue;
      }
      if (buffers_.answer.head().status >= 200) co_return true;
      if (++interim > wire::most_interim_answers) co_return fail(failure_kind::upstream_malformed);
      buffers_.reply.erase(buffers_.reply.begin(),
                           buffers_.reply.begin() + static_cast<std::ptrdiff_t>(buffers_.answer.size()));
      buffers_.answer.reset();
    }
  }

  task<bool> read_body() {
    buffers_.answer_body = wire::body_reader(buffers_.answer.head().body, terms_.most_answer_bytes);
    for (;;) {
      wire::progress state = buffers_.answer_body.feed(body_start(), buffers_.reply.size() - buffers_.answer.size());
      if (state == wire::progress::need_more) {
        drop_chunk_lines();
        const bool received = co_await receive(began_ + terms_.total);
        if (received) continue;
        if (!ended_in_order_ || buffers_.answer_body.finish() != wire::progress::done) co_return false;
        result_.problem.reset();
        co_return true;
      }
      if (state == wire::progress::done) co_return true;
      co_return fail(buffers_.answer_body.failure().kind == failure_kind::body_too_large
                         ? failure_kind::upstream_too_large
                         : failure_kind::upstream_malformed);
    }
  }

  // Memory stays as large as the body, not as its chunks (L12).
  void drop_chunk_lines() {
    const auto start = buffers_.reply.begin() + static_cast<std::ptrdiff_t>(buffers_.answer.size());
    buffers_.reply.erase(start + static_cast<std::ptrdiff_t>(buffers_.answer_body.decoded()),
                         start + static_cast<std::ptrdiff_t>(buffers_.answer_body.raw()));
    buffers_.answer_body.compacted();
  }

  // At least one more byte of the answer. What is too large is found by the readers; this bound only stops one read
  // from taking much more.
  task<bool> receive(time_point deadline) {
    const std::size_t most = most_head + terms_.most_answer_bytes + spare;
    if (buffers_.reply.size() >= most) co_return fail(failure_kind::upstream_too_large);
    const transfer_result how = co_await read_more(engine_, buffers_.reply, most - buffers_.reply.size(), deadline,
                                                   client_);
    if (how == transfer_result::done) {
      result_.facts.answered = true;
      co_return true;
    }
    ended_in_order_ = how == transfer_result::closed;
    co_return fail(client_ != nullptr && client_->happened() ? failure_kind::client_gone : kind_of(how));
  }

  char* body_start() { return buffers_.reply.data() + buffers_.answer.size(); }
  std::size_t body_end() const { return buffers_.answer.size() + buffers_.answer_body.raw(); }

  exchange_buffers& buffers_;
  stream& engine_;
  const engine_terms& terms_;
  time_point began_;
  disconnect_watch* client_;  // whose disconnect ends this attempt; null if it is no GET
  attempt_result result_;
  bool ended_in_order_ = false;
};

}  // namespace

std::string_view answer_body_of(const exchange_buffers& in) {
  return routes::view(in.reply).substr(in.answer.size(), in.answer_body.decoded());
}

std::span<char> answer_bytes_of(exchange_buffers& in) {
  return {in.reply.data(), in.answer.size() + in.answer_body.decoded()};
}

task<std::optional<routes::failure>> ask_engine(worker_parts& parts, engine_permit& permit, upstream& engine,
                                                exchange_buffers& in, engine_terms terms, disconnect_watch& client) {
  bool sent = false;  // by any attempt
  const auto failed = [&sent](routes::failure problem) {
    problem.sent = sent;
    return problem;
  };
  // before an idle connection is chosen: what is known of it then is still true when it is written to (U5)
  write_batch batch(parts.writes);
  co_await batch;
  for (unsigned attempts = 1;; ++attempts) {
    if (client.happened()) co_return failed(routes::failure(failure_kind::client_gone));
    // a second attempt takes a new connection: what closed one idle connection may have closed all
    connection taken;
    if (attempts == 1) taken = engine.take_idle(terms.owner, terms.idempotent, parts.clock.now());
    if (!taken.io) {
      connect_result made = co_await engine.connect(parts.clock.now() + terms.connect, client);
      if (client.happened()) co_return failed(routes::failure(failure_kind::client_gone));
      if (made.problem) {
        rules::attempt unsent;
        unsent.timed_out = made.problem->kind == failure_kind::upstream_connect_timeout;
        if (!rules::may_retry(unsent, terms.idempotent, attempts)) co_return failed(*made.problem);
        parts.count(metrics::retry_reason::not_connected);
        continue;
      }
      taken = std::move(made.made);
      taken.owner = terms.owner;
    }
    ++taken.requests;
    in.attempts = attempts;
    attempt one(parts, in, *taken.io, terms, client);
    const attempt_result how = co_await one.run();
    if (!how.problem) {
      if (how.reusable) engine.give_back(std::move(taken), parts.clock.now());
      co_return std::nullopt;
    }
    sent = sent || how.facts.sent;
    const bool may_retry = rules::may_retry(how.facts, terms.idempotent, attempts);
    const bool goes_again = may_retry && (!how.facts.sent || permit.take_retry());
    if (!goes_again) co_return failed(routes::failure(*how.problem, how.why));
    parts.count(how.facts.sent ? metrics::retry_reason::no_answer : metrics::retry_reason::not_sent);
  }
}

}  // namespace ramal::flow
