#include "tests/system/tls_gateway.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <stdexcept>

namespace ramal::system_tests {
namespace {

std::string key_pem_of(const identity& of) {
  BIO* memory = BIO_new(BIO_s_mem());
  if (PEM_write_bio_PrivateKey(memory, of.key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    throw std::runtime_error("OpenSSL cannot write a key");
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory, &text);
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free(memory);
  return pem;
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

}  // namespace

pem_pair write_pair(const std::filesystem::path& folder, const std::string& name, const identity& of) {
  const pem_pair files{(folder / (name + ".crt")).string(), (folder / (name + ".key")).string()};
  write_file(files.cert_file, pem_of(of));
  write_file(files.key_file, key_pem_of(of));
  return files;
}

identity with_rsa_key(const identity& of, const identity& by) {
  identity made{{EVP_RSA_gen(2048), free_openssl()}, {X509_dup(of.certificate.get()), free_openssl()}};
  X509_set_pubkey(made.certificate.get(), made.key.get());
  X509_sign(made.certificate.get(), by.key.get(), EVP_sha256());
  return made;
}

std::string tls_listeners(const std::vector<pem_pair>& certificates, const std::string& more) {
  std::string list;
  for (const auto& each : certificates)
    list += "{cert_file: " + quoted(each.cert_file) + ", key_file: " + quoted(each.key_file) + "}, ";
  return "[{address: \"127.0.0.1:0\", tls: {certificates: [" + list + "]" + (more.empty() ? "" : ", " + more) + "}}]";
}

tls_gateway_fixture::tls_gateway_fixture(const tls_setup& setup, fake_engine::handler engine_answers)
    : engine(std::move(engine_answers)) {
  std::vector<pem_pair> certificates;
  for (const auto& name : setup.names)
    certificates.push_back(write_pair(folder.path(), name, make_server(authority, name)));
  write_file(file("ca.pem"), pem_of(authority));
  auto keys = setup.listener_keys;
  if (const auto at = keys.find("${folder}"); at != std::string::npos) keys.replace(at, 9, folder.path().string());
  with settings = setup.settings;
  settings.emplace_back("listeners", tls_listeners(certificates, keys));
  program.emplace(gateway_yaml(engine.base_url(), settings));
}

}  // namespace ramal::system_tests
