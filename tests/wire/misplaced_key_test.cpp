#include "proxy/wire/misplaced_key.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace ramal::wire {
namespace {

using routes::reason;

reason found(const std::string& fields, std::string_view query = {}) {
  return find_misplaced_key("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n", query);
}

}  // namespace

TEST_CASE("a key that is not where it belongs is found, for the log") {
  CHECK(found("") == reason::no_key);
  CHECK(found("Accept: token\r\nCookie: apikey=a\r\n") == reason::no_key);
  CHECK(found("Authorization: Bearer k\r\n") == reason::key_in_authorization);
  CHECK(found("token: a\r\nauthorization: k\r\n") == reason::key_in_authorization);
  for (const char* name : {"api-key", "API_KEY", "x-apikey", "Token", "Client-Token", "x_api_key", "admintoken"})
    CHECK(found(std::string(name) + ": k\r\n") == reason::key_in_other_header);
  for (const char* query : {"apikey=k", "a=b&apikey=k", "API-KEY=k", "token", "x&&key=k"})
    CHECK(found("", query) == reason::key_in_query);
  for (const char* query : {"limit=5", "apikeys=k", "a=apikey"}) CHECK(found("", query) == reason::no_key);
}

TEST_CASE("the path of a head that was refused, as far as there is one") {
  CHECK(path_in("GET /a/b?c HTTP/1.1\r\nHost: a\r\n") == "/a/b");
  CHECK(path_in("\r\nGET /a HTTP/1.1\r\n") == "/a");
  CHECK(path_in("GET /a b HTTP/1.1\r\n") == "/a");
  CHECK(path_in("GET /a\r\n") == "/a");
  CHECK(path_in("BREW /a") == "/a");
  CHECK(path_in("GET http://host/a?b HTTP/1.1\r\n") == "/a");
  CHECK(path_in("GET http://user:pass/word@host/a HTTP/1.1\r\n") == "");
  CHECK(path_in("GET http://host HTTP/1.1\r\n") == "");
  CHECK(path_in("CONNECT host:443 HTTP/1.1\r\n") == "");
  CHECK(path_in("GET  /a HTTP/1.1\r\n") == "");
  CHECK(path_in("\x16\x03\x01 /a") == "");
  CHECK(path_in("/a HTTP/1.1\r\n") == "");
  CHECK(path_in(std::string(33, 'A') + " /a") == "");
  CHECK(path_in("") == "");
}

}  // namespace ramal::wire
