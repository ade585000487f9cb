#include "contract/net/loop_engine.hpp"

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <utility>

#include "contract/message_text.hpp"

namespace ramal::contract {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr std::chrono::seconds longest_write{20};
constexpr std::size_t longest_request = 16U << 20U;

}  // namespace

// One connection of the gateway. It lives as long as one of its operations.
class loop_engine::session : public std::enable_shared_from_this<loop_engine::session> {
 public:
  session(tcp::socket peer, loop_engine& engine) : peer_(std::move(peer)), engine_(engine) {}

  void read() {
    auto self = shared_from_this();
    peer_.async_read_some(asio::buffer(piece_), [this, self](error_code error, std::size_t size) {
      if (error) return engine_.note_cut(bytes_);
      bytes_.append(piece_.data(), size);
      if (bytes_.size() < longest_request) serve();
    });
  }

 private:
  void serve() {
    const auto request = take_request(bytes_);
    if (!request) return read();
    const auto turn = engine_.take(*request, bytes_.size());
    if (turn.then == engine_turn::after_answer::silent) return read();  // until the gateway gives up
    answer_ = turn.answer;
    then_ = turn.then;
    engine_.count_writing(1);
    auto self = shared_from_this();
    asio::async_write(peer_, asio::buffer(answer_), [this, self](error_code error, std::size_t) {
      const bool kept = !error && then_ == engine_turn::after_answer::keep;
      if (!kept) end();
      engine_.count_writing(-1);
      if (kept) serve();
    });
  }

  void end() {
    error_code ignored;
    if (then_ == engine_turn::after_answer::reset) peer_.set_option(asio::socket_base::linger(true, 0), ignored);
    else peer_.shutdown(tcp::socket::shutdown_both, ignored);
    peer_.close(ignored);
  }

  tcp::socket peer_;
  loop_engine& engine_;
  std::array<char, 16'384> piece_{};
  std::string bytes_;
  std::string answer_;
  engine_turn::after_answer then_ = engine_turn::after_answer::keep;
};

class loop_engine::server {
 public:
  server(loop_engine& engine, const std::string& host, std::uint16_t port)
      : engine_(engine), listener_(io_, tcp::endpoint(asio::ip::make_address(host), port)) {
    accept();
  }

  void accept() {
    listener_.async_accept([this](error_code error, tcp::socket peer) {
      if (error == asio::error::operation_aborted) return;
      if (!error) std::make_shared<session>(std::move(peer), engine_)->read();
      accept();
    });
  }

  std::uint16_t port() const { return listener_.local_endpoint().port(); }
  void run() { io_.run(); }
  void stop() { io_.stop(); }

 private:
  loop_engine& engine_;
  asio::io_context io_;
  tcp::acceptor listener_;
};

loop_engine::loop_engine(const std::string& host, std::uint16_t port)
    : server_(std::make_unique<server>(*this, host, port)) {
  port_ = server_->port();
  thread_ = std::thread([this] { server_->run(); });
}

loop_engine::~loop_engine() {
  server_->stop();
  thread_.join();
  server_.reset();  // its sessions count their writes no more
}

std::string loop_engine::address() const {
  const std::lock_guard lock(mutex_);
  return rules_.host;
}

std::vector<std::string> loop_engine::begin_case() {
  const std::lock_guard lock(mutex_);
  auto late = std::exchange(impurities_, {});
  for (auto i = looked_at_; i < requests_.size(); ++i)
    late.push_back("the engine sees what it should not: " + visible(requests_[i].raw));
  script_.clear();
  requests_.clear();
  looked_at_ = 0;
  return late;
}

void loop_engine::expect_door(door through) {
  const std::lock_guard lock(mutex_);
  rules_.through = through;
}

void loop_engine::script(const std::vector<engine_turn>& turns) {
  const std::lock_guard lock(mutex_);
  script_.insert(script_.end(), turns.begin(), turns.end());
}

bool loop_engine::wait_until_quiet() {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, longest_write, [&] { return writing_ == 0; });
}

std::vector<engine_request> loop_engine::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::vector<engine_request> loop_engine::look_at_requests() {
  const std::lock_guard lock(mutex_);
  looked_at_ = requests_.size();
  return requests_;
}

std::size_t loop_engine::looked_at() const {
  const std::lock_guard lock(mutex_);
  return looked_at_;
}

std::vector<std::string> loop_engine::take_impurities() {
  const std::lock_guard lock(mutex_);
  return std::exchange(impurities_, {});
}

engine_turn loop_engine::take(const engine_request& request, std::size_t surplus) {
  const std::lock_guard lock(mutex_);
  if (const auto* host = request.head.find("Host"); rules_.host.empty() && host != nullptr) rules_.host = *host;
  for (const auto& each : find_impurities(request.raw, rules_)) impurities_.push_back(each);
  if (surplus != 0) impurities_.push_back("bytes after the request, before its answer (no pipelining)");
  requests_.push_back(request);
  engine_turn turn;
  if (script_.empty()) {
    turn.answer = native_answer_bytes({"500", R"({"error":"the case has no answer for this request"})"});
    return turn;
  }
  turn = std::move(script_.front());
  script_.pop_front();
  return turn;
}

void loop_engine::note_cut(const std::string& bytes) {
  const std::lock_guard lock(mutex_);
  if (!bytes.empty()) impurities_.push_back("a cut request: " + visible(bytes));
}

void loop_engine::count_writing(int change) {
  const std::lock_guard lock(mutex_);
  writing_ += change;
  changed_.notify_all();
}

}  // namespace ramal::contract
