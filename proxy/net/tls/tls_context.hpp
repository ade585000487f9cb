// What all TLS contexts have in common. One for each worker and certificate: sharing one between threads contends in
// OpenSSL 3.0.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <boost/system/result.hpp>

#include "config/problem.hpp"

namespace ramal::net {

struct free_ssl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using ssl_ptr = std::unique_ptr<SSL, free_ssl>;

// Which end of the handshake a new session is. False if OpenSSL is out of memory, and the session is of no use: from 3.2 on
// it is left without record layers then, OpenSSL says nothing, and to tie it to a socket would end the program.
enum class tls_role : std::uint8_t { client, server };
bool take_role(SSL* session, tls_role role);
using ssl_context_ptr = std::unique_ptr<SSL_CTX, free_ssl>;

// What certificates and keys make, or why they do not: a problem of one configuration key, without the file's name.
template <class Value>
using tls_made = boost::system::result<Value, config::problem>;
using tls_problem = std::optional<config::problem>;

// `text` says what to do; OpenSSL's own reason is added to it.
config::problem make_tls_problem(std::string key, std::string text);
// OpenSSL's reason for this thread's last failure, "" if it gave none.
std::string last_tls_reason();

// A context for TLS 1.2 or later on non-blocking sockets: idle sessions hold no buffers, each read takes what is there,
// nothing is renegotiated or compressed.
ssl_context_ptr make_context(const SSL_METHOD* method);

}  // namespace ramal::net
