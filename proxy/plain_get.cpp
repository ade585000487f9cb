#include "proxy/plain_get.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "proxy/net/tls/tls_client.hpp"
#include "proxy/net/tls/pem_files.hpp"
#include "proxy/net/tls/tls_context.hpp"
#include "proxy/relay/client/asio_names.hpp"

namespace ramal::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using protocol = asio::generic::stream_protocol;
using relay::as_result;

constexpr std::chrono::seconds longest{5};
constexpr std::uint64_t most_of_answer = 64U << 20U;

// Throws system_error where there is none.
asio::awaitable<std::vector<protocol::endpoint>> find_endpoints(const config::admin_address& of) {
  std::vector<protocol::endpoint> found;
  if (!of.path.empty()) {
    found.emplace_back(asio::local::stream_protocol::endpoint(of.path));
    co_return found;
  }
  relay::tcp::resolver names(co_await asio::this_coro::executor);
  const std::string port = std::to_string(of.port);
  const auto all = co_await names.async_resolve(of.host, port, asio::use_awaitable);
  for (const auto& one : all) found.emplace_back(one.endpoint());
  co_return found;
}

// Throws std::runtime_error where there is no memory, or OpenSSL does not take our own certificate.
ssl_ptr make_session(const expected_peer& peer) {
  const ssl_context_ptr context = make_context(TLS_client_method());
  const bool is_known = !peer.certificates.empty();
  SSL_CTX_set_default_verify_paths(context.get());
  if (peer.own)
    if (const tls_problem why = use_certificate(context.get(), *peer.own)) throw std::runtime_error(why->text);
  SSL_CTX_set_verify(context.get(), is_known ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  ssl_ptr session(SSL_new(context.get()));
  if (!session || !(is_known || expect_name(session.get(), peer.name)) || !take_role(session.get(), tls_role::client))
    throw std::runtime_error("out of memory");
  return session;
}

// "" if it is the one.
std::string objection_to(SSL* session, const expected_peer& peer) {
  if (peer.certificates.empty()) return {};
  const std::unique_ptr<X509, free_pem> shown(SSL_get1_peer_certificate(session));
  const bool is_one = shown && std::ranges::any_of(peer.certificates,
                                                   [&](const X509* one) { return X509_cmp(one, shown.get()) == 0; });
  return is_one ? std::string()
                : "it shows another certificate than admin.tls names: is it this gateway, and has it reloaded?";
}

std::string why_no_tls(SSL* session, const error_code& error) {
  const long verdict = SSL_get_verify_result(session);
  if (SSL_get_verify_mode(session) == SSL_VERIFY_NONE || verdict == X509_V_OK)
    return "no TLS with it: " + error.message();
  return "its certificate is not accepted (" + std::string(X509_verify_cert_error_string(verdict)) +
         "): name the host of the certificate in --url, or give the authority's file as SSL_CERT_FILE";
}

template <class Stream>
asio::awaitable<void> ask(Stream& stream, const http::request<http::empty_body>& what, plain_answer& answer) {
  answer.error = "no whole answer within 5 s";
  co_await http::async_write(stream, what, asio::use_awaitable);
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(most_of_answer);
  const auto [failed, size] = co_await http::async_read(stream, buffer, parser, as_result);
  if (failed) {
    // With TLS 1.3 a server that misses the client's certificate says so only here, behind the handshake.
    if (failed != boost::beast::error::timeout) answer.error = "it ended the connection: " + failed.message();
    co_return;
  }
  answer.status = parser.get().result_int();
  answer.body = std::move(parser.get().body());
  answer.error.clear();
}

// The token is not sent before the other side has shown who it is.
asio::awaitable<void> ask_by_tls(boost::beast::basic_stream<protocol>& below,
                                 const http::request<http::empty_body>& what, const expected_peer& peer,
                                 plain_answer& answer) {
  ssl_ptr session = make_session(peer);
  asio::ssl::stream<boost::beast::basic_stream<protocol>&> stream(below, session.release());
  answer.error = "no TLS within 5 s";
  const auto [failed] = co_await stream.async_handshake(asio::ssl::stream_base::client, as_result);
  answer.error = failed ? why_no_tls(stream.native_handle(), failed) : objection_to(stream.native_handle(), peer);
  if (!answer.error.empty()) co_return;
  co_await ask(stream, what, answer);
  if (answer.status == 0 && !peer.own)
    answer.error += ": where admin.tls has client_ca_file it asks for a certificate, give --cert and --key";
}

asio::awaitable<void> get(const config::admin_address& from, const http::request<http::empty_body>& what,
                          const expected_peer* tls, plain_answer& answer) {
  const std::vector<protocol::endpoint> endpoints = co_await find_endpoints(from);
  boost::beast::basic_stream<protocol> stream(co_await asio::this_coro::executor);
  error_code error;
  for (const protocol::endpoint& one : endpoints) {
    const auto [failed] = co_await stream.async_connect(one, as_result);
    error = failed;
    if (!error) break;
    stream.close();
  }
  if (error) throw boost::system::system_error(error);
  if (tls == nullptr) co_await ask(stream, what, answer);
  else co_await ask_by_tls(stream, what, *tls, answer);
}

std::string text_of(const std::exception_ptr& why) {
  try {
    std::rethrow_exception(why);
  } catch (const boost::system::system_error& failed) {
    return failed.code().message();
  } catch (const std::exception& failed) { return failed.what(); }
}

}  // namespace

plain_answer plain_get(const config::admin_address& from, const std::string& path, const config::secret& token,
                       const expected_peer* tls) {
  http::request<http::empty_body> what(http::verb::get, path, 11);
  what.set(http::field::host, "localhost");
  what.set(http::field::connection, "close");
  if (!token.empty()) what.set(http::field::authorization, "Bearer " + std::string(token.reveal()));
  plain_answer answer;
  answer.error = "no connection within 5 s";
  asio::io_context loop;
  asio::co_spawn(loop, get(from, what, tls, answer), [&answer](const std::exception_ptr& why) {
    if (why && answer.error.starts_with("no connection")) answer.error = "no connection: " + text_of(why);
  });
  loop.run_for(longest);
  return answer;
}

}  // namespace ramal::net
