#include "tests/system/tls_client.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>

#include <stdexcept>

namespace ramal::system_tests {
namespace {

using tests::deadline;
using tests::read_outcome;

std::string reason() {
  const char* text = ERR_reason_error_string(ERR_peek_last_error());
  return text == nullptr ? "closed" : text;
}

std::shared_ptr<SSL_CTX> make_context(const tls_terms& terms) {
  std::shared_ptr<SSL_CTX> made(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (terms.max_version != 0 && terms.max_version < TLS1_2_VERSION) SSL_CTX_set_security_level(made.get(), 0);
  SSL_CTX_set_min_proto_version(made.get(), terms.min_version);
  SSL_CTX_set_max_proto_version(made.get(), terms.max_version);
  if (!terms.ciphers_1_2.empty()) SSL_CTX_set_cipher_list(made.get(), terms.ciphers_1_2.c_str());
  if (terms.own) {
    SSL_CTX_use_certificate(made.get(), terms.own->certificate.get());
    SSL_CTX_use_PrivateKey(made.get(), terms.own->key.get());
  }
  return made;
}

void offer_protocols(SSL* ssl, const std::vector<std::string>& protocols) {
  std::string wire;
  for (const auto& each : protocols) wire += static_cast<char>(each.size()) + each;
  if (!wire.empty())
    SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(wire.data()), static_cast<unsigned>(wire.size()));
}

}  // namespace

tls_client::tls_client(std::uint16_t port, tls_terms terms)
    : tls_client(tests::socket::connect(port), std::move(terms)) {}

tls_client::tls_client(tests::socket connected, tls_terms terms)
    : context_(make_context(terms)), ssl_(SSL_new(context_.get()), SSL_free), socket_(std::move(connected)) {
  SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  if (!terms.server_name.empty()) SSL_set_tlsext_host_name(ssl_.get(), terms.server_name.c_str());
  offer_protocols(ssl_.get(), terms.protocols);
  if (terms.session) SSL_set_session(ssl_.get(), terms.session.get());
  SSL_set_connect_state(ssl_.get());
  shake(tests::within());
}

void tls_client::shake(deadline until) {
  for (;;) {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) {
      flush();
      return;
    }
    const int error = SSL_get_error(ssl_.get(), result);
    problem_ = error == SSL_ERROR_WANT_READ ? "" : reason();
    if (!problem_.empty()) {
      flush();
      return;
    }
    if (!pump(error, until)) {
      problem_ = std::chrono::steady_clock::now() >= until ? "timeout" : "closed";
      return;
    }
  }
}

bool tls_client::flush() {
  char* bytes = nullptr;
  BIO* out = SSL_get_wbio(ssl_.get());
  const auto size = static_cast<std::size_t>(BIO_get_mem_data(out, &bytes));
  const bool sent = size == 0 || socket_.write({bytes, size}, tests::within());
  BIO_reset(out);
  return sent;
}

bool tls_client::pump(int error, deadline until) {
  flush();  // the peer may be gone and still have left something to read
  if (error != SSL_ERROR_WANT_READ) return false;
  std::string bytes;
  if (socket_.read(bytes, until) != read_outcome::bytes) return false;
  BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(bytes.size()));
  return true;
}

std::string tls_client::protocol() const {
  const unsigned char* text = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &text, &size);
  return {reinterpret_cast<const char*>(text), size};
}

std::string tls_client::server() const {
  const X509* certificate = SSL_get0_peer_certificate(ssl_.get());
  char name[256] = "";
  if (certificate != nullptr) X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, 256);
  return name;
}

int tls_client::server_key() const {
  return EVP_PKEY_get_base_id(X509_get0_pubkey(SSL_get0_peer_certificate(ssl_.get())));
}

std::shared_ptr<SSL_SESSION> tls_client::session() const { return {SSL_get1_session(ssl_.get()), SSL_SESSION_free}; }

bool tls_client::was_told(const identity& authority) const {
  const STACK_OF(X509_NAME)* names = SSL_get0_peer_CA_list(ssl_.get());
  for (int i = 0; i < sk_X509_NAME_num(names); ++i)
    if (X509_NAME_cmp(sk_X509_NAME_value(names, i), X509_get_subject_name(authority.certificate.get())) == 0)
      return true;
  return false;
}

bool tls_client::send_records(std::string_view bytes, std::size_t each, bool at_once) {
  while (!bytes.empty()) {
    const auto piece = bytes.substr(0, each);
    if (SSL_write(ssl_.get(), piece.data(), static_cast<int>(piece.size())) <= 0) return false;
    if (!at_once && !flush()) return false;
    bytes.remove_prefix(piece.size());
  }
  return flush();
}

bool tls_client::read_some(std::string& into, deadline until) {
  char buffer[16'384];
  for (;;) {
    ERR_clear_error();
    const int got = SSL_read(ssl_.get(), buffer, sizeof buffer);
    if (got > 0) {
      into.append(buffer, static_cast<std::size_t>(got));
      return true;
    }
    if (!pump(SSL_get_error(ssl_.get(), got), until)) return false;
  }
}

tests::answer tls_client::read_answer(deadline until) {
  for (;;) {
    auto taken = tests::take_answer(unread_);
    if (taken.status != 0 || !taken.error.empty()) return taken;
    if (!problem_.empty() || !read_some(unread_, until)) {
      taken.error = "the connection ended before a whole answer, read so far: " + tests::visible(unread_);
      return taken;
    }
  }
}

bool tls_client::is_closed_by_peer(deadline until) {
  return unread_.empty() && !read_some(unread_, until) && (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

void tls_client::end() {
  SSL_shutdown(ssl_.get());
  flush();
  socket_.half_close();
}

tests::answer ask_tls(std::uint16_t port, std::string_view request, tls_terms terms) {
  tls_client client(port, std::move(terms));
  if (!client.problem().empty()) return {};
  client.send(request);
  return client.read_answer();
}

}  // namespace ramal::system_tests
