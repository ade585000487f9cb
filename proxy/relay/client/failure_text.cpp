#include "proxy/relay/client/failure_text.hpp"

#include <algorithm>
#include <iterator>

namespace ramal::relay {
namespace {

using why = routes::reason;

struct row {
  why name;
  delivery_failure what;
  std::string_view text;
};

// clang-format off
constexpr row rows[] = {
    {why::name_unknown, delivery_failure::name,
     "the name server knows no address of this name: correct the host in the URL"},
    {why::name_server_failed, delivery_failure::name,
     "the name server cannot look this name up: look at the name server and at the name's zone"},
    {why::no_name_server, delivery_failure::name,
     "no name server answers: look at /etc/resolv.conf and at the network (port 53)"},
    {why::refused, delivery_failure::connect,
     "nothing listens there: start what should, or correct host and port in the URL"},
    {why::unreachable, delivery_failure::connect,
     "no network leads there: look at this machine's routes, at IPv6 and at firewalls"},
    {why::forbidden, delivery_failure::connect,
     "this system does not let the program connect there: look at its firewall and at the sandbox of the service"},
    {why::connect_timeout, delivery_failure::connect,
     "no connection in time: correct host and port in the URL, and look at firewalls in between"},
    {why::connect_reset, delivery_failure::connect,
     "the connection is ended before it stands: look at what stands in front of that host"},
    {why::out_of_descriptors, delivery_failure::connect,
     "this program has no descriptor left: raise the limit of open files (LimitNOFILE)"},
    {why::out_of_memory, delivery_failure::connect,
     "this program got no memory from the system: give it or its machine more"},
    {why::tls_timeout, delivery_failure::tls,
     "no TLS handshake in time: if that port speaks plain HTTP write http:// in the URL"},
    {why::tls_closed, delivery_failure::tls,
     "the connection is closed in the TLS handshake: if that port speaks plain HTTP write http:// in the URL"},
    {why::tls_reset, delivery_failure::tls,
     "the connection is reset in the TLS handshake: look at what stands in between"},
    {why::no_tls, delivery_failure::tls,
     "what answers does not speak TLS: write http:// in the URL, or the port that speaks TLS"},
    {why::tls_version, delivery_failure::tls,
     "neither TLS 1.2 nor 1.3 is spoken there: enable one of them there"},
    {why::tls_name_unknown, delivery_failure::tls,
     "this name is not served there over TLS: correct the host in the URL"},
    {why::tls_refused, delivery_failure::tls,
     "the TLS handshake is refused there: the log there says what is missing"},
    {why::tls_broken, delivery_failure::tls,
     "the TLS handshake breaks off: look at what stands in between"},
    {why::certificate_expired, delivery_failure::tls,
     "a certificate there has expired: renew it, and compare this machine's clock"},
    {why::certificate_not_yet_valid, delivery_failure::tls,
     "a certificate there is not valid yet: set this machine's clock"},
    {why::certificate_of_other_name, delivery_failure::tls,
     "the certificate there is for another name: correct the host in the URL"},
    {why::certificate_self_signed, delivery_failure::tls,
     "the certificate there is signed by itself: name it in ca_file if it is the right one"},
    {why::certificate_issuer_unknown, delivery_failure::tls,
     "nobody who is trusted here vouches for the certificate there: name its authority's certificate in ca_file, "
     "or let that host send its whole chain"},
    {why::certificate_not_accepted, delivery_failure::tls,
     "the certificate there is not good enough: replace it"},
    {why::client_certificate_wanted, delivery_failure::tls,
     "a certificate of this gateway is asked for there: deliveries have none to show, for the engine name "
     "engine.client_cert_file"},
    {why::client_certificate_refused, delivery_failure::tls,
     "the certificate of this gateway is refused there: replace it"},
    {why::closed, delivery_failure::closed,
     "the connection was closed before an answer: look at the log there"},
    {why::reset, delivery_failure::closed,
     "the connection was reset before an answer: look at the log there"},
    {why::no_answer, delivery_failure::timeout,
     "no answer in time: look at the load there, and answer before the work is done"},
};
// clang-format on

}  // namespace

failed failure_of(why why_failed, delivery_failure during) {
  const auto* const found = std::ranges::find(rows, why_failed, &row::name);
  if (found != std::end(rows)) return {found->what, found->text};
  return {during, "the connection breaks: look at what stands in between"};
}

std::string error_text(const http_url& url, std::string_view cause) { return shown(url) + ": " + std::string(cause); }

}  // namespace ramal::relay
