// This binary counts every heap allocation: operator new, and malloc as OpenSSL sees it.
#include <atomic>
#include <cstdlib>
#include <new>
#include <string>

#include <catch2/catch.hpp>
#include <openssl/crypto.h>

#include "auth/decide.hpp"
#include "tests/auth/ring_fixture.hpp"

namespace {

std::atomic<std::size_t> allocations{0};

void* counted(std::size_t size) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}

void* counted_or_throw(std::size_t size) {
  if (void* memory = counted(size)) return memory;
  throw std::bad_alloc();
}

void* openssl_malloc(std::size_t size, const char*, int) {
  ++allocations;
  return std::malloc(size);
}
void* openssl_realloc(void* memory, std::size_t size, const char*, int) {
  ++allocations;
  return std::realloc(memory, size);
}
void openssl_free(void* memory, const char*, int) { std::free(memory); }

// Before main: OpenSSL takes these only as long as it has allocated nothing.
const bool hooked = CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free) == 1;

}  // namespace

// Every form is replaced: sanitizers bring their own of each, and want new and delete from one hand.
void* operator new(std::size_t size) { return counted_or_throw(size); }
void* operator new[](std::size_t size) { return counted_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

namespace ramal::auth {
namespace {

template <class Action>
std::size_t allocations_of(Action action) {
  const std::size_t before = allocations;
  action();
  return allocations - before;
}

}  // namespace

TEST_CASE("the counter of this binary sees allocations") {
  CHECK(hooked);
  CHECK(allocations_of([] { const std::string text(100, 'x'); }) == 1);
  CHECK(allocations_of([] { OPENSSL_free(OPENSSL_malloc(10)); }) == 1);
}

TEST_CASE("finding a key, known or not, allocates nothing") {
  const key_ring ring(shop_and_bot());
  const std::string unknown(512, 'x');
  const principal* found = nullptr;
  const principal* missed = nullptr;
  CHECK(allocations_of([&] {
          found = ring.find("client-shop");
          missed = ring.find(unknown);
        }) == 0);
  CHECK(found != nullptr);
  CHECK(missed == nullptr);
}

TEST_CASE("deciding allocates nothing, whatever the outcome") {
  const key_ring ring(shop_and_bot());
  presented known, own, nobody, nothing;
  known.apikey.add("client-shop");
  own.x_api_key.add("ps_own");
  nobody.apikey.add("nobody");
  int accepted = 0;
  CHECK(allocations_of([&] {
          for (const presented* credentials : {&known, &own, &nobody, &nothing}) {
            if (decide(*credentials, ring, true).has_value()) ++accepted;
          }
        }) == 0);
  CHECK(accepted == 2);
}

}  // namespace ramal::auth
