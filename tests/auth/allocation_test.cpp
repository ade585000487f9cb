// This binary counts every heap allocation: operator new, and malloc as OpenSSL sees it.
#include <cstdlib>
#include <string>

#include <catch2/catch.hpp>
#include <openssl/crypto.h>

#include "auth/decide.hpp"
#include "tests/auth/ring_fixture.hpp"
#include "tests/counted_heap.hpp"

namespace {

void* openssl_malloc(std::size_t size, const char*, int) {
  ramal::test::count_allocation();
  return std::malloc(size);
}
void* openssl_realloc(void* memory, std::size_t size, const char*, int) {
  ramal::test::count_allocation();
  return std::realloc(memory, size);
}
void openssl_free(void* memory, const char*, int) { std::free(memory); }

// Before main: OpenSSL takes these only as long as it has allocated nothing.
const bool hooked = CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free) == 1;

}  // namespace

namespace ramal::auth {
using test::allocations_of;

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
            if (decide(*credentials, ring, true, {}).has_value()) ++accepted;
          }
        }) == 0);
  CHECK(accepted == 2);
}

}  // namespace ramal::auth
