#include "engine/server.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <thread>

#include "engine/api_session.hpp"
#include "engine/hub.hpp"
#include "engine/listener.hpp"
#include "engine/media_session.hpp"
#include "engine/webhook_sender.hpp"

namespace ramal::engine {

namespace {

constexpr std::chrono::seconds stop_deadline(2);

// Whether `other` is the IPv4 half of `one`.
bool shares_port(const config::listener& one, const config::listener& other) {
  return other.host == "0.0.0.0" && other.port != 0 && other.port == one.port;
}

}  // namespace

// Members in the order of their need: sessions live in `context` and use `open` and `engine`.
class server::state {
 public:
  state(const config::reference_engine& settings, std::shared_ptr<clock> time)
      : api_acceptor(bind_listener(context, {settings.api, "api", shares_port(settings.api, settings.media)})),
        media_acceptor(bind_listener(context, {settings.media, "media", shares_port(settings.media, settings.api)})),
        api_port(api_acceptor.local_endpoint().port()), media_port(media_acceptor.local_endpoint().port()),
        engine(settings, std::move(time), media_address(settings, media_port)), timer(context),
        sender(context, engine.time(), engine.all(), open) {
    check_webhook_url(settings.webhook_url);
    for (const config::engine_number& one : settings.numbers) check_webhook_url(one.webhook_url);
  }

  void start();
  void stop();
  void wake();
  void after_change();

  open_streams open;
  asio::io_context context{1};
  tcp::acceptor api_acceptor;
  tcp::acceptor media_acceptor;
  const std::uint16_t api_port;
  const std::uint16_t media_port;
  hub engine;
  asio::steady_timer timer;  // runs until armed_for
  std::optional<time_point> armed_for;
  webhook_sender sender;
  bool closed = false;  // the thread's own
  std::thread thread;

 private:
  void run();
  void close();
};

void server::state::start() {
  if (thread.joinable()) return;
  engine.on_change([this] { after_change(); });
  const session api = [this](tcp::socket socket) { return run_api_session(std::move(socket), engine, open); };
  const session media = [this](tcp::socket socket) { return run_media_session(std::move(socket), engine, open); };
  asio::co_spawn(context, run_listener(api_acceptor, api, open), asio::detached);
  asio::co_spawn(context, run_listener(media_acceptor, media, open), asio::detached);
  thread = std::thread([this] { run(); });
}

// After close() the sessions end by themselves; should one hang, it is destroyed with the context.
void server::state::run() {
  while (!closed) context.run_one();
  context.run_for(stop_deadline);
}

// The webhooks of the change go out, and the timer is set to what is due next.
void server::state::after_change() {
  for (outgoing_webhook& one : engine.all().take_webhooks()) sender.push(std::move(one));
  const auto due = engine.all().next_due();
  if (due == armed_for) return;
  armed_for = due;
  timer.cancel();
  if (!due) return;
  timer.expires_after(engine.time().wait_until(*due));
  timer.async_wait([this](error_code error) {
    if (error) return;
    armed_for.reset();
    engine.settle();
  });
}

void server::state::wake() {
  if (!thread.joinable()) return;
  std::promise<void> done;
  asio::post(context, [&] {
    engine.settle();
    sender.wake();
    done.set_value();
  });
  done.get_future().wait();
}

void server::state::close() {
  error_code ignored;
  api_acceptor.close(ignored);
  media_acceptor.close(ignored);
  engine.on_change({});
  sender.stop();
  timer.cancel();
  open.close_all();
  closed = true;
}

void server::state::stop() {
  if (!thread.joinable()) return;
  asio::post(context, [this] { close(); });
  thread.join();
}

server::server(const config::reference_engine& settings)
    : server(settings, std::make_shared<scaled_clock>(settings.speed)) {}

server::server(const config::reference_engine& settings, std::shared_ptr<clock> time)
    : state_(std::make_unique<state>(settings, std::move(time))) {}

server::~server() { stop(); }

void server::send_webhooks(const std::string& number, const std::string& url, const config::secret& secret) {
  check_webhook_url(url);
  for (number_state& one : state_->engine.all().numbers()) {
    if (one.settings.name != number) continue;
    one.settings.webhook_url = url;
    one.settings.webhook_secret = secret;
  }
}

void server::on_bot_event(std::function<void(const bot_event&)> what) { state_->engine.on_bot_event(std::move(what)); }

void server::start() { state_->start(); }
void server::stop() { state_->stop(); }
void server::wake() { state_->wake(); }
std::uint16_t server::api_port() const { return state_->api_port; }
std::uint16_t server::media_port() const { return state_->media_port; }

}  // namespace ramal::engine
