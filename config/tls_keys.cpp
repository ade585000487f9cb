#include "config/tls_keys.hpp"

#include "config/fields.hpp"

namespace ramal::config {
namespace {

// One PEM file that a key names, and how it must be readable.
struct named_file {
  std::string_view name;
  const std::string& file;
  bool secret = false;
};

void check_file(context& load, const node& mapping, const std::string& path, const named_file& one) {
  const node* own = given(load, mapping, path, one.name);
  if (own == nullptr) return;
  const checked usable = one.secret ? load.access.secret_file(one.file) : load.access.readable(one.file);
  if (!usable) load.report(own->at, join_path(path, one.name), usable.error());
}

const section& certificate_section() {
  // clang-format off
  static const section entries{
      {required(path_field("cert_file", &certificate::cert_file)),
       required(path_field("key_file", &certificate::key_file))},
      [](context& load, const node& mapping, const std::string& path, void* owner) {
        const auto& one = *static_cast<const certificate*>(owner);
        check_file(load, mapping, path, {"cert_file", one.cert_file});
        check_file(load, mapping, path, {"key_file", one.key_file, true});
      }};
  // clang-format on
  return entries;
}

void check_used(context& load, const node& mapping, const std::string& path, std::string_view name) {
  if (const node* own = given(load, mapping, path, name))
    load.report(own->at, join_path(path, name), "is never used with http://: remove it, or write https://");
}

// A certificate is nothing without its key.
void check_pair(context& load, const node& mapping, const std::string& path, std::string_view name,
                std::string_view other) {
  const node* own = mapping.find(name);
  if (own != nullptr && mapping.find(other) == nullptr)
    load.report(own->at, join_path(path, name), "needs " + std::string(other) + ": add it, or remove this key");
}

}  // namespace

const section& listener_tls_section() {
  // clang-format off
  static const section entries{
      {groups_field("certificates", &listener_tls::certificates, certificate_section()),
       choice_field("min_version", &listener_tls::min_version, {"1.2", "1.3"}),
       path_field("client_ca_file", &listener_tls::client_ca_file)},
      [](context& load, const node& mapping, const std::string& path, void* owner) {
        const auto& tls = *static_cast<const listener_tls*>(owner);
        if (mapping.find("certificates") == nullptr)
          load.report(mapping.at, join_path(path, "certificates"),
                      "is missing: add at least one item with cert_file and key_file");
        check_file(load, mapping, path, {"client_ca_file", tls.client_ca_file});
      }};
  // clang-format on
  return entries;
}

void check_engine_tls(context& load, const node& mapping, const std::string& path, const upstream_engine& engine) {
  check_file(load, mapping, path, {"ca_file", engine.ca_file});
  check_file(load, mapping, path, {"client_cert_file", engine.client_cert_file});
  check_file(load, mapping, path, {"client_key_file", engine.client_key_file, true});
  check_pair(load, mapping, path, "client_cert_file", "client_key_file");
  check_pair(load, mapping, path, "client_key_file", "client_cert_file");
  if (engine.tls) return;
  for (const auto* name : {"ca_file", "client_cert_file", "client_key_file", "tls_server_name"})
    check_used(load, mapping, path, name);
}

}  // namespace ramal::config
