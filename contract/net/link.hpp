// A client's connection to what is tested, plain or TLS. Blocks; every wait has a deadline.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ramal::contract {

struct remote_address {
  bool tls = false;
  std::string host;  // a name or an IP literal, IPv6 without brackets
  std::uint16_t port = 80;
};

// What came of one read.
enum class heard { bytes, end, reset, nothing };

class link {
 public:
  virtual ~link() = default;
  // False if the peer has gone.
  virtual bool send(std::string_view bytes) = 0;
  virtual void half_close() = 0;
  // Appends what is there, at least one byte; `nothing` after `patience`. Then the connection is of no more use.
  virtual heard read(std::string& into, std::chrono::milliseconds patience) = 0;
};

// Throws boost::system::system_error if there is no connection, TLS included, within `patience`. The certificate is
// checked against the system's authorities (SSL_CERT_FILE names others) and the host's name.
std::unique_ptr<link> dial(const remote_address& to, std::chrono::milliseconds patience);

}  // namespace ramal::contract
