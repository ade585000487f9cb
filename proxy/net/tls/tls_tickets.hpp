// The keys of TLS session tickets, shared by all workers and certificates, so that a client may resume its session on
// any of them. They live in memory only: a key seals tickets for an hour, opens them for one more, and is gone.
#pragma once

#include <openssl/crypto.h>

#include <array>
#include <chrono>
#include <mutex>
#include <optional>

#include "proxy/flow/stream.hpp"

namespace ramal::net {

struct ticket_key {
  std::array<unsigned char, 16> name{};
  std::array<unsigned char, 32> cipher{};  // AES-256-CBC
  std::array<unsigned char, 32> mac{};     // HMAC-SHA-256

  ticket_key() = default;
  ticket_key(const ticket_key&) = default;
  ticket_key& operator=(const ticket_key&) = default;
  ~ticket_key() { OPENSSL_cleanse(this, sizeof *this); }
};

class ticket_keys {
 public:
  // Also how long a ticket is good for.
  static constexpr std::chrono::seconds period{3'600};

  explicit ticket_keys(flow::time_point now);

  // The key to seal with. Any thread.
  ticket_key current(flow::time_point now);
  struct found_key {
    ticket_key key;
    bool renew;  // the client should get a new ticket
  };
  // The key that sealed a ticket; none if it is too old or not ours. Any thread.
  std::optional<found_key> find(const unsigned char* name, flow::time_point now);

 private:
  void rotate(flow::time_point now);

  std::mutex mutex_;  // taken in handshakes only
  ticket_key current_;
  std::optional<ticket_key> previous_;
  flow::time_point born_;
  flow::time_point previous_born_{};
};

}  // namespace ramal::net
