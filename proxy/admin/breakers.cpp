#include "proxy/admin/breakers.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace ramal::admin {
namespace {

constexpr std::chrono::milliseconds look_at_workers{5};
constexpr std::chrono::seconds longest_reset{2};

// Waits for the workers, on the loop.
struct breaker_wait {
  std::shared_ptr<net::breaker_reset> told;
  std::size_t workers;
  std::function<void(answer)> done;
  boost::asio::steady_timer timer;
  std::chrono::steady_clock::time_point end;
};

void look_at_told(const std::shared_ptr<breaker_wait>& one) {
  if (one->told->answered >= one->workers || std::chrono::steady_clock::now() >= one->end)
    return one->done(answer_breakers(*one->told, one->workers));
  one->timer.expires_after(look_at_workers);
  one->timer.async_wait([one](boost::system::error_code error) {
    if (!error) look_at_told(one);
  });
}

std::string breakers_of(std::size_t breakers, const std::string& of) {
  return breakers == 0 ? std::string() : std::to_string(breakers) + " of " + of;
}

std::string text_of_reset(std::size_t engine, std::size_t evolution_go) {
  if (engine + evolution_go == 0) return "no breaker was open";
  const std::string first = breakers_of(engine, "the engine"), second = breakers_of(evolution_go, "Evolution GO");
  return "closed: " + first + (first.empty() || second.empty() ? "" : ", ") + second;
}

}  // namespace

answer answer_breakers(const net::breaker_reset& told, std::size_t workers) {
  if (told.answered < workers)
    return answer_refusal({503, "WORKER_BUSY",
                           "not every worker has answered: those that are stuck or ending close their breakers when "
                           "they go on; look at GET /api/engine"});
  const std::size_t engine = told.engine, evolution_go = told.evolution_go;
  answer made;
  made.body = "{\"workers\":" + std::to_string(workers) + ",\"engine\":" + std::to_string(engine) +
              ",\"evolution_go\":" + std::to_string(evolution_go) + ",\"text\":\"" +
              text_of_reset(engine, evolution_go) + "\"}\n";
  return made;
}

answer close_breakers(boost::asio::io_context& loop, net::server& gateway) {
  const auto told = std::make_shared<net::breaker_reset>();
  gateway.close_breakers(told);
  spdlog::warn("the breakers are closed on the admin interface: requests go to the engine again");
  answer made;
  made.later = [&loop, told, workers = gateway.workers()](std::function<void(answer)> done) {
    look_at_told(
        std::make_shared<breaker_wait>(breaker_wait{told, workers, std::move(done), boost::asio::steady_timer(loop),
                                                    std::chrono::steady_clock::now() + longest_reset}));
  };
  return made;
}

}  // namespace ramal::admin
