#include "proxy/net/tls/tls_context.hpp"

#include <openssl/err.h>

#include <stdexcept>

#include "config/context.hpp"

namespace ramal::net {

std::string last_tls_reason() {
  const unsigned long error = ERR_peek_last_error();
  const char* reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  return reason == nullptr ? std::string() : std::string(reason);
}

config::problem make_tls_problem(std::string key, std::string text) {
  config::problem made;
  made.path = std::move(key);
  made.text = std::move(text);
  if (const std::string reason = last_tls_reason(); !reason.empty()) made.text += " (" + reason + ")";
  return made;
}

ssl_context_ptr make_context(const SSL_METHOD* method) {
  ssl_context_ptr context(SSL_CTX_new(method));
  if (!context) throw std::runtime_error("OpenSSL cannot make a TLS context: the machine is out of memory");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CLEANSE_PLAINTEXT);
  SSL_CTX_set_read_ahead(context.get(), 1);  // header and body of a record in one system call
  // an encrypted key must not make the program ask its terminal
  SSL_CTX_set_default_passwd_cb(context.get(), [](char*, int, int, void*) { return -1; });
  return context;
}

tls_problem use_certificate(SSL_CTX* context, const std::string& key, const std::string& cert_file,
                            const std::string& key_file) {
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context, cert_file.c_str()) != 1)
    return make_tls_problem(key + "cert_file",
                            "is no certificate chain in PEM format, or cannot be read: write the "
                            "certificate first, then those that lead to a root");
  if (std::string why = config::why_no_secret_file(key_file); !why.empty())
    return make_tls_problem(key + "key_file", std::move(why));
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1)
    return make_tls_problem(key + "key_file",
                            "is no private key of this certificate in PEM format without a passphrase");
  return std::nullopt;
}

}  // namespace ramal::net
