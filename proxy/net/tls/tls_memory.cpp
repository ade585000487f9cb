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

void* take(std::size_t size, const char*, int) { return note(std::malloc(size)); }

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
