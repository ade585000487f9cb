#include "tests/net/certificate_folder.hpp"

#include <openssl/pem.h>

#include <filesystem>
#include <memory>
#include <stdexcept>

namespace ramal::net {
namespace {

std::string key_pem_of(const system_tests::identity& of) {
  const std::unique_ptr<BIO, int (*)(BIO*)> memory(BIO_new(BIO_s_mem()), BIO_free);
  if (PEM_write_bio_PrivateKey(memory.get(), of.key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    throw std::runtime_error("OpenSSL cannot write a key");
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

certificate_folder::certificate_folder() { write("ca.pem", pem_of(authority_)); }

config::certificate certificate_folder::issue(const std::string& name) const {
  const system_tests::identity made = system_tests::make_server(authority_, name);
  write(name + ".crt", pem_of(made));
  write(name + ".key", key_pem_of(made));
  return {file(name + ".crt"), file(name + ".key")};
}

void certificate_folder::write(const std::string& name, const std::string& text) const {
  tests::write_file(file(name), text);
}

void certificate_folder::remove(const std::string& name) const { std::filesystem::remove(file(name)); }

}  // namespace ramal::net
