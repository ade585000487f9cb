#include "config/admin_section.hpp"

#include "config/addresses.hpp"
#include "config/fields.hpp"
#include "config/ip_address.hpp"
#include "config/key_sources.hpp"
#include "config/reach.hpp"
#include "config/secret_source.hpp"
#include "config/tls_keys.hpp"

namespace ramal::config {
namespace {

constexpr std::string_view unix_prefix = "unix:";
constexpr std::size_t longest_socket_path = 107;  // sockaddr_un
constexpr std::size_t most_keys = 1'000;          // proxy/metrics/key_slots.hpp

parsed<admin_address> parse_socket_path(std::string_view path) {
  if (!path.starts_with('/') || path.ends_with('/'))
    return wrong("'" + std::string(path) + "' is no path of a socket: write one such as unix:/run/ramal/admin.sock");
  if (path.size() > longest_socket_path)
    return wrong("has a path of more than " + std::to_string(longest_socket_path) + " bytes: take a shorter one");
  return admin_address{true, std::string(path), "", 0};
}

bool is_for_this_machine(const admin_address& where) {
  return !where.on || !where.path.empty() || is_loopback_host(where.host);
}

// Who reaches it may read names of keys and counters, and on plain HTTP everybody on the way reads the token: that is for
// this machine alone unless the file says otherwise.
void check_reach(context& load, const node& mapping, const std::string& path, const admin_settings& settings) {
  const node* const address = given(load, mapping, path, "address");
  if (address == nullptr || is_for_this_machine(settings.address)) return;
  if (!settings.insecure && !settings.tls)
    return load.report(address->at, join_path(path, "address"),
                       "can be reached from elsewhere and speaks plain HTTP: add admin.tls with a certificate and "
                       "admin.token_file, or listen on 127.0.0.1 and come by ssh -L 9901:127.0.0.1:9901; "
                       "admin.insecure: true takes it as it is");
  if (settings.token.empty())
    load.report(address->at, join_path(path, "address"),
                "can be reached from elsewhere: write admin.token_file, a file with a long random text");
}

void check_tls(context& load, const node& mapping, const std::string& path, const admin_settings& settings) {
  const node* const own = given(load, mapping, path, "tls");
  if (own == nullptr || settings.address.path.empty()) return;
  load.report(own->at, join_path(path, "tls"),
              "is of no use on a Unix socket: remove it, or write an address and a port");
}

template <class Owner>
std::string star_of_token(const void* owner) {
  return static_cast<const Owner*>(owner)->token.empty() ? std::string() : "***";
}

template <class Owner>
std::vector<field> with_token(std::vector<field> fields) {
  add_secret_forms(fields, {"token", star_of_token<Owner>});
  return fields;
}

}  // namespace

parsed<admin_address> parse_admin_address(std::string_view text) {
  if (text == "off") return admin_address{false, "", "127.0.0.1", 9901};
  if (text.starts_with(unix_prefix)) return parse_socket_path(text.substr(unix_prefix.size()));
  const auto read = parse_listener(text);
  if (!read.has_value()) return read.error();
  return admin_address{true, "", read->host, read->port};
}

std::string print_admin_address(const admin_address& value) {
  if (!value.on) return "off";
  if (!value.path.empty()) return std::string(unix_prefix) + value.path;
  return print_listener(listener{value.host, value.port});
}

const section& admin_section() {
  using settings = admin_settings;
  // clang-format off
  static const section entries{
      with_token<settings>(
          {custom_field<settings>(
               "address", "address, unix: and a path, or off", text_of(parse_admin_address),
               [](settings& owner, admin_address value) { owner.address = std::move(value); },
               [](const settings& owner) { return print_text(print_admin_address(owner.address)); }),
           optional_group_field("tls", &settings::tls, listener_tls_section()),
           list_field("hosts", "host names", &settings::hosts, text_of(parse_server_name), print_text),
           boolean_field("insecure", &settings::insecure), boolean_field("dialler", &settings::dialler),
           boolean_field("inspector", &settings::inspector)}),
      [](context& load, const node& mapping, const std::string& path, void* owner) {
        auto& made = *static_cast<settings*>(owner);
        made.token = read_secret_forms(load, mapping, path, "token", check_key_text);
        check_reach(load, mapping, path, made);
        check_tls(load, mapping, path, made);
      }};
  // clang-format on
  return entries;
}

const section& metrics_section() {
  using settings = metrics_settings;
  // clang-format off
  static const section entries{
      with_token<settings>({count_field("keys", &settings::keys, 0, most_keys)}),
      [](context& load, const node& mapping, const std::string& path, void* owner) {
        static_cast<settings*>(owner)->token = read_secret_forms(load, mapping, path, "token", check_key_text);
      }};
  // clang-format on
  return entries;
}

}  // namespace ramal::config
