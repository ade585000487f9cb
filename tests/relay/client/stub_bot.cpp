#include "tests/relay/client/stub_bot.hpp"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace ramal::relay::tests {
namespace {

// The size of the first request in `got`, 0 if it is not complete.
std::size_t request_size(const std::string& got) {
  const auto head = got.find("\r\n\r\n");
  if (head == std::string::npos) return 0;
  const std::string name = "Content-Length: ";
  const auto length = got.find(name);
  const std::size_t body = length < head ? std::stoul(got.substr(length + name.size())) : 0;
  return got.size() >= head + 4 + body ? head + 4 + body : 0;
}

}  // namespace

stub_bot::stub_bot(asio::io_context& loop, const std::string& address)
    : loop_(loop), acceptor_(loop, tcp::endpoint(asio::ip::make_address(address), 0)),
      port_(acceptor_.local_endpoint().port()) {
  asio::co_spawn(loop, accept(), asio::detached);
}

void stub_bot::speak_tls(const system_tests::identity& as, int max_version) {
  tls_.emplace(asio::ssl::context::tls_server);
  SSL_CTX* const context = tls_->native_handle();
  SSL_CTX_use_certificate(context, as.certificate.get());
  SSL_CTX_use_PrivateKey(context, as.key.get());
  if (max_version == 0) return;
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, max_version);
  SSL_CTX_set_max_proto_version(context, max_version);
}

void stub_bot::stop() {
  error_code ignored;
  acceptor_.close(ignored);
  for (const auto& one : peers_) one->socket.close(ignored);
}

asio::awaitable<void> stub_bot::accept() {
  for (;;) {
    auto [error, socket] = co_await acceptor_.async_accept(as_result);
    if (error) co_return;
    ++connections_;
    peers_.push_back(std::make_shared<peer>(std::move(socket)));
    if (!silent_) asio::co_spawn(loop_, serve(peers_.back()), asio::detached);
  }
}

asio::awaitable<void> stub_bot::serve(std::shared_ptr<peer> with) {
  if (tls_) {
    with->tls.emplace(with->socket, *tls_);
    const auto [error] = co_await with->tls->async_handshake(asio::ssl::stream_base::server, as_result);
    if (error) co_return;
    const char* const name = SSL_get_servername(with->tls->native_handle(), TLSEXT_NAMETYPE_host_name);
    name_ = name == nullptr ? "" : name;
  }
  for (bool goes_on = true; goes_on;) {
    const bool unread = !replies_.empty() && replies_.front().unread;
    if (!unread) {
      const bool complete = co_await read_request(*with);
      if (!complete) co_return;
    }
    bot_reply next;
    if (!replies_.empty()) {
      next = std::move(replies_.front());
      replies_.pop_front();
    }
    goes_on = co_await answer(*with, std::move(next));
  }
}

asio::awaitable<bool> stub_bot::read_some(peer& from) {
  std::array<char, 4'096> bytes{};
  const auto into = asio::buffer(bytes);
  if (from.tls) {
    const auto [error, size] = co_await from.tls->async_read_some(into, as_result);
    from.got.append(bytes.data(), size);
    co_return !error;
  }
  const auto [error, size] = co_await from.socket.async_read_some(into, as_result);
  from.got.append(bytes.data(), size);
  co_return !error;
}

asio::awaitable<bool> stub_bot::read_request(peer& from) {
  std::size_t size = 0;
  while ((size = request_size(from.got)) == 0) {
    const bool more = co_await read_some(from);
    if (!more) {
      ++closed_;
      co_return false;
    }
  }
  requests_.push_back(from.got.substr(0, size));
  from.got.erase(0, size);
  co_return true;
}

asio::awaitable<bool> stub_bot::answer(peer& to, bot_reply with) {
  const auto bytes = asio::buffer(with.text);
  if (to.tls) co_await asio::async_write(*to.tls, bytes, as_result);
  else co_await asio::async_write(to.socket, bytes, as_result);
  error_code ignored;
  if (with.end == bot_end::reset) to.socket.set_option(asio::socket_base::linger(true, 0), ignored);
  if (with.end == bot_end::reset || with.end == bot_end::close) to.socket.close(ignored);
  if (with.end == bot_end::hold && !with.unread) {
    while (true) {
      const bool more = co_await read_some(to);
      if (!more) break;
    }
    ++closed_;
  }
  co_return with.end == bot_end::keep;
}

}  // namespace ramal::relay::tests
