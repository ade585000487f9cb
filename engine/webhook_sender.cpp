#include "engine/webhook_sender.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <system_error>

#include "engine/signature.hpp"

namespace ramal::engine {

namespace {

constexpr std::array<std::chrono::seconds, webhook_attempts - 1> pauses{
    std::chrono::seconds(1), std::chrono::seconds(5), std::chrono::seconds(30)};

// Host and port only: path and query may hold the receiver's secrets.
std::string shown(const http_url& url) { return url.host + " port " + std::to_string(url.port); }

}  // namespace

void check_webhook_url(const std::string& url) {
  if (url.empty()) return;
  const auto parsed = parse_http_url(url);
  if (parsed && !parsed->tls) return;
  throw std::system_error(std::make_error_code(std::errc::invalid_argument), "webhook_url must be an http URL");
}

webhook_sender::webhook_sender(asio::io_context& context, const clock& time, world& all, open_streams& open)
    : context_(context), time_(time), all_(all), open_(open) {}

std::optional<webhook_sender::lane::due> webhook_sender::lane::take_due(time_point now) {
  if (!again) return waiting.take_due(now);
  if (again->first > now) return std::nullopt;
  return std::exchange(again, std::nullopt);
}

void webhook_sender::push(outgoing_webhook one) {
  if (stopped_) return;
  if (waiting_ >= most_webhooks) {
    spdlog::warn("engine: webhook {} of {} was dropped, {} are waiting", one.what.event, one.what.subject, waiting_);
    return;
  }
  const std::string hook_id = one.hook_id;
  const auto [place, is_new] = lanes_.try_emplace(hook_id);
  if (is_new) place->second = std::make_shared<lane>(context_);
  const time_point at = time_.now() + one.wait;
  place->second->waiting.add(at, delivery{std::move(one), 1});
  ++waiting_;
  if (is_new) {
    asio::co_spawn(context_, run(hook_id, place->second), asio::detached);
  } else {
    place->second->timer.cancel();
  }
}

void webhook_sender::wake() {
  for (auto& [id, one] : lanes_) one->timer.cancel();
}

void webhook_sender::stop() {
  stopped_ = true;
  wake();
}

asio::awaitable<void> webhook_sender::run(std::string hook_id, std::shared_ptr<lane> of) {
  while (!stopped_ && !of->empty()) {
    auto due = of->take_due(time_.now());
    if (!due) {
      of->timer.expires_after(time_.wait_until(of->next_due()));
      co_await of->timer.async_wait(as_result);
      continue;
    }
    --waiting_;
    co_await deliver(*of, due->second, due->first);
  }
  lanes_.erase(hook_id);
}

asio::awaitable<void> webhook_sender::deliver(lane& of, delivery& one, time_point due) {
  const auto url = all_.url_of(one.what);
  const auto to = url ? parse_http_url(*url) : std::nullopt;
  if (!to) co_return;  // deleted or paused meanwhile
  const auto begun = std::chrono::steady_clock::now();
  const post_result result = co_await attempt(one, *to);
  if (stopped_) co_return;
  const auto took = std::chrono::floor<milliseconds>(std::chrono::steady_clock::now() - begun);
  all_.record_delivery(
      one.what, {one.what.what.event, one.what.what.body, result.status, result.problem, took.count(), time_.now()});
  judge(of, one, due, *to, result);
}

asio::awaitable<post_result> webhook_sender::attempt(const delivery& one, const http_url& to) {
  if (to.tls) co_return post_result(0, "this engine speaks no TLS: give it an http:// URL");
  const std::string& body = one.what.what.body;
  const config::secret& secret = all_.secret_of(one.what);
  const std::string signature = secret.empty() ? "" : hmac_sha256_hex(secret.reveal(), body);
  const std::string request = webhook_request(to, body, signature);
  const post_result result = co_await post_webhook(context_, open_, to, request);
  co_return result;
}

void webhook_sender::judge(lane& of, delivery& one, time_point due, const http_url& to, const post_result& result) {
  const webhook& what = one.what.what;
  if (result.problem.empty()) {
    spdlog::debug("engine: webhook {} of {} was taken with {}", what.event, what.subject, result.status);
    return;
  }
  if (one.attempt >= webhook_attempts || to.tls) {
    spdlog::warn("engine: webhook {} of {} to {} was given up after attempt {}: {}", what.event, what.subject,
                 shown(to), one.attempt, result.problem);
    return;
  }
  const auto pause = pauses[static_cast<std::size_t>(one.attempt - 1)];
  spdlog::info("engine: webhook {} of {} to {} was not taken in attempt {} of {}: {}; again in {} s", what.event,
               what.subject, shown(to), one.attempt, webhook_attempts, result.problem, pause.count());
  ++one.attempt;
  ++waiting_;
  of.again = {due + pause, std::move(one)};
}

}  // namespace ramal::engine
