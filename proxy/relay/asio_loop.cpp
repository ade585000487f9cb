#include "proxy/relay/asio_loop.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "proxy/net/loop/persist.hpp"
#include "proxy/relay/outbox_file.hpp"

namespace ramal::relay {
namespace {

namespace asio = boost::asio;

class asio_timer final : public timer {
 public:
  explicit asio_timer(asio::io_context& loop) : timer_(loop) {}

  void start(milliseconds after, std::function<void()> then) override {
    net::persist([&] {
      timer_.expires_after(std::max(after, milliseconds(0)));
      timer_.async_wait([then](const boost::system::error_code& error) {
        if (!error) then();
      });
    });
  }
  void cancel() override { timer_.cancel(); }

 private:
  asio::steady_timer timer_;
};

}  // namespace

store::instant asio_loop::now() const { return wall_now(); }

std::unique_ptr<timer> asio_loop::make_timer() { return std::make_unique<asio_timer>(loop_); }

void asio_loop::post(std::function<void()> what) {
  net::persist([&] { asio::post(loop_, what); });
}

}  // namespace ramal::relay
