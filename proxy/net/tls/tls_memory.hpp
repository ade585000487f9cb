// Whether OpenSSL was refused memory. Its own errors do not tell: many of its functions turn a failed allocation into
// an error of their own, which looks like the peer's fault.
#pragma once

namespace ramal::net {

// Notes failed allocations from now on. Call before OpenSSL's first allocation; later calls change nothing, and then
// nothing is ever noted.
void watch_tls_memory();

// Whether this thread's allocations for OpenSSL have failed since forget_lack().
bool lacked_memory();
void forget_lack();

}  // namespace ramal::net
