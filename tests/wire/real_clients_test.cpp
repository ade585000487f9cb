// Heads as clients send them: strictness may not lock any of these out.
#include <catch2/catch.hpp>

#include "tests/wire/any_split.hpp"

namespace ramal::test {
namespace {

struct client_row {
  const char* name;
  std::string head;
  body_kind body;
  std::uint64_t length;
  bool keep_alive;
};

const std::string path = "/api/layer/evolution-go/call/start";

std::string post(std::string_view fields) { return "POST " + path + " HTTP/1.1\r\n" + std::string(fields) + "\r\n"; }

const std::vector<client_row>& clients() {
  static const std::vector<client_row> rows{
      {"curl",
       post("Host: localhost:8080\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\napikey: demo\r\n"
            "Content-Type: application/json\r\nContent-Length: 27\r\n"),
       body_kind::length, 27, true},
      {"curl --http2",
       post("Host: localhost:8080\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\nConnection: Upgrade, HTTP2-Settings\r\n"
            "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\napikey: demo\r\nContent-Length: 27\r\n"),
       body_kind::length, 27, true},
      {"curl, large body",
       post("Host: localhost:8080\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\napikey: demo\r\n"
            "Content-Length: 1048577\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n"),
       body_kind::length, 1'048'577, true},
      {"curl from a pipe",
       post("Host: localhost:8080\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\napikey: demo\r\n"
            "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n"),
       body_kind::chunked, 0, true},
      {"Node fetch",
       post("host: 127.0.0.1:8080\r\nconnection: keep-alive\r\ncontent-type: application/json\r\napikey: demo\r\n"
            "accept: */*\r\naccept-language: *\r\nsec-fetch-mode: cors\r\nuser-agent: node\r\n"
            "accept-encoding: gzip, deflate\r\ncontent-length: 27\r\n"),
       body_kind::length, 27, true},
      {"Node fetch, stream",
       post("host: 127.0.0.1:8080\r\nconnection: keep-alive\r\napikey: demo\r\naccept: */*\r\naccept-language: *\r\n"
            "sec-fetch-mode: cors\r\nuser-agent: undici\r\naccept-encoding: gzip, deflate\r\n"
            "transfer-encoding: chunked\r\n"),
       body_kind::chunked, 0, true},
      {"undici request",
       post("host: 127.0.0.1:8080\r\nconnection: keep-alive\r\napikey: demo\r\ncontent-length: 27\r\n"),
       body_kind::length, 27, true},
      {"axios",
       post("Accept: application/json, text/plain, */*\r\nContent-Type: application/json\r\napikey: demo\r\n"
            "User-Agent: axios/1.6.2\r\nContent-Length: 27\r\nAccept-Encoding: gzip, compress, deflate, br\r\n"
            "Host: 127.0.0.1:8080\r\nConnection: close\r\n"),
       body_kind::length, 27, false},
      {"Python urllib",
       post("Accept-Encoding: identity\r\nContent-Length: 27\r\nHost: 127.0.0.1:8080\r\n"
            "User-Agent: Python-urllib/3.11\r\n"
            "Content-Type: application/json\r\nApikey: demo\r\nConnection: close\r\n"),
       body_kind::length, 27, false},
      {"Python requests",
       post("Host: 127.0.0.1:8080\r\nUser-Agent: python-requests/2.28.1\r\nAccept-Encoding: gzip, deflate, br\r\n"
            "Accept: */*\r\nConnection: keep-alive\r\napikey: demo\r\nContent-Length: 27\r\n"
            "Content-Type: application/json\r\n"),
       body_kind::length, 27, true},
      {"Python requests, no body",
       post("Host: 127.0.0.1:8080\r\nUser-Agent: python-requests/2.28.1\r\nAccept-Encoding: gzip, deflate\r\n"
            "Accept: */*\r\n"
            "Connection: keep-alive\r\napikey: demo\r\nContent-Length: 0\r\n"),
       body_kind::length, 0, true},
      {"Python httpx",
       post("Host: 127.0.0.1:8080\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\n"
            "User-Agent: python-httpx/0.23.3\r\napikey: demo\r\nContent-Length: 27\r\n"
            "Content-Type: application/json\r\n"),
       body_kind::length, 27, true},
      {"Python aiohttp",
       post("Host: 127.0.0.1:8080\r\napikey: demo\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate\r\n"
            "User-Agent: Python/3.11 aiohttp/3.8.4\r\nContent-Length: 27\r\nContent-Type: application/json\r\n"),
       body_kind::length, 27, true},
      {"Go",
       post("Host: 127.0.0.1:8080\r\nUser-Agent: Go-http-client/1.1\r\nContent-Length: 27\r\nApikey: demo\r\n"
            "Content-Type: application/json\r\nAccept-Encoding: gzip\r\n"),
       body_kind::length, 27, true},
      {"Go, unknown length",
       post("Host: 127.0.0.1:8080\r\nUser-Agent: Go-http-client/1.1\r\nTransfer-Encoding: chunked\r\nApikey: demo\r\n"
            "Accept-Encoding: gzip\r\n"),
       body_kind::chunked, 0, true},
      {"Java HttpClient",
       post("Connection: Upgrade, HTTP2-Settings\r\nContent-Length: 27\r\nHost: 127.0.0.1:8080\r\n"
            "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\nUpgrade: h2c\r\n"
            "User-Agent: Java-http-client/17.0.9\r\napikey: demo\r\nContent-Type: application/json\r\n"),
       body_kind::length, 27, true},
      {"PHP cURL, both key headers",
       post("Host: 127.0.0.1:8080\r\nAccept: */*\r\nContent-Type: application/json\r\napikey: demo\r\n"
            "x-api-key: demo\r\n"
            "Content-Length: 27\r\n"),
       body_kind::length, 27, true},
      {"PHP Guzzle",
       post("Content-Length: 27\r\nUser-Agent: GuzzleHttp/7\r\nHost: 127.0.0.1:8080\r\napikey: demo\r\n"
            "Content-Type: application/json\r\n"),
       body_kind::length, 27, true},
      {"n8n",
       post("accept: application/json,text/html,application/xhtml+xml,application/xml,text/*;q=0.9, image/*;q=0.8, "
            "*/*;q=0.7\r\n"
            "content-type: application/json\r\napikey: demo\r\nUser-Agent: axios/1.8.3\r\ncontent-length: 27\r\n"
            "Accept-Encoding: gzip, compress, deflate, br\r\nHost: gate.example:8080\r\nConnection: keep-alive\r\n"),
       body_kind::length, 27, true},
      {"Chrome",
       post("Host: gate.example\r\nConnection: keep-alive\r\nContent-Length: 27\r\n"
            "sec-ch-ua: \"Not_A Brand\";v=\"8\", \"Chromium\";v=\"120\"\r\nContent-Type: application/json\r\n"
            "sec-ch-ua-mobile: ?0\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\napikey: demo\r\n"
            "sec-ch-ua-platform: \"Linux\"\r\nAccept: */*\r\nOrigin: https://app.example\r\n"
            "Sec-Fetch-Site: cross-site\r\n"
            "Referer: https://app.example/\r\nAccept-Encoding: gzip, deflate, br\r\nAccept-Language: pt-BR,pt;q=0.9\r\n"
            "Cookie: theme=\"dark\"; a=b\r\n"),
       body_kind::length, 27, true},
      {"behind nginx (HTTP/1.0)",
       "POST " + path +
           " HTTP/1.0\r\nX-Real-IP: 203.0.113.9\r\nX-Forwarded-For: 203.0.113.9\r\nHost: gate.example\r\n"
           "Connection: close\r\nContent-Length: 27\r\napikey: demo\r\n\r\n",
       body_kind::length, 27, false},
      {"behind Envoy",
       post("host: gate.example\r\ncontent-length: 27\r\napikey: demo\r\nx-forwarded-proto: https\r\n"
            "x-request-id: 7f3a2c1e-8a64-4a7f-9a2b-0d6f1e2b3c4d\r\nx-envoy-expected-rq-timeout-ms: 15000\r\n"
            "via: 1.1 varnish, 1.1 edge (Apache/2.4)\r\n"),
       body_kind::length, 27, true},
  };
  return rows;
}

}  // namespace

TEST_CASE("F25 heads of real clients are accepted, in any split") {
  for (const client_row& row : clients()) {
    INFO(row.name);
    const auto out = request_by_any_split(row.head);
    REQUIRE(out.end == progress::done);
    CHECK(out.size == row.head.size());
    CHECK(out.verb == method::post);
    CHECK(out.path == path);
    CHECK(out.body == row.body);
    CHECK(out.length == row.length);
    CHECK(out.keep_alive == row.keep_alive);
    CHECK(out.apikey == credential{"demo", true, false});
  }
}

}  // namespace ramal::test
