#include "proxy/net/tls/tls_material.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

namespace ramal::net {
namespace {

std::string path_of(const char* variable, const char* usual) {
  const char* const set = std::getenv(variable);
  return set == nullptr ? usual : set;
}

// Where OpenSSL looks for them.
std::vector<file_stamp> system_authorities() {
  return {file_stamp(path_of(X509_get_default_cert_file_env(), X509_get_default_cert_file())),
          file_stamp(path_of(X509_get_default_cert_dir_env(), X509_get_default_cert_dir()))};
}

tls_made<listener_material> read_listener(const config::listener_tls& from, const std::string& key) {
  listener_material made;
  for (std::size_t i = 0; i < from.certificates.size(); ++i) {
    const config::certificate& one = from.certificates[i];
    auto read = read_certified_key(key + ".certificates[" + std::to_string(i) + "].", one.cert_file, one.key_file);
    if (read.has_error()) return read.error();
    made.certificates.push_back(std::move(*read));
  }
  if (from.client_ca_file.empty()) return made;
  auto read = read_authorities(key + ".client_ca_file", from.client_ca_file);
  if (read.has_error()) return read.error();
  made.clients.emplace(std::move(*read));
  return made;
}

// `group`: engine or evolution_go.
tls_made<engine_material> read_engine(const config::upstream_engine& from, const std::string& group) {
  engine_material made;
  if (from.ca_file.empty()) {
    made.of_system = system_authorities();
  } else {
    auto read = read_authorities(group + ".ca_file", from.ca_file);
    if (read.has_error()) return read.error();
    made.authorities.emplace(std::move(*read));
  }
  if (from.client_cert_file.empty()) return made;
  auto read = read_certified_key(group + ".client_", from.client_cert_file, from.client_key_file);
  if (read.has_error()) return read.error();
  made.own.emplace(std::move(*read));
  return made;
}

bool same_text(const std::optional<trusted_authorities>& one, const std::optional<trusted_authorities>& other) {
  return one.has_value() == other.has_value() && (!one || one->pem == other->pem);
}

bool same_own(const std::optional<certified_key>& one, const std::optional<certified_key>& other) {
  return one.has_value() == other.has_value() && (!one || same_certificates(*one, *other));
}

bool same_trust(const std::optional<engine_material>& one, const std::optional<engine_material>& other) {
  if (!one || !other) return one.has_value() == other.has_value();
  return same_text(one->authorities, other->authorities) && same_own(one->own, other->own) &&
         std::equal(one->of_system.begin(), one->of_system.end(), other->of_system.begin(), other->of_system.end(),
                    [](const file_stamp& x, const file_stamp& y) { return x.same_as(y); });
}

}  // namespace

tls_made<std::shared_ptr<const tls_material>> read_tls_material(const config::gateway& settings) {
  const auto all = std::make_shared<tls_material>();
  for (std::size_t i = 0; i < settings.listeners.size(); ++i) {
    all->listeners.emplace_back();
    if (!settings.listeners[i].tls) continue;
    auto read = read_listener(*settings.listeners[i].tls, "listeners[" + std::to_string(i) + "].tls");
    if (read.has_error()) return read.error();
    all->listeners.back().emplace(std::move(*read));
  }
  if (settings.admin.tls) {
    auto read = read_listener(*settings.admin.tls, "admin.tls");
    if (read.has_error()) return read.error();
    all->admin.emplace(std::move(*read));
  }
  if (settings.engine.tls) {
    auto read = read_engine(settings.engine, "engine");
    if (read.has_error()) return read.error();
    all->engine.emplace(std::move(*read));
  }
  if (settings.evolution_go && settings.evolution_go->tls) {
    auto read = read_engine(*settings.evolution_go, "evolution_go");
    if (read.has_error()) return read.error();
    all->go.emplace(std::move(*read));
  }
  return std::shared_ptr<const tls_material>(all);
}

bool verify_the_same(const tls_material& one, const tls_material& other) {
  return same_trust(one.engine, other.engine);
}

bool verify_go_the_same(const tls_material& one, const tls_material& other) { return same_trust(one.go, other.go); }

}  // namespace ramal::net
