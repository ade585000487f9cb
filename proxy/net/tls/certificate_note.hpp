// What is wrong with the certificate that a server has shown, for the program's log (http-rules.md U16).
#pragma once

#include <openssl/x509.h>

#include <string_view>

namespace ramal::net {

// For SSL_CTX_set_verify: does not change the verdict, and keeps what is wrong with the last certificate that this
// thread has refused.
int note_certificate(int accepted, X509_STORE_CTX* chain);

// Which certificate, and since when, from when, for which names or by whom; at most 255 bytes.
std::string_view certificate_note();

}  // namespace ramal::net
