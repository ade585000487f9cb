#include <catch2/catch.hpp>

#include "proxy/net/tls/tls_names.hpp"

namespace ramal::net {

TEST_CASE("a certificate is found by its names, exactly or by one more label, in any case") {
  const ssl_context_ptr first(SSL_CTX_new(TLS_server_method()));
  const ssl_context_ptr second(SSL_CTX_new(TLS_server_method()));
  certificate_names names;
  names.add({"a.example", "*.wild.example"}, first.get());
  names.add({"a.example", "b.example", "x.wild.example"}, second.get());
  CHECK(names.find("a.example") == first.get());
  CHECK(names.find("b.example") == second.get());
  CHECK(names.find("B.EXAMPLE") == second.get());
  CHECK(names.find("y.wild.example") == first.get());
  CHECK(names.find("x.wild.example") == second.get());
  for (const char* nobodys :
       {"", ".", "example", "wild.example", "x.y.wild.example", "*.example", "a.example.", ".b.example"})
    CHECK(names.find(nobodys) == nullptr);
}

}  // namespace ramal::net
