#include "proxy/relay/client/attempt.hpp"

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

#include "proxy/relay/client/request_text.hpp"

namespace ramal::relay {
namespace {

using routes::reason;

constexpr failed no_header{delivery_failure::malformed,
                           "a header of the configuration is none: correct its name and value"};
constexpr failed no_trust{delivery_failure::tls, "nobody is trusted to vouch for it: look at ca_file"};
constexpr failed no_http{delivery_failure::malformed,
                         "what answers does not speak HTTP: correct host and port in the URL"};
constexpr failed stopped{delivery_failure::stopped, "this program ends"};

connection_use use_of(const http_exchange& of) {
  const delivery_request& what = of.what;
  return {what.destination, what.url.tls, what.url.host, what.url.port, of.tls_name, what.tls};
}

// What a handler throws ends in the loop, which says so.
constexpr auto pass_on = [](const std::exception_ptr& problem) {
  if (problem) std::rethrow_exception(problem);
};

}  // namespace

attempt::attempt(std::shared_ptr<client_parts> parts, http_exchange what, std::function<void()> sent, completion done)
    : parts_(std::move(parts)), what_(std::move(what)), sent_(std::move(sent)), done_(std::move(done)),
      guard_(std::make_shared<wait_guard>(parts_->loop)) {}

void attempt::begin() {
  if (!done_) return;  // it was stopped
  asio::co_spawn(parts_->loop, run(),
                 [self = shared_from_this()](const std::exception_ptr& problem, http_outcome made) {
                   if (problem) {
                     self->fail(failure_of(reason::out_of_memory, delivery_failure::connect));
                     made = self->outcome_;
                   }
                   self->finish(std::move(made));
                 });
}

void attempt::stop() {
  const auto self = shared_from_this();
  guard_->stop();
  if (reader_ && reader_->has_head()) take_answer();
  else fail(stopped);
  finish(outcome_);
}

void attempt::finish(http_outcome outcome) {
  guard_->release();
  if (!done_) return;
  outcome.result.took = std::chrono::duration_cast<milliseconds>(clock::now() - begun_);
  const completion done = std::exchange(done_, nullptr);
  done(std::move(outcome));
}

void attempt::fail(const failed& why) {
  outcome_.result.failure = why.what;
  outcome_.result.error = error_text(what_.what.url, why.text);
}

asio::awaitable<http_outcome> attempt::run() {
  const auto self = shared_from_this();
  auto text = request_text(what_.method, what_.what);
  const bool no_tls = what_.what.url.tls && !what_.what.tls;
  if (!text || no_tls) {
    fail(text ? no_trust : no_header);
    co_return outcome_;
  }
  text_ = std::move(*text);
  connection_ = parts_->idle->take(use_of(what_));
  end how = end::stale;
  if (connection_) how = co_await exchange(true);
  // An idle connection that the other side has closed meanwhile: nothing of an answer came. The request goes once more
  // over a new one, at once. It may be there already: the receiver tells it by its webhook-id, as it does a repeat that
  // the retry table makes.
  if (how == end::stale && !guard_->stopped()) {
    const bool opened = co_await open();
    if (opened) co_await exchange(false);
  }
  co_return outcome_;
}

asio::awaitable<bool> attempt::open() {
  const auto until = std::min(begun_ + what_.what.timeout, clock::now() + what_.what.connect_timeout);
  const http_url& url = what_.what.url;
  const dial_target target{url, url.tls ? what_.what.tls : nullptr, what_.tls_name.empty() ? url.host : what_.tls_name};
  const dialled made = co_await dial(parts_, guard_, target, until);
  connection_ = made.made;
  if (!connection_) fail(made.why);
  if (!made.refused.empty()) {
    outcome_.result.failure = delivery_failure::address;
    outcome_.result.error = error_text(what_.what.url,
                                       made.refused + ", where no delivery may go: correct the host in the URL");
  }
  co_return connection_ != nullptr;
}

asio::awaitable<attempt::end> attempt::exchange(bool reused) {
  guard_->ends_by([to = connection_] { to->close(); });
  guard_->limit_to(begun_ + what_.what.timeout);
  reader_.emplace(what_.most_body_bytes);
  asio::co_spawn(parts_->loop, write(connection_), pass_on);
  error_code broken;
  co_await read(broken);
  co_return conclude(broken, reused);
}

// Beside read(): who answers before it has read everything has answered.
asio::awaitable<void> attempt::write(std::shared_ptr<connection> to) {
  const auto self = shared_from_this();
  const error_code error = co_await to->write(text_);
  if (error || to != connection_ || !done_) co_return;  // read() hears of it, or nobody waits for it any more
  const bool first = !std::exchange(outcome_.result.sent, true);
  if (first && sent_) sent_();
}

asio::awaitable<void> attempt::read(error_code& broken) {
  bool in_body = false;
  for (;;) {
    const io_result got = co_await connection_->read_some(asio::buffer(bytes_));
    broken = got.error;
    if (broken) {
      reader_->end();
      co_return;
    }
    const answer_reader::state now = reader_->feed({bytes_.data(), got.size});
    if (now != answer_reader::state::more) co_return;
    if (in_body || !reader_->has_head()) continue;
    in_body = true;
    guard_->limit_to(std::min(begun_ + what_.what.timeout, clock::now() + what_.what.body_timeout));
  }
}

void attempt::take_answer() {
  outcome_.result.status = reader_->status();
  outcome_.result.retry_after = reader_->retry_after();
  outcome_.result.date = reader_->date();
  outcome_.result.answer = reader_->body();
  outcome_.whole = reader_->whole();
}

attempt::end attempt::conclude(const error_code& broken, bool reused) {
  const auto used = std::exchange(connection_, nullptr);
  const bool over = guard_->over();
  guard_->release();
  if (reader_->has_head()) {
    take_answer();
    if (outcome_.result.sent && !over && !broken && reader_->reusable()) parts_->idle->put(use_of(what_), used);
    else used->close();
    return end::over;
  }
  used->close();
  if (reused && broken && !over && reader_->untouched()) return end::stale;
  if (guard_->passed()) fail(failure_of(reason::no_answer, delivery_failure::timeout));
  else if (!broken) fail(no_http);
  else fail(failure_of(reason_of(broken), delivery_failure::closed));
  return end::over;
}

}  // namespace ramal::relay
