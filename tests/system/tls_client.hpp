// A TLS client for tests: OpenSSL over memory, so that every byte that travels is the test's own and every wait has a
// deadline.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/harness/raw_client.hpp"
#include "tests/system/certificates.hpp"

namespace ramal::system_tests {

// What a client is able and willing to do.
struct tls_terms {
  int min_version = 0;  // e.g. TLS1_2_VERSION; 0 = the library's
  int max_version = 0;
  std::string server_name = "localhost";   // "" = none is sent
  std::vector<std::string> protocols{};    // ALPN; none = not sent
  std::string ciphers_1_2{};               // "" = the library's
  std::optional<identity> own{};           // client certificate
  std::shared_ptr<SSL_SESSION> session{};  // to resume
};

class tls_client {
 public:
  // Connects and shakes hands; problem() tells how that went.
  explicit tls_client(std::uint16_t port, tls_terms terms = {});
  // The same on a connection that is there.
  explicit tls_client(tests::socket connected, tls_terms terms = {});

  // OpenSSL resumes no session whose connection broke off: here, none did.
  ~tls_client() { SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN); }
  tls_client(tls_client&&) = delete;

  // "" if the handshake succeeded; else OpenSSL's reason, or "closed" or "timeout".
  const std::string& problem() const { return problem_; }
  int version() const { return SSL_version(ssl_.get()); }
  std::string cipher() const { return SSL_get_cipher_name(ssl_.get()); }
  std::string protocol() const;
  bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
  // The common name of the server's certificate, and its key's kind (EVP_PKEY_EC, EVP_PKEY_RSA).
  std::string server() const;
  int server_key() const;
  std::shared_ptr<SSL_SESSION> session() const;
  // Whether the server has asked for a certificate, and named this authority.
  bool was_told(const identity& authority) const;

  // In one record if it fits, and one write.
  bool send(std::string_view bytes) { return send_records(bytes, bytes.size()); }
  // In records of `each` bytes. `at_once`: all of them in one write, else a write for each.
  bool send_records(std::string_view bytes, std::size_t each, bool at_once = true);
  tests::answer read_answer(tests::deadline until = tests::within());
  // Some plain text more; false if the connection is over or the deadline comes first.
  bool read_some(std::string& into, tests::deadline until = tests::within());
  // True if the peer ends the connection with close_notify and sends nothing more.
  bool is_closed_by_peer(tests::deadline until = tests::within());
  // close_notify and FIN.
  void end();
  tests::socket& transport() { return socket_; }

 private:
  // Sends what OpenSSL wants sent; then, if `error` says so, reads some. False: it is over.
  bool pump(int error, tests::deadline until);
  bool flush();
  void shake(tests::deadline until);

  std::shared_ptr<SSL_CTX> context_;
  std::shared_ptr<SSL> ssl_;
  tests::socket socket_;
  std::string problem_;
  std::string unread_;
};

// One request and its answer on a connection of its own; an empty answer if there is no handshake.
tests::answer ask_tls(std::uint16_t port, std::string_view request, tls_terms terms = {});

}  // namespace ramal::system_tests
