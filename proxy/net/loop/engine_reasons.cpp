#include "proxy/net/loop/engine_reasons.hpp"

#include <ares.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <cerrno>

namespace ramal::net {
namespace {

using routes::reason;

constexpr int alerts_begin = SSL_AD_REASON_OFFSET;  // reasons of OpenSSL that stand for an alert of the peer

// What a server says of the certificate that it was shown, or of the one that it was not.
bool is_about_certificate(int alert) {
  switch (alert) {
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_ACCESS_DENIED:
    case SSL_AD_DECRYPT_ERROR: return true;
    default: return false;
  }
}

reason reason_of_alert(int alert, const tls_facts& facts) {
  if (alert == SSL_AD_CERTIFICATE_REQUIRED) return reason::client_certificate_wanted;
  if (is_about_certificate(alert) && facts.lacks_certificate) return reason::client_certificate_wanted;
  if (is_about_certificate(alert) && facts.has_certificate) return reason::client_certificate_refused;
  if (alert == SSL_AD_PROTOCOL_VERSION || alert == SSL_AD_INAPPROPRIATE_FALLBACK) return reason::tls_version;
  if (alert == SSL_AD_UNRECOGNIZED_NAME) return reason::tls_name_unknown;
  if (alert == SSL_AD_HANDSHAKE_FAILURE && facts.lacks_certificate) return reason::client_certificate_wanted;
  return facts.handshake_done ? reason::closed : reason::tls_refused;
}

reason reason_of_library(int found, const tls_facts& facts) {
  switch (found) {
    case SSL_R_CERTIFICATE_VERIFY_FAILED: return reason_of_certificate(facts.verify_error);
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_WRONG_SSL_VERSION:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_RECORD_TOO_SMALL:
    case SSL_R_HTTP_REQUEST: return facts.handshake_done ? reason::reset : reason::no_tls;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_UNKNOWN_PROTOCOL:
    case SSL_R_UNSUPPORTED_SSL_VERSION:
    case SSL_R_VERSION_TOO_LOW: return reason::tls_version;
    case SSL_R_UNEXPECTED_EOF_WHILE_READING: return facts.handshake_done ? reason::closed : reason::tls_closed;
    default: return facts.handshake_done ? reason::reset : reason::tls_broken;
  }
}

}  // namespace

reason reason_of_look_up(int ares_status) {
  switch (ares_status) {
    case ARES_ENOTFOUND:
    case ARES_ENODATA:
    case ARES_EBADNAME:
    case ARES_ENONAME:
    case ARES_SUCCESS: return reason::name_unknown;  // an answer without an address
    case ARES_ETIMEOUT:
    case ARES_ECONNREFUSED:
    case ARES_EFILE: return reason::no_name_server;
    default: return reason::name_server_failed;
  }
}

reason reason_of_connect(int error) {
  switch (error) {
    case ECONNREFUSED: return reason::refused;
    case EACCES:
    case EPERM: return reason::forbidden;
    case ETIMEDOUT: return reason::connect_timeout;
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE: return reason::connect_reset;
    case EMFILE:
    case ENFILE: return reason::out_of_descriptors;
    default: return reason::unreachable;  // ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT, ...
  }
}

reason reason_of_stream(int error) { return error == 0 || error == EPIPE ? reason::closed : reason::reset; }

reason reason_of_certificate(long verify_error) {
  switch (verify_error) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return reason::certificate_expired;
    case X509_V_ERR_CERT_NOT_YET_VALID: return reason::certificate_not_yet_valid;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return reason::certificate_of_other_name;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return reason::certificate_self_signed;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:  // an authority of the same name is trusted
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED: return reason::certificate_issuer_unknown;
    default: return reason::certificate_not_accepted;
  }
}

reason reason_of_tls(const tls_facts& facts) {
  const int found = ERR_GET_REASON(facts.error);
  const bool of_tls = facts.error == 0 || ERR_GET_LIB(facts.error) == ERR_LIB_SSL;
  if (!of_tls) return facts.handshake_done ? reason::reset : reason::tls_broken;
  if (found > alerts_begin) return reason_of_alert(found - alerts_begin, facts);
  if (facts.error != 0) return reason_of_library(found, facts);
  const reason plain = reason_of_stream(facts.system_error);
  if (facts.handshake_done) return plain;
  return plain == reason::closed ? reason::tls_closed : reason::tls_reset;
}

}  // namespace ramal::net
