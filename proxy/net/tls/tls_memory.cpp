#include "proxy/net/tls/tls_memory.hpp"

#include <openssl/crypto.h>

#include <cstdlib>

namespace ramal::net {
namespace {

thread_local bool lacked = false;

void* note(void* memory) {
  if (memory == nullptr) lacked = true;
  return memory;
}

// Nothing for nothing, as OpenSSL's own: it takes "no memory" from that where it failed to learn a size, and would write
// a signature into a block of no bytes (tls_construct_cert_verify after ECDSA_size).
void* take(std::size_t size, const char*, int) { return size == 0 ? nullptr : note(std::malloc(size)); }

void give(void* memory, const char*, int) { std::free(memory); }

void* change(void* memory, std::size_t size, const char* file, int line) {
  if (size != 0) return note(std::realloc(memory, size));
  give(memory, file, line);
  return nullptr;
}

}  // namespace

void watch_tls_memory() { CRYPTO_set_mem_functions(take, change, give); }

bool lacked_memory() { return lacked; }
void forget_lack() { lacked = false; }

}  // namespace ramal::net
