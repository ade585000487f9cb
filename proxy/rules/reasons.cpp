#include "proxy/rules/reasons.hpp"

#include <cstddef>
#include <iterator>

namespace ramal::rules {
namespace {

using why = routes::reason;

struct reason_row {
  why name;
  reason_text text;
};

// Rows stand in the enum's order. proxy/README.md names the words that are said; a test compares the two.
constexpr reason_row reason_rows[] = {
    {why::none, {"", "", ""}},

    {why::no_key, {"no-key", "the request has no key", "send the header apikey"}},
    {why::empty_key, {"empty-key", "the key's header is empty", "look at the setting that should fill it"}},
    {why::long_key, {"key-too-long", "the key has more than 512 bytes", "send the key alone"}},
    {why::different_keys, {"different-keys", "a key's header is there twice, with two values", "send it once"}},
    {why::unknown_key, {"unknown-key", "no key of the configuration is this one", "compare it with keys[]"}},
    {why::native_key_not_accepted,
     {"native-key-not-accepted", "the client sends a native key", "give it a client key, or set accept_native_keys"}},
    {why::key_in_authorization,
     {"key-in-authorization", "the key is in the header Authorization", "send the header apikey"}},
    {why::key_in_other_header,
     {"key-in-other-header", "the key is in a header of another name", "send the header apikey"}},
    {why::key_in_query, {"key-in-query", "the key is in the query", "send the header apikey"}},
    {why::key_with_prefix,
     {"key-with-prefix", "a word such as Bearer stands in front of the key", "send the key alone"}},
    {why::key_placeholder,
     {"key-placeholder", "a placeholder or quotes stand where the key should", "look at how the client fills it in"}},
    {why::refused_by_engine, {"refused-by-engine", "the engine refuses the client's own key", "the client renews it"}},
    {why::address_locked_out,
     {"address-locked-out", "too many requests without a known key came from this address",
      "correct the clients that send them"}},
    {why::key_expired,
     {"key-expired", "the key is right, but its time is over", "write a later keys[].expires, or remove the key"}},
    {why::address_not_allowed,
     {"address-not-allowed", "the key is right, but comes from an address outside of its keys[].addresses",
      "look at who has the key, or add the address"}},

    {why::operation_not_in_allow,
     {"operation-not-in-allow", "keys[].allow of the key has no word for this request",
      "look at who has the key, or add the word"}},
    {why::callee_denied,
     {"callee-denied", "the number begins with one of keys[].callees.deny", "look at who has the key, or remove it"}},
    {why::callee_not_allowed,
     {"callee-not-allowed", "the number begins with none of keys[].callees.allow",
      "look at who has the key, or add the beginning of the number"}},

    {why::name_pending,
     {"name-pending", "its name is still being looked up", "if this stays, look at /etc/resolv.conf"}},
    {why::name_unknown,
     {"name-unknown", "the name server knows no address of this name", "correct the host in engine.base_url"}},
    {why::name_server_failed,
     {"name-server-failed", "the name server cannot look this name up",
      "look at the name server and at the name's zone"}},
    {why::no_name_server,
     {"no-name-server", "no name server answers", "look at /etc/resolv.conf and at the network (port 53)"}},
    {why::out_of_descriptors,
     {"out-of-descriptors", "this program has no descriptor left", "raise the limit of open files (LimitNOFILE)"}},
    {why::out_of_memory,
     {"out-of-memory", "this program got no memory from the system", "give the program or its machine more memory"}},
    {why::refused,
     {"refused", "nothing listens there", "start the engine, or correct host and port in engine.base_url"}},
    {why::unreachable,
     {"unreachable", "no network leads there",
      "look at this machine's routes, at IPv6 if the address is one, and at "
      "firewalls"}},
    {why::forbidden,
     {"forbidden", "this system does not let the program connect there",
      "look at its firewall and at the sandbox of "
      "the service"}},
    {why::connect_timeout,
     {"connect-timeout", "nothing answers there within engine.connect_timeout",
      "correct host and port in engine.base_url, and look at firewalls in between"}},
    {why::connect_reset,
     {"connect-reset", "the connection is ended before it stands", "look at what stands in front of the engine"}},

    {why::tls_timeout,
     {"tls-timeout", "the port takes connections but does not answer a TLS handshake within engine.connect_timeout",
      "if it speaks plain HTTP write http:// in engine.base_url, else look at the engine's load"}},
    {why::tls_closed,
     {"tls-closed", "the engine ends the connection in the TLS handshake",
      "if it speaks plain HTTP write http:// in engine.base_url; else it may want another engine.tls_server_name"}},
    {why::tls_reset,
     {"tls-reset", "the connection is reset in the TLS handshake", "look at what stands between here and the engine"}},
    {why::no_tls,
     {"no-tls", "what answers does not speak TLS", "write http:// in engine.base_url, or the port that speaks TLS"}},
    {why::tls_version,
     {"tls-version", "the engine speaks no TLS version that is served here", "enable TLS 1.2 or 1.3 at the engine"}},
    {why::tls_name_unknown,
     {"tls-name-unknown", "the engine does not serve this name over TLS",
      "correct the host in engine.base_url, or set engine.tls_server_name"}},
    {why::tls_refused,
     {"tls-refused", "the engine refuses the TLS handshake", "look at the engine's log: it says what it misses"}},
    {why::tls_broken,
     {"tls-broken", "the TLS handshake breaks off", "look at what stands between here and the engine"}},
    {why::certificate_expired,
     {"certificate-expired", "a certificate of the engine has expired",
      "renew it there, and compare this machine's clock"}},
    {why::certificate_not_yet_valid,
     {"certificate-not-yet-valid", "a certificate of the engine is not valid yet", "set this machine's clock"}},
    {why::certificate_of_other_name,
     {"certificate-of-other-name", "the engine's certificate is for another name",
      "correct the host in engine.base_url, or set engine.tls_server_name to a name that it has"}},
    {why::certificate_self_signed,
     {"certificate-self-signed", "the engine's certificate is signed by itself",
      "name that certificate in engine.ca_file if it is the right one"}},
    {why::certificate_issuer_unknown,
     {"certificate-issuer-unknown", "no authority that is trusted here has issued the engine's certificate",
      "name its authority's certificate in engine.ca_file, install ca-certificates, or let the engine send its whole "
      "chain"}},
    {why::certificate_not_accepted,
     {"certificate-not-accepted", "the engine's certificate is not good enough", "replace it there"}},
    {why::client_certificate_wanted,
     {"client-certificate-wanted", "the engine asks for a certificate of this gateway",
      "set engine.client_cert_file and engine.client_key_file"}},
    {why::client_certificate_refused,
     {"client-certificate-refused", "the engine refuses the certificate of this gateway",
      "replace the one in engine.client_cert_file"}},

    {why::wants_tls,
     {"wants-tls", "what answers speaks TLS", "write https:// in engine.base_url, or the port that speaks plain HTTP"}},
    {why::closed,
     {"closed", "the engine ends the connection instead of answering",
      "look at the engine's log; if the port speaks TLS write https:// in engine.base_url"}},
    {why::reset, {"reset", "the connection is reset before an answer", "look at the engine's log"}},
    {why::no_answer,
     {"no-answer", "the engine takes requests but does not answer within engine.first_byte_timeout",
      "look at the engine's load"}},
    {why::answer_stopped,
     {"answer-stopped", "answers of the engine stop in the middle until engine.total_timeout",
      "look at the engine's load"}},
    {why::blocked,
     {"blocked", "something in front of the engine refuses requests",
      "let the firewall or CDN in front of the engine pass this gateway's address"}},
    {why::front_failed,
     {"front-failed", "an error comes as a page and not as JSON, so it is not the calls API that answers",
      "look at what stands in front of the engine (a proxy, a CDN), and whether the engine behind it runs"}},
    {why::native_key_refused, {"native-key-refused", "the engine refuses a native key", "replace that key in keys[]"}},
    {why::no_api, {"no-api", "what answers is no calls API", "correct host and path in engine.base_url"}},
};
static_assert(
    [] {
      for (std::size_t i = 0; i < std::size(reason_rows); ++i)
        if (static_cast<std::size_t>(reason_rows[i].name) != i) return false;
      return std::size(reason_rows) == static_cast<std::size_t>(why::no_api) + 1;
    }(),
    "one row for each reason, in its order");

}  // namespace

const reason_text& text_of(routes::reason why) { return reason_rows[static_cast<std::size_t>(why)].text; }

}  // namespace ramal::rules
