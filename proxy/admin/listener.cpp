#include "proxy/admin/listener.hpp"

#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "config/admin_section.hpp"
#include "proxy/admin/session.hpp"
#include "proxy/net/loop/persist.hpp"
#include "proxy/net/tls/tls_server.hpp"

namespace ramal::admin {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using local = asio::local::stream_protocol;

namespace {

constexpr std::chrono::milliseconds try_again{1'000};
constexpr std::chrono::milliseconds pause_of_accept{100};

error_code error_of_system() { return {errno, boost::system::system_category()}; }

// 0: nothing is there.
std::uint64_t inode_of(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

// Whether a program listens there: one that is too busy to take the connection does, too.
bool has_listener(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (probe < 0) return true;  // nobody knows
  const int answer = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const bool is_refused = answer != 0 && errno == ECONNREFUSED;
  ::close(probe);
  return !is_refused;
}

// Of a program that has gone. One of a program that runs is in use; a file that is no socket is somebody's, and stays.
error_code remove_old(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return {};
  if (has_listener(path)) return asio::error::address_in_use;
  return ::unlink(path.c_str()) == 0 ? error_code() : error_of_system();
}

// Of no TCP connection: port 0 of 0.0.0.0.
tcp::endpoint as_tcp(const asio::generic::stream_protocol::endpoint& at) {
  tcp::endpoint made;
  const int family = at.protocol().family();
  if ((family != AF_INET && family != AF_INET6) || at.size() > made.capacity()) return made;
  std::memcpy(made.data(), at.data(), at.size());
  return made;
}

config::ip_address address_of(const asio::generic::stream_protocol::socket& client) {
  error_code error;
  const auto at = client.remote_endpoint(error);
  if (error) return {};
  const asio::ip::address from = as_tcp(at).address();
  return client_of(from.is_v6() ? from.to_v6().to_bytes()
                                : asio::ip::make_address_v6(asio::ip::v4_mapped, from.to_v4()).to_bytes());
}

}  // namespace

listener::listener(asio::io_context& loop, config::admin_address where, handler serve, listener_limits limits,
                   tls_source tls)
    : where_(std::move(where)), tls_(std::move(tls)),
      shared_(std::make_shared<shared>(shared{std::move(serve), limits})), acceptor_(loop), pause_(loop) {}

void listener::begin() {
  if (!where_.on || shared_->stopped) return;
  const std::string why = open();
  if (why.empty()) {
    config::admin_address bound = where_;
    if (where_.path.empty()) bound.port = port();
    spdlog::info("admin interface on {}{}", config::print_admin_address(bound), tls_ ? " (TLS)" : "");
    return accept();
  }
  if (!std::exchange(has_warned_, true))
    spdlog::warn("the admin interface cannot listen on {}: {}; it is tried again every second",
                 config::print_admin_address(where_), why);
  error_code ignored;
  acceptor_.close(ignored);
  wait(try_again, &listener::begin);
}

// "" or why not.
std::string listener::open() {
  error_code error;
  if (where_.path.empty()) {
    const tcp::endpoint at(asio::ip::make_address(where_.host, error), where_.port);
    if (!error) acceptor_.open(protocol(at.protocol()), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(protocol::endpoint(at), error);
  } else {
    error = remove_old(where_.path);
    if (!error) acceptor_.open(protocol(local()), error);
    if (!error) acceptor_.bind(protocol::endpoint(local::endpoint(where_.path)), error);
    if (!error) inode_ = inode_of(where_.path);
    constexpr mode_t for_group = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP;
    if (!error && ::chmod(where_.path.c_str(), for_group) != 0) error = error_of_system();
  }
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  return error ? error.message() : std::string();
}

void listener::accept() {
  acceptor_.async_accept([this](error_code error, protocol::socket client) {
    if (error == asio::error::operation_aborted) return;
    if (error) return wait(pause_of_accept, &listener::accept);  // no descriptor or memory now
    net::persist([&] { take(client); });
    net::persist([this] { accept(); });
  });
}

// False: all of them have shown the token.
bool listener::shed_one() {
  if (shared_->open.size() < shared_->limits.connections) return true;
  std::vector<open_connection> all;
  for (const session* one : shared_->open) all.push_back(one->place());
  const auto chosen = choose_to_shed(all);
  if (chosen) shared_->open[*chosen]->make_way();
  return chosen.has_value();
}

// What cannot be served is closed.
void listener::take(protocol::socket& client) {
  if (!shed_one()) return;
  tls_terms terms;
  net::ssl_ptr tls;
  if (tls_) {
    terms = tls_();
    if (terms.context) tls = net::make_server_session(terms.context.get());
    if (!tls) return;
  }
  const config::ip_address from = address_of(client);
  std::make_shared<session>(client_stream(std::move(client), std::move(tls)), from, shared_)
      ->begin(terms.handshake_time);
}

void listener::wait(std::chrono::milliseconds time, void (listener::*then)()) {
  net::persist([&] {
    pause_.expires_after(time);
    pause_.async_wait([this, then](error_code error) {
      if (!error) (this->*then)();
    });
  });
}

void listener::stop() {
  if (std::exchange(shared_->stopped, true)) return;
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  if (inode_ != 0 && inode_of(where_.path) == inode_) ::unlink(where_.path.c_str());  // another one's stays
}

std::uint16_t listener::port() const {
  error_code error;
  const protocol::endpoint at = acceptor_.local_endpoint(error);
  return error ? std::uint16_t{0} : as_tcp(at).port();
}

}  // namespace ramal::admin
