// What the system, c-ares and OpenSSL say, in the words of routes::reason (http-rules.md U16).
#include <catch2/catch.hpp>

#include <ares.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cerrno>

#include "proxy/net/loop/engine_reasons.hpp"
#include "proxy/net/upstream/resolver.hpp"
#include "proxy/rules/reasons.hpp"
#include "tests/harness/eventually.hpp"
#include "tests/harness/name_server.hpp"

namespace ramal::net {
namespace {

using routes::reason;

std::string word(reason why) { return std::string(rules::word_of(why)); }

tls_facts with_error(int library_reason) {
  tls_facts facts;
  facts.error = ERR_PACK(ERR_LIB_SSL, 0, library_reason);
  return facts;
}

tls_facts with_alert(int alert) { return with_error(SSL_AD_REASON_OFFSET + alert); }

}  // namespace

TEST_CASE("U16 errno of a connection that does not come to be") {
  for (const auto& [error, expected] : {std::pair{ECONNREFUSED, "refused"},
                                        {ENETUNREACH, "unreachable"},
                                        {EHOSTUNREACH, "unreachable"},
                                        {ENETDOWN, "unreachable"},
                                        {EADDRNOTAVAIL, "unreachable"},
                                        {EAFNOSUPPORT, "unreachable"},
                                        {EACCES, "forbidden"},
                                        {EPERM, "forbidden"},
                                        {ETIMEDOUT, "connect-timeout"},
                                        {ECONNRESET, "connect-reset"},
                                        {EMFILE, "out-of-descriptors"}}) {
    CAPTURE(error);
    CHECK(word(reason_of_connect(error)) == expected);
  }
  CHECK(word(reason_of_stream(0)) == "closed");
  CHECK(word(reason_of_stream(EPIPE)) == "closed");
  CHECK(word(reason_of_stream(ECONNRESET)) == "reset");
  CHECK(word(reason_of_stream(ETIMEDOUT)) == "reset");
}

TEST_CASE("U16 a look-up without an address") {
  for (const auto& [status, expected] : {std::pair<int, const char*>{ARES_ENOTFOUND, "name-unknown"},
                                         {ARES_ENODATA, "name-unknown"},
                                         {ARES_SUCCESS, "name-unknown"},
                                         {ARES_ESERVFAIL, "name-server-failed"},
                                         {ARES_EREFUSED, "name-server-failed"},
                                         {ARES_ETIMEOUT, "no-name-server"},
                                         {ARES_ECONNREFUSED, "no-name-server"}}) {
    CAPTURE(status);
    CHECK(word(reason_of_look_up(status)) == expected);
  }
}

TEST_CASE("U16 why a resolver knows no address: not yet, no such name, a server that fails, no server") {
  tests::name_server server;
  server.answer(0, 0);
  const auto why_at = [](const std::string& servers) {
    boost::asio::io_context loop;
    const auto names = resolver::begin(loop, "engine.test", 80, servers);
    if (!names->has_looked_up())  // newer c-ares hears at once that nothing is there
      CHECK(names->addresses()->why_none() == reason::name_pending);
    CHECK(tests::eventually([&] {
      loop.poll();
      return names->has_looked_up();
    }));
    return word(names->addresses()->why_none());
  };
  CHECK(why_at(server.address()) == "name-server-failed");
  server.fail_with(tests::name_server::no_such_name);
  CHECK(why_at(server.address()) == "name-unknown");
  CHECK(why_at("127.0.0.1:1") == "no-name-server");  // nothing is there
}

TEST_CASE("U16 what is wrong with a certificate") {
  using row = std::pair<long, const char*>;
  for (const auto& [error, expected] : {row{X509_V_ERR_CERT_HAS_EXPIRED, "certificate-expired"},
                                        {X509_V_ERR_CERT_NOT_YET_VALID, "certificate-not-yet-valid"},
                                        {X509_V_ERR_HOSTNAME_MISMATCH, "certificate-of-other-name"},
                                        {X509_V_ERR_IP_ADDRESS_MISMATCH, "certificate-of-other-name"},
                                        {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "certificate-self-signed"},
                                        {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "certificate-issuer-unknown"},
                                        {X509_V_ERR_CERT_SIGNATURE_FAILURE, "certificate-issuer-unknown"},
                                        {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "certificate-issuer-unknown"},
                                        {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, "certificate-issuer-unknown"},
                                        {X509_V_ERR_EE_KEY_TOO_SMALL, "certificate-not-accepted"}}) {
    CAPTURE(error);
    CHECK(word(reason_of_certificate(error)) == expected);
    tls_facts facts = with_error(SSL_R_CERTIFICATE_VERIFY_FAILED);
    facts.verify_error = error;
    CHECK(word(reason_of_tls(facts)) == expected);
  }
}

TEST_CASE("U16 a TLS handshake that fails") {
  CHECK(word(reason_of_tls({})) == "tls-closed");
  tls_facts reset;
  reset.system_error = ECONNRESET;
  CHECK(word(reason_of_tls(reset)) == "tls-reset");
  reset.handshake_done = true;
  CHECK(word(reason_of_tls(reset)) == "reset");
  CHECK(word(reason_of_tls(with_error(SSL_R_WRONG_VERSION_NUMBER))) == "no-tls");
  CHECK(word(reason_of_tls(with_error(SSL_R_UNSUPPORTED_PROTOCOL))) == "tls-version");
  CHECK(word(reason_of_tls(with_error(SSL_R_UNEXPECTED_EOF_WHILE_READING))) == "tls-closed");
  CHECK(word(reason_of_tls(with_error(SSL_R_BAD_EXTENSION))) == "tls-broken");
  CHECK(word(reason_of_tls(with_alert(SSL_AD_PROTOCOL_VERSION))) == "tls-version");
  CHECK(word(reason_of_tls(with_alert(SSL_AD_UNRECOGNIZED_NAME))) == "tls-name-unknown");
  CHECK(word(reason_of_tls(with_alert(SSL_AD_HANDSHAKE_FAILURE))) == "tls-refused");
  CHECK(word(reason_of_tls(with_alert(SSL_AD_INTERNAL_ERROR))) == "tls-refused");
}

TEST_CASE("U16 what a server says of the certificate of this gateway, or of none") {
  for (const int alert :
       {SSL_AD_BAD_CERTIFICATE, SSL_AD_UNKNOWN_CA, SSL_AD_CERTIFICATE_EXPIRED, SSL_AD_ACCESS_DENIED}) {
    for (const bool done : {false, true}) {
      tls_facts facts = with_alert(alert);
      facts.handshake_done = done;
      facts.has_certificate = true;
      CHECK(word(reason_of_tls(facts)) == "client-certificate-refused");
      facts.has_certificate = false;
      facts.lacks_certificate = true;
      CHECK(word(reason_of_tls(facts)) == "client-certificate-wanted");
    }
  }
  tls_facts wanted = with_alert(SSL_AD_HANDSHAKE_FAILURE);
  wanted.lacks_certificate = true;
  CHECK(word(reason_of_tls(wanted)) == "client-certificate-wanted");
  CHECK(word(reason_of_tls(with_alert(SSL_AD_CERTIFICATE_REQUIRED))) == "client-certificate-wanted");
}

}  // namespace ramal::net
