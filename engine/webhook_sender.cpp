#include "engine/webhook_sender.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <boost/asio/ip/address.hpp>

#include "engine/http_io.hpp"

namespace ramal::engine {

namespace {

constexpr std::array<std::chrono::seconds, webhook_attempts - 1> pauses{
    std::chrono::seconds(1), std::chrono::seconds(5), std::chrono::seconds(30)};

using endpoints = std::vector<tcp::endpoint>;

// An address is taken as it is; a name takes as long as the system's resolver does.
asio::awaitable<endpoints> find_host(asio::io_context& context, const http_url& url) {
  endpoints found;
  error_code error;
  const auto address = asio::ip::make_address(url.host, error);
  if (!error) {
    found.emplace_back(address, url.port);
    co_return found;
  }
  tcp::resolver resolver(context);
  const auto [failure, results] = co_await resolver.async_resolve(url.host, std::to_string(url.port), as_result);
  for (const auto& one : results) found.push_back(one.endpoint());
  co_return found;
}

std::string host_header(const http_url& url) {
  const std::string host = url.host.find(':') == url.host.npos ? url.host : "[" + url.host + "]";
  return url.port == 80 ? host : host + ":" + std::to_string(url.port);
}

}  // namespace

webhook_sender::webhook_sender(asio::io_context& context, const clock& time, const std::string& url,
                               open_streams& open)
    : context_(context), time_(time), open_(open), timer_(context) {
  if (url.empty()) return;
  url_ = parse_http_url(url);
  if (!url_ || url_->tls) {
    throw std::system_error(std::make_error_code(std::errc::invalid_argument), "webhook_url must be an http URL");
  }
}

void webhook_sender::push(std::string body) {
  if (!url_ || stopped_) return;
  if (waiting_.size() >= most_webhooks) {
    spdlog::warn("engine: a webhook was dropped, {} are waiting", waiting_.size());
    return;
  }
  waiting_.add(time_.now(), {std::move(body)});
  timer_.cancel();
}

void webhook_sender::wake() { timer_.cancel(); }

void webhook_sender::stop() {
  stopped_ = true;
  timer_.cancel();
}

asio::awaitable<void> webhook_sender::run() {
  while (url_ && !stopped_) {
    auto due = waiting_.take_due(time_.now());
    if (!due) {
      const auto next = waiting_.next_due();
      timer_.expires_after(next ? time_.wait_until(*next) : std::chrono::hours(24));
      co_await timer_.async_wait(as_result);
      continue;
    }
    const bool delivered = co_await deliver(due->second.body);
    if (!delivered && !stopped_) try_again(std::move(due->second), due->first);
  }
}

void webhook_sender::try_again(delivery failed, time_point was_due) {
  if (failed.attempt >= webhook_attempts) {
    spdlog::warn("engine: a webhook was given up after {} attempts", failed.attempt);
    return;
  }
  const time_point next = was_due + pauses[static_cast<std::size_t>(failed.attempt - 1)];
  ++failed.attempt;
  waiting_.add(next, std::move(failed));
}

asio::awaitable<bool> webhook_sender::deliver(const std::string& body) {
  const endpoints found = co_await find_host(context_, *url_);
  if (found.empty() || stopped_) co_return false;
  beast::tcp_stream stream(context_);
  const open_streams::entry listed(open_, stream);
  stream.expires_after(webhook_deadline);
  const auto [error, endpoint] = co_await stream.async_connect(found, as_result);
  if (error) co_return false;
  const unsigned status = co_await post_json(stream, host_header(*url_), url_->target, body);
  co_return status >= 200 && status < 300;
}

}  // namespace ramal::engine
