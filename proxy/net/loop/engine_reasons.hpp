// Why the engine is not reached (http-rules.md U16): from what the system, c-ares and OpenSSL say. Pure.
#pragma once

#include "routes/failure.hpp"

namespace ramal::net {

routes::reason reason_of_look_up(int ares_status);  // that found no address
routes::reason reason_of_connect(int error);        // errno of a connection that does not come to be
routes::reason reason_of_stream(int error);         // errno of one that stood; 0: its end
routes::reason reason_of_certificate(long verify_error);

// What is known of a TLS session that has failed.
struct tls_facts {
  unsigned long error = 0;  // OpenSSL's last one; 0: it has none of its own
  long verify_error = 0;    // what it has against the peer's certificate
  int system_error = 0;     // errno of the socket; 0: the peer has ended the connection
  bool handshake_done = false;
  bool lacks_certificate = false;  // the peer has asked for one that there is not
  bool has_certificate = false;    // there is one to show
};
routes::reason reason_of_tls(const tls_facts& facts);

}  // namespace ramal::net
