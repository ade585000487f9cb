#include "tests/system/tls_front.hpp"

#include <poll.h>

#include <csignal>
#include <stdexcept>

namespace ramal::system_tests {

tls_front::tls_front(const identity& own, std::uint16_t engine_port, int max_version, const char* host)
    : listener_(host), engine_port_(engine_port), context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  SSL_CTX* context = context_.get();
  if (max_version != 0) {  // what the library refuses unless told otherwise
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context, max_version);
  }
  if (SSL_CTX_use_certificate(context, own.certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, own.key.get()) != 1)
    throw std::runtime_error("OpenSSL does not take the certificate");
  SSL_CTX_set_tlsext_servername_callback(context, &tls_front::note_name);
  SSL_CTX_set_tlsext_servername_arg(context, this);
  SSL_CTX_set_client_hello_cb(context, &tls_front::judge_hello, this);
  acceptor_ = std::thread([this] { run_acceptor(); });
}

tls_front::~tls_front() {
  listener_.stop();
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& each : relays_) {
      if (each.outer.is_open()) each.outer.shut_down();
      if (each.inner.is_open()) each.inner.shut_down();
    }
  }
  for (auto& each : relays_) each.thread.join();
}

void tls_front::require_client_certificate(const identity& authority) {
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), authority.certificate.get());
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_session_id_context(context_.get(), reinterpret_cast<const unsigned char*>("front"), 5);
}

std::vector<std::string> tls_front::names() const {
  const std::lock_guard lock(mutex_);
  return names_;
}

std::vector<std::string> tls_front::clients() const {
  const std::lock_guard lock(mutex_);
  return clients_;
}

void tls_front::note_client(const SSL* session) {
  const X509* shown = SSL_get0_peer_certificate(session);
  char name[256] = "";
  if (shown != nullptr) X509_NAME_get_text_by_NID(X509_get_subject_name(shown), NID_commonName, name, sizeof name);
  const std::lock_guard lock(mutex_);
  clients_.emplace_back(name);
}

// A client that offers an earlier session is refused, as by an engine that has other keys by now.
int tls_front::judge_hello(SSL* session, int* alert, void* self) {
  const unsigned char* tickets = nullptr;
  std::size_t size = 0;
  if (static_cast<tls_front*>(self)->manner_ != manner::refuse_tickets ||
      SSL_client_hello_get0_ext(session, TLSEXT_TYPE_psk, &tickets, &size) != 1)
    return SSL_CLIENT_HELLO_SUCCESS;
  *alert = SSL_AD_HANDSHAKE_FAILURE;
  return SSL_CLIENT_HELLO_ERROR;
}

int tls_front::note_name(SSL* session, int* alert, void* self) {
  auto* front = static_cast<tls_front*>(self);
  const char* name = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
  const std::lock_guard lock(front->mutex_);
  front->names_.emplace_back(name == nullptr ? "" : name);
  *alert = SSL_AD_UNRECOGNIZED_NAME;
  return front->manner_ == manner::refuse_name ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_OK;
}

void tls_front::run_acceptor() {
  for (;;) {
    auto peer = listener_.accept();
    if (!peer.is_open()) return;
    ++connections_;
    const std::lock_guard lock(mutex_);
    const int next = next_.exchange(-1);
    relays_.push_back({std::move(peer), next < 0 ? manner_.load() : static_cast<manner>(next)});
    auto& own = relays_.back();
    own.thread = std::thread([this, &own] { run_relay(own); });
  }
}

void tls_front::run_relay(relay& own) {
  const auto how = own.how;
  if (how == manner::never_shake) return;  // the socket stays open
  if (how == manner::close_in_handshake || how == manner::reset_in_handshake) return break_handshake(own);
  const std::shared_ptr<SSL> session(SSL_new(context_.get()), SSL_free);
  SSL_set_fd(session.get(), own.outer.fd());
  const bool shaken = how != manner::close_at_once && SSL_accept(session.get()) == 1;
  if (shaken) note_client(session.get());
  if (shaken) ++handshakes_;
  if (shaken && SSL_session_reused(session.get()) == 1) ++resumed_;
  if (shaken && how == manner::renegotiate) {
    SSL_renegotiate(session.get());
    SSL_do_handshake(session.get());
  }
  const bool serves = how == manner::serve || how >= manner::refuse_tickets;
  if (shaken && serves) {
    {
      const std::lock_guard lock(mutex_);
      if (!stopping_) own.inner = tests::socket::connect(engine_port_);
    }
    if (own.inner.is_open()) pass_bytes(session.get(), own);
  }
  if (shaken) SSL_shutdown(session.get());
  const std::lock_guard lock(mutex_);
  own.outer.close();
  own.inner.close();
}

// Behind the client's first message.
void tls_front::break_handshake(relay& own) {
  std::string hello;
  static_cast<void>(own.outer.read(hello, tests::within()));
  const std::lock_guard lock(mutex_);
  if (own.how == manner::reset_in_handshake) own.outer.reset();
  else own.outer.close();
}

void tls_front::pass_bytes(SSL* session, relay& own) {
  std::string answer;
  char buffer[16'384];
  for (;;) {
    pollfd both[2] = {{own.outer.fd(), POLLIN, 0}, {own.inner.fd(), POLLIN, 0}};
    const int patience = own.how == manner::late_tickets ? 1 : -1;
    if (SSL_pending(session) == 0 && ::poll(both, 2, patience) < 0) return;
    if (own.how == manner::late_tickets && ticket_due_.exchange(false) && SSL_new_session_ticket(session) == 1 &&
        SSL_do_handshake(session) == 1)
      ++tickets_;
    if (both[0].revents != 0 || SSL_pending(session) != 0) {
      const int got = SSL_read(session, buffer, sizeof buffer);
      if (got <= 0) return;
      application_bytes_ += static_cast<std::size_t>(got);
      if (!own.inner.write({buffer, static_cast<std::size_t>(got)}, tests::within())) return;
    }
    if (both[1].revents == 0) continue;
    answer.clear();
    if (own.inner.read(answer, tests::within()) != tests::read_outcome::bytes) return;
    if (SSL_write(session, answer.data(), static_cast<int>(answer.size())) <= 0) return;
    answer_bytes_ += answer.size();
  }
}

}  // namespace ramal::system_tests
