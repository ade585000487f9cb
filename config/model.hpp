// The whole configuration as plain data: what one snapshot is built from. Defaults stand here and nowhere else.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/ip_address.hpp"
#include "config/secret.hpp"

namespace ramal::config {

using std::chrono::milliseconds;

enum class tls_version { v1_2, v1_3 };

// A certificate as clients see it, and its private key: PEM files.
struct certificate {
  std::string cert_file;  // the certificate first, then those that lead to a root
  std::string key_file;
};

struct listener_tls {
  std::vector<certificate> certificates;  // chosen by the name a client asks for; the first is for all other names
  tls_version min_version = tls_version::v1_2;
  std::string client_ca_file;  // PEM bundle: clients must show a certificate issued by one of these; "" = no
};

// Where Ramal listens. `port` 0 takes any free port (tests).
struct listener {
  std::string host = "127.0.0.1";  // an IPv4 or IPv6 literal, no name
  std::uint16_t port = 8080;
  std::optional<listener_tls> tls{};  // none: plain HTTP
};

// A block of addresses.
struct network {
  ip_address bytes{};
  unsigned prefix = 128;  // leading bits that count, 0 to 128
};

// A header line that every request to the engine carries (rule H1, "configured extras").
struct header_line {
  std::string name;   // a token that Ramal does not set itself
  std::string value;  // visible ASCII and inner blanks
};

// The native calls API that requests go to (contracts/native-calls.md, "Transport and keys").
struct upstream_engine {
  bool tls = true;
  std::string host = "pilotstatus.com.br";  // name or literal; IPv6 without brackets
  std::uint16_t port = 443;
  std::string path_prefix;                   // "" or "/something", without a trailing slash
  std::string ca_file;                       // PEM bundle that replaces the system's trust store; "" = the system's
  std::string client_cert_file;              // PEM: what Ramal shows the engine; "" = nothing
  std::string client_key_file;               // its private key
  std::string tls_server_name;               // the name asked for and verified; "" = `host`
  milliseconds connect_timeout{3'000};       // TCP and TLS handshake together (rule U2)
  milliseconds first_byte_timeout{30'000};   // request written -> first answer byte (rule U6)
  milliseconds total_timeout{60'000};        // request written -> whole answer (rule U6)
  milliseconds post_idle_max{4'000};         // a POST takes no connection idle for longer (rule U5)
  milliseconds idle_timeout{60'000};         // idle upstream connections are closed after this
  bool share_connections = false;            // idle connections carry the requests of any key (rule U17)
  std::size_t max_answer_bytes = 1'048'576;  // rule U9
  unsigned retry_percent = 20;               // of the requests in flight may be second attempts (rule U4)
  unsigned retry_least = 3;                  // as many may be whatever the percentage
  unsigned breaker_failures = 5;             // in a row open the breaker (rule U14)
  milliseconds breaker_first{1'000};         // open for this long, then twice as long each time
  milliseconds breaker_longest{30'000};      // but no longer
  std::vector<header_line> headers;          // sent with every request, besides Ramal's own
};

// The operator's own Evolution GO server, which gets what is no call (contracts/gateway.md section 3). Of its base, what
// belongs to whole answers and to second attempts is not used.
struct evolution_go_server : upstream_engine {
  evolution_go_server() { host.clear(); }

  std::string host_header;               // the Host that it sees; "" = the client's own
  std::vector<std::string> paths;        // further first words of paths (passed_words.hpp)
  std::size_t body_bytes = 104'857'600;  // of one request
  std::size_t body_rate = 1'024;         // bytes a second that a body must move, either way
  milliseconds body_patience{10'000};    // so long it may be slower
  std::size_t in_flight = 64;            // requests before its answer, whole process
};

// Who answers GET /instance/status of a key that has a token for Evolution GO.
enum class status_source { engine, evolution_go };

// ---- webhooks (contracts/webhooks.md section 10) -----------------------------------------------------------

enum class webhook_dialect { go, evolution_v2, pilot, native };
enum class webhook_order { patient, strict, none };
enum class webhook_retry { standard, stock };
enum class webhook_source { normalized, go, any };
enum class number_check { warn, strict };

// A header line that every delivery carries; its value may be a credential.
struct secret_header_line {
  std::string name;
  secret value;
};

// Where events of a key go, and what they look like there.
struct webhook_destination {
  std::string name;  // "" for the key's first one; of the others unique within the key
  std::string url;   // as written; parse_destination_url (destination_url.hpp) has its parts
  webhook_dialect dialect = webhook_dialect::go;
  std::vector<std::string> events{"CALL"};  // `CALL`, `ALL`, or names of Evolution GO
  std::string instance_id;                  // "" = made of the key's name
  std::string instance_name;                // "" = the key's name
  secret instance_token;                    // empty = bodies have none
  std::vector<secret> secrets;              // `whsec_...`, up to two: deliveries are signed with each
  std::vector<secret_header_line> headers;
  milliseconds offer_ttl{60'000};
  milliseconds timeout{30'000};  // of one attempt, connecting included
  webhook_order order = webhook_order::patient;
  milliseconds order_patience{5'000};
  webhook_retry retry = webhook_retry::standard;
  bool extras = false;
  bool data_node = true;
  bool by_events = false;
  bool v2_ringing = true;
  bool hide_offers = false;
  std::string server_url;  // evolution-v2: what the body says
  std::string ca_file;     // PEM bundle that replaces the system's trust store; "" = the system's
};

// The events of one key: how they come from the engine, and where they go.
struct key_webhook : webhook_destination {
  secret hook;                         // the last segment of the receiver's path
  secret old_hook;                     // the one before, still taken; may be empty
  std::vector<secret> native_secrets;  // up to two; none: the engine's signature is not looked at
  webhook_source source = webhook_source::normalized;
  bool repair = true;
  number_check numbers = number_check::warn;
  std::vector<webhook_destination> more;  // besides the first
};

// What all keys' webhooks share.
struct webhook_settings {
  std::string path = "/hooks/native";  // begins with '/', no trailing '/'; outside the mount
  std::string store = "/var/lib/ramal/outbox.db";
  std::size_t store_bytes = 536'870'912;
  std::size_t pending = 100'000;  // events that wait for a bot
  std::size_t body_bytes = 1'048'576;
  std::size_t hook_rate = 200;          // events a second of one hook; five times as many at once
  std::chrono::minutes time_offset{0};  // of `Timestamp` in Evolution GO's events
  std::vector<network> allow_networks;  // private ones that URLs which do not come from this file may lead to
};

// How a native key travels: `x-api-key` or `x-api-key-id`.
enum class native_key_kind { key, key_id };

// Which numbers a client key may call: beginnings of what the engine would dial, digits alone.
struct callee_rules {
  std::vector<std::string> allow;  // none: any
  std::vector<std::string> deny;   // wins
};

// One entry of the key ring. Exactly one of `client_key`, `client_key_sha256` is set.
struct key {
  std::string name;                              // for logs; unique
  secret client_key;                             // what the client sends
  std::optional<std::string> client_key_sha256;  // or its SHA-256, 64 hex digits, lower case
  native_key_kind kind = native_key_kind::key;
  secret native_key;                      // what the engine gets
  std::string number;                     // informative: "+5511..." or ""; webhooks know by it who is the peer
  std::vector<std::string> allow{"all"};  // words of key_operations.hpp
  std::optional<callee_rules> callees{};
  std::optional<std::chrono::sys_seconds> expires{};  // from then on the client key is unknown
  std::vector<network> addresses;                     // that it may come from; none: any
  std::optional<key_webhook> webhook{};               // none: events of this key are not received
  secret evolution_go_token;      // the instance token that Evolution GO gets; empty: nothing is passed on to it
  secret evolution_go_admin_key;  // its global key, for admin routes; empty: they are refused
};

struct cors {
  std::vector<std::string> origins{"*"};  // "*" alone, or exact ones: https://app.example, null
};

// Bounds of what one client may send (http-rules.md F, H, L).
struct limits {
  std::size_t body_bytes = 262'144;
  std::size_t head_bytes = 16'384;
  std::size_t target_bytes = 8'000;
  std::size_t header_fields = 64;
  std::size_t header_name_bytes = 128;
  std::size_t header_value_bytes = 8'192;
  std::size_t json_depth = 32;
  std::size_t json_keys = 1'000;
  milliseconds tls_handshake_timeout{5'000};    // accepted -> handshake done (L3)
  milliseconds head_timeout{10'000};            // first byte -> whole head (L1)
  milliseconds body_timeout{15'000};            // whole body (L2)
  milliseconds idle_timeout{75'000};            // keep-alive, longer than the 60 s of common load balancers (L4)
  milliseconds write_timeout{15'000};           // a stalled write (L5)
  std::size_t requests_per_connection = 1'000;  // L4
  std::size_t connections = 20'000;             // whole process; beyond it new ones wait in the kernel's queue
  std::size_t connections_per_address = 256;    // L6
  milliseconds crowded_head_timeout{2'000};     // head_timeout while more than 80 % of `connections` are taken (L6)
  std::size_t in_flight = 512;                  // requests before the engine's answer, whole process (L8)
  std::size_t queued = 512;                     // requests that wait for one of those to end (L8)
  milliseconds queue_timeout{1'000};            // for at most this long (L8)
  std::size_t key_rate = 20;                    // requests a second of one key (L10)
  std::size_t key_burst = 40;                   // and as many at once (L10)
  std::size_t key_concurrency = 64;             // requests in flight of one key (L10)
  std::size_t unauthorized_per_minute = 60;     // wrong keys from one address, as many at once; then 429 (K10)
  milliseconds drain_delay{1'000};              // SIGTERM -> listeners close; not ready meanwhile (O4)
  milliseconds drain_timeout{30'000};           // listeners closed -> forced end (O4)
};

enum class log_level { trace, debug, info, warn, error, off };

struct log {
  log_level level = log_level::info;  // the program's own messages, to stderr
  std::string access = "stdout";      // "stdout", "off", or a file's path
  bool mask_numbers = true;           // phone numbers in the access log keep their last 4 digits
  bool health = true;                 // successful health checks (GET /server/ok) are in the access log, too
};

// ---- what operators see (contracts/console.md) -------------------------------------------------------------

// Where the admin interface listens.
struct admin_address {
  bool on = false;
  std::string path;  // of a Unix socket; "" = `host` and `port`
  std::string host = "127.0.0.1";
  std::uint16_t port = 9901;

  bool operator==(const admin_address&) const = default;
};

struct admin_settings {
  admin_address address;
  std::optional<listener_tls> tls{};  // none: plain HTTP
  std::vector<std::string> hosts;     // names that requests may ask for, besides this machine's
  bool insecure = false;              // it may be reached from elsewhere, over plain HTTP
  bool dialler = false;               // calls may be made on the console's page
  bool inspector = false;             // exchanges are captured from the start on
  secret token;                       // empty = one is made at the start
};

struct metrics_settings {
  std::size_t keys = 200;  // of client keys that are counted by name
  secret token;            // empty = who reaches the admin interface may read them
};

// Spans of requests, for a collector of OpenTelemetry.
struct tracing_settings {
  std::string endpoint;  // "http://127.0.0.1:4318", as written; /v1/traces is added
  double ratio = 1.0;    // of the traces that begin here, 0 to 1; a caller's own decision counts more
  std::vector<secret_header_line> headers;  // what the collector asks for
  std::string ca_file;                      // PEM bundle that replaces the system's trust store; "" = the system's
};

struct gateway {
  std::vector<listener> listeners{listener{}};
  std::string mount = "/api/layer/evolution-go";  // begins with '/', no trailing '/'; or "/" alone
  std::string native_mount = "/";                 // the same for the native calls API; "off": it is not served
  unsigned workers = 0;                           // 0 = one per core
  upstream_engine engine;
  std::vector<key> keys;
  bool accept_native_keys = false;
  bool aliases = true;
  bool reject_unknown_ok = false;
  std::vector<std::string> hosts;        // names that requests may ask for; none: any (T2)
  std::vector<network> trusted_proxies;  // peers whose X-Forwarded-For is believed (H6)
  bool watch_files = true;               // reload when the configuration or a file it names changes (O1)
  cors cors_policy;
  webhook_settings webhooks;
  admin_settings admin;
  metrics_settings metrics;
  std::optional<tracing_settings> tracing{};          // none: requests are not traced
  std::optional<evolution_go_server> evolution_go{};  // none: what is no call is 404
  status_source instance_status = status_source::engine;
  struct limits limits;
  struct log log;
};

// ---- the reference engine (`ramal engine`), see engine/README.md -------------------------------------------

enum class number_kind { meta, evo_go, other };

struct engine_number {
  std::string name;
  std::string number;  // digits, no '+'
  number_kind kind = number_kind::evo_go;
  bool connected = true;    // evo_go only
  bool payment_ok = true;   // meta only: false answers META_CALLING_PAYMENT_REQUIRED
  secret key;               // x-api-key
  secret key_id;            // x-api-key-id, may be empty
  bool migrated = false;    // evo_go only: webhooks in Evolution GO's own words are sent as well
  std::string webhook_url;  // in place of the engine's; http only
  secret webhook_secret;    // the same
};

// How the body of a webhook is laid out: the fields beside `event` (the vendor's SDK), or in `data` (older pages).
enum class webhook_form { flat, wrapped };

struct engine_log {
  log_level level = log_level::info;  // debug: why a request was refused
};

struct reference_engine {
  listener api{"127.0.0.1", 8090};
  listener media{"127.0.0.1", 8091};
  std::vector<engine_number> numbers;
  std::vector<secret> tenant_keys;   // 403 TENANT_SCOPE_NOT_ALLOWED
  std::vector<secret> unbound_keys;  // 400 NUMBER_NOT_FOUND
  double speed = 1.0;                // 10 = ten times as fast
  std::uint64_t seed = 1;
  std::string webhook_url;  // "" = none; http only
  secret webhook_secret;    // signs webhooks; empty = they are not signed
  webhook_form webhook_body = webhook_form::flat;
  std::string media_url;  // "wss://host[:port][/path]" of the media port as clients reach it; "" = by itself
  unsigned meta_refusal_status = 400;      // status of META_* refusals (native-calls.md: "assumed; configurable")
  std::string start_status = "INITIATED";  // or RINGING: "one page says RINGING"
  unsigned sample_rate = 16'000;
  unsigned frame_ms = 20;
  engine_log log;
};

}  // namespace ramal::config
