#include "proxy/net/health.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <chrono>

#include "config/addresses.hpp"

namespace ramal::net {
namespace {

constexpr std::chrono::seconds patience{5};
constexpr std::size_t longest_status_line = 256;

}  // namespace

std::string why_not_healthy(const std::string& url) {
  const auto parts = config::parse_base_url(url);
  if (parts.has_error() || parts->tls)
    return "the URL must begin with http://, for example http://127.0.0.1:8080/api/layer/evolution-go/server/ok; where "
           "every listener speaks TLS, add a plain one on 127.0.0.1";
  boost::asio::ip::tcp::iostream connection;
  connection.expires_after(patience);
  connection.connect(parts->host, std::to_string(parts->port));
  if (!connection) return "nobody answers at " + url + ": " + connection.error().message();
  connection << "GET " << (parts->path_prefix.empty() ? "/" : parts->path_prefix) << " HTTP/1.1\r\nHost: "
             << config::print_base_url({false, parts->host, parts->port, ""}).substr(7)
             << "\r\nConnection: close\r\n\r\n" << std::flush;
  std::string status(longest_status_line, '\0');
  connection.getline(status.data(), static_cast<std::streamsize>(status.size()));
  status.resize(static_cast<std::size_t>(connection.gcount() > 0 ? connection.gcount() - 1 : 0));
  if (status.starts_with("HTTP/1.1 200")) return {};
  return status.empty() ? "no answer from " + url + " within 5 s" : url + " answered: " + status;
}

}  // namespace ramal::net
