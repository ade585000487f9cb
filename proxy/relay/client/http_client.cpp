#include "proxy/relay/client/http_client.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "proxy/relay/client/attempt.hpp"

namespace ramal::relay {

http_client::http_client(asio::io_context& loop, const client_settings& settings)
    : parts_(std::make_shared<client_parts>(loop, settings.name_servers, settings.idle)),
      attempts_(std::make_shared<std::list<std::shared_ptr<attempt>>>()) {}

void http_client::start(http_exchange what, std::function<void()> sent, std::function<void(http_outcome)> done) {
  const auto place = attempts_->emplace(attempts_->end());
  auto finish = [all = attempts_, place, done = std::move(done)](http_outcome outcome) {
    all->erase(place);
    done(std::move(outcome));
  };
  *place = std::make_shared<attempt>(parts_, std::move(what), std::move(sent), std::move(finish));
  if (stopped_) return (*place)->stop();
  asio::post(parts_->loop, [one = *place] { one->begin(); });
}

void http_client::stop() {
  stopped_ = true;
  while (!attempts_->empty()) {
    const auto one = attempts_->front();
    if (one) one->stop();
    else attempts_->pop_front();  // there was no memory for it
  }
  parts_->idle->close_all();
}

void http_delivery_client::start(delivery_request what, on_sent sent, completion done) {
  http_exchange exchange;
  exchange.what = std::move(what);
  over_->start(std::move(exchange), std::move(sent), [done = std::move(done)](http_outcome outcome) {
    outcome.result.answer.resize(std::min(outcome.result.answer.size(), most_answer_bytes));
    done(std::move(outcome.result));
  });
}

}  // namespace ramal::relay
