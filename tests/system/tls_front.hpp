// TLS in front of a fake engine: decrypts, passes every byte on, and counts what came through.
#pragma once

#include <atomic>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/harness/socket.hpp"
#include "tests/system/certificates.hpp"

namespace ramal::system_tests {

class tls_front {
 public:
  // What becomes of new connections.
  enum class manner {
    serve,
    close_at_once,
    close_in_handshake,
    reset_in_handshake,
    close_after_handshake,
    never_shake,
    refuse_name,
    refuse_tickets,
    renegotiate,  // behind the handshake, by TLS 1.2
    late_tickets  // new ones, which nobody asked for: see send_ticket()
  };

  // `max_version`: 0, or e.g. TLS1_1_VERSION. Passes bytes to 127.0.0.1:`engine_port`.
  tls_front(const identity& own, std::uint16_t engine_port, int max_version = 0, const char* host = "127.0.0.1");
  ~tls_front();
  tls_front(const tls_front&) = delete;
  tls_front& operator=(const tls_front&) = delete;

  std::string host_and_port() const { return "localhost:" + std::to_string(listener_.port()); }
  std::uint16_t port() const { return listener_.port(); }
  std::string base_url() const { return "https://" + host_and_port(); }
  // Call before the first connection: clients must show a certificate that `authority` signed.
  void require_client_certificate(const identity& authority);
  void behave(manner how) { manner_ = how; }
  // The next connection alone.
  void behave_once(manner how) { next_ = static_cast<int>(how); }

  std::size_t connections() const { return connections_; }
  std::size_t handshakes() const { return handshakes_; }
  std::size_t resumed() const { return resumed_; }  // of them
  // One of `late_tickets` sends one on its connection, soon.
  void send_ticket() { ticket_due_ = true; }
  std::size_t tickets() const { return tickets_; }  // sent so
  // Handshakes that clients took part in on connections that stood already.
  std::size_t renegotiations() const {
    return static_cast<std::size_t>(SSL_CTX_sess_accept_good(context_.get())) - handshakes_;
  }
  // Bytes of the client that came through TLS, over all connections.
  std::size_t application_bytes() const { return application_bytes_; }
  // Bytes of the engine that were sent to clients.
  std::size_t answer_bytes() const { return answer_bytes_; }
  // The server names that clients asked for, one for each handshake that got so far.
  std::vector<std::string> names() const;
  // The common names of the certificates that clients showed, one for each handshake that succeeded; "" for none.
  std::vector<std::string> clients() const;

 private:
  struct relay {
    tests::socket outer;
    manner how;
    tests::socket inner{};
    std::thread thread{};
  };
  static int judge_hello(SSL* session, int* alert, void* self);
  static int note_name(SSL* session, int* alert, void* self);
  void note_client(const SSL* session);
  void run_acceptor();
  void run_relay(relay& own);
  void break_handshake(relay& own);
  void pass_bytes(SSL* session, relay& own);

  tests::listening_socket listener_;
  std::uint16_t engine_port_;
  std::shared_ptr<SSL_CTX> context_;
  std::atomic<manner> manner_{manner::serve};
  std::atomic<int> next_{-1};  // a manner, or -1
  std::atomic<std::size_t> connections_{0};
  std::atomic<std::size_t> handshakes_{0};
  std::atomic<std::size_t> resumed_{0};
  std::atomic<std::size_t> tickets_{0};
  std::atomic<bool> ticket_due_{false};
  std::atomic<std::size_t> application_bytes_{0};
  std::atomic<std::size_t> answer_bytes_{0};
  mutable std::mutex mutex_;
  std::vector<std::string> names_;
  std::vector<std::string> clients_;
  std::list<relay> relays_;
  bool stopping_ = false;
  std::thread acceptor_;
};

}  // namespace ramal::system_tests
