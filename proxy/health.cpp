#include "proxy/health.hpp"

#include <netdb.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <optional>

#include "config/addresses.hpp"
#include "config/model.hpp"
#include "proxy/net/loop/socket.hpp"
#include "proxy/net/tls/tls_client.hpp"
#include "proxy/net/tls/tls_context.hpp"

namespace ramal::net {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{5};
constexpr std::size_t longest_status_line = 256;
constexpr const char* other_ways =
    ": name the host of the certificate in --url, give the authority's file as SSL_CERT_FILE, "
    "or ask a plain listener on 127.0.0.1";

std::chrono::milliseconds left(clock::time_point until) {
  const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(until - clock::now());
  return std::max(rest, std::chrono::milliseconds{1});
}

// Of every read and write from now on: none takes longer than what is left.
void bound(int fd, clock::time_point until) {
  const auto rest = left(until);
  const timeval time{rest.count() / 1'000, rest.count() % 1'000 * 1'000};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

// A connection to the first address that takes one, or -1 and `why`.
int connect_to(const std::string& host, std::uint16_t port, clock::time_point until, std::string& why) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found); error != 0)
    return why = ::gai_strerror(error), -1;
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all(found, &::freeaddrinfo);
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    owned_descriptor made(::socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (made.get() < 0) continue;
    bound(made.get(), until);  // of connect(2), too
    if (::connect(made.get(), one->ai_addr, one->ai_addrlen) == 0) return made.release();
    why = std::strerror(errno == EINPROGRESS ? ETIMEDOUT : errno);
  }
  return -1;
}

// Verified by the system's authorities, or those of SSL_CERT_FILE. "" if it stands.
std::string begin_tls(ssl_ptr& tls, const std::string& host, int fd) {
  const ssl_context_ptr context = make_context(TLS_client_method());
  SSL_CTX_set_default_verify_paths(context.get());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_clear_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE);
  tls.reset(SSL_new(context.get()));
  if (!tls || !take_role(tls.get(), tls_role::client)) return "out of memory";
  if (!expect_name(tls.get(), host))
    return "the name " + host + " cannot be checked: give a name of a host or an address";
  if (SSL_set_fd(tls.get(), fd) != 1) return "out of memory";
  ERR_clear_error();
  if (SSL_connect(tls.get()) == 1) return {};
  const long verdict = SSL_get_verify_result(tls.get());
  if (verdict != X509_V_OK)
    return "its certificate is not accepted (" + std::string(X509_verify_cert_error_string(verdict)) + ")" + other_ways;
  return "no TLS with it (" + (last_tls_reason().empty() ? "it closed, or took too long" : last_tls_reason()) + ")";
}

// The first line of the answer, without its end; what came of it by then.
template <class Read>
std::string read_status(Read read, clock::time_point until) {
  std::string status;
  char byte = 0;
  while (status.size() < longest_status_line && clock::now() < until && read(&byte) == 1 && byte != '\r' &&
         byte != '\n')
    status.push_back(byte);
  return status;
}

// An address alone and the base URL of the clients are asked for what says it there.
std::string asked_path(const std::string& given) {
  const std::string mount = config::gateway{}.mount;
  return (given.empty() || given == mount) ? mount + "/server/ok" : given;
}

std::string request_for(const config::base_url& parts) {
  const std::string authority = config::print_base_url({false, parts.host, parts.port, ""}).substr(7);
  return "GET " + asked_path(parts.path_prefix) + " HTTP/1.1\r\nHost: " + authority + "\r\nConnection: close\r\n\r\n";
}

}  // namespace

std::string why_not_healthy(const std::string& url) {
  const auto parts = config::parse_base_url(url);
  if (parts.has_error())
    return "the URL must begin with http:// or https://, for example "
           "http://127.0.0.1:8080/api/layer/evolution-go/server/ok";
  const auto until = clock::now() + patience;
  std::string why;
  const owned_descriptor connection(connect_to(parts->host, parts->port, until, why));
  if (connection.get() < 0) return "nobody answers at " + url + ": " + why;
  const std::string request = request_for(*parts);
  std::string status;
  if (parts->tls) {
    ssl_ptr tls;
    bound(connection.get(), until);
    if (std::string problem = begin_tls(tls, parts->host, connection.get()); !problem.empty())
      return url + ": " + problem;
    SSL_write(tls.get(), request.data(), static_cast<int>(request.size()));
    status = read_status([&](char* to) { return bound(connection.get(), until), SSL_read(tls.get(), to, 1); }, until);
  } else {
    send_some(connection.get(), request);
    status = read_status(
        [&](char* to) { return bound(connection.get(), until), static_cast<int>(receive(connection.get(), to, 1)); },
        until);
  }
  if (status.starts_with("HTTP/1.1 200")) return {};
  return status.empty() ? "no answer from " + url + " within 5 s" : url + " answered: " + status;
}

}  // namespace ramal::net
