#include "proxy/one_request.hpp"

#include <boost/asio/io_context.hpp>
#include <utility>

namespace ramal::net {

one_answer ask_once(relay::http_exchange what) {
  boost::asio::io_context loop;
  relay::http_client client(loop, {});
  one_answer answer;
  answer.error = "no answer in time";
  const auto longest = what.what.timeout + what.what.connect_timeout + what.what.body_timeout;
  client.start(std::move(what), nullptr, [&](relay::http_outcome outcome) {
    answer.error = std::move(outcome.result.error);
    answer.status = outcome.whole ? outcome.result.status : 0;
    answer.body = std::move(outcome.result.answer);
    answer.date = std::move(outcome.result.date);
    if (outcome.result.status != 0 && !outcome.whole) answer.error = "the answer is not complete, or too long";
    client.stop();
  });
  loop.run_for(longest);
  client.stop();
  return answer;
}

}  // namespace ramal::net
