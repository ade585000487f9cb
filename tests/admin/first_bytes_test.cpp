// What speaks to the TLS port of the admin interface.
#include "proxy/admin/first_bytes.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace ramal::admin {

TEST_CASE("every method of HTTP is known by its blank, whatever its name is and however it comes") {
  for (const std::string method : {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT",
                                   "PRI", "get", "M-SEARCH", "X", "VERSION-CONTROL"}) {
    INFO(method);
    for (std::size_t i = 0; i <= method.size(); ++i)
      CHECK(judge_first_bytes(method.substr(0, i)) == first_bytes::too_few);
    CHECK(judge_first_bytes(method + " ") == first_bytes::http);
    CHECK(judge_first_bytes(method + " / HTTP/1.1\r\n") == first_bytes::http);
    CHECK(judge_first_bytes(method + "\r\n") == first_bytes::other);
  }
}

TEST_CASE("TLS and what is no method goes to OpenSSL") {
  for (const std::string& other :
       {std::string("\x16"), std::string("\x16\x03\x01\x00", 4), std::string("\x80\x2e", 2), std::string(" GET"),
        std::string("G(T /"), std::string("\0", 1), std::string(33, 'a')})
    CHECK(judge_first_bytes(other) == first_bytes::other);
  CHECK(judge_first_bytes(std::string(32, 'a')) == first_bytes::too_few);
}

}  // namespace ramal::admin
