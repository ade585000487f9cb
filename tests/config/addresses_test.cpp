#include "config/addresses.hpp"

#include <catch2/catch.hpp>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

template <class Value>
std::string said(const parsed<Value>& result) {
  return result.has_value() ? std::string("fine") : result.error().text;
}

}  // namespace

TEST_CASE("a listener is an IP literal and a port") {
  CHECK(parse_listener("127.0.0.1:8080")->host == "127.0.0.1");
  CHECK(parse_listener("127.0.0.1:8080")->port == 8080);
  CHECK(parse_listener("[::1]:0")->host == "::1");
  CHECK(parse_listener("[::]:65535")->port == 65535);
  const mistake_row rows[] = {{"8080", "is no address: write host:port"},
                              {":8080", "does not begin with an IP address"},
                              {"*:8080", "0.0.0.0 for every IPv4 address"},
                              {"localhost:8080", "write 127.0.0.1 for this machine only"},
                              {"::1:8080", "lacks brackets: write [::1]:port"},
                              {"[::1]", "does not begin with an IP address"},
                              {"[127.0.0.1]:80", "does not begin with an IP address"},
                              {"127.0.0.1:", "malformed port"},
                              {"127.0.0.1:65536", "malformed port"},
                              {"127.0.0.1:080", "malformed port"},
                              {"127.0.0.1:-1", "malformed port"},
                              {"127.0.0.256:80", "does not begin with an IP address"},
                              {"127.1:80", "does not begin with an IP address"}};
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(contains(said(parse_listener(row.text)), row.says));
  }
}

TEST_CASE("a base URL falls into its parts") {
  const auto plain = parse_base_url("https://Pilotstatus.com.br");
  REQUIRE(plain.has_value());
  CHECK(plain->tls);
  CHECK(plain->host == "pilotstatus.com.br");
  CHECK(plain->port == 443);
  CHECK(plain->path_prefix.empty());
  const auto full = parse_base_url("HTTP://[::1]:8090/calls/api/");
  REQUIRE(full.has_value());
  CHECK_FALSE(full->tls);
  CHECK(full->host == "::1");
  CHECK(full->port == 8090);
  CHECK(full->path_prefix == "/calls/api");
  CHECK(parse_base_url("http://engine_1/")->port == 80);
  CHECK(parse_base_url("http://engine_1/")->path_prefix.empty());
  for (const std::string text :
       {"https://a.example", "http://a.example:443/x", "https://[::1]:80", "http://127.0.0.1"}) {
    CHECK(print_base_url(*parse_base_url(text)) == text);
  }
}

TEST_CASE("a malformed base URL is refused without being shown") {
  const mistake_row rows[] = {{"pilotstatus.com.br", "must begin with https:// or http://"},
                              {"ftp://a.example", "must begin with"},
                              {"://a", "must begin with"},
                              {"https://", "host is missing"},
                              {"https:///x", "host is missing"},
                              {"https://user:canary@a.example", "user info"},
                              {"https://a.example?canary=1", "query or fragment"},
                              {"https://a.example/#canary", "query or fragment"},
                              {"https://a.example:0", "port is malformed"},
                              {"https://a.example:", "port is malformed"},
                              {"https://a.example:99999", "port is malformed"},
                              {"https://a.example:8a", "port is malformed"},
                              {"https://[::1", "bracket of the IPv6 address is not closed"},
                              {"https://[nonsense]", "IPv6 address"},
                              {"https://[::1]x", "port is malformed"},
                              {"https://a..example", "host is missing or malformed"},
                              {"https://a example", "host is missing or malformed"},
                              {"https://-a", "host is missing or malformed"},
                              {"https://1.2.3", "no IPv4 address"},
                              {"https://a.example/x//y", "plain segments only"},
                              {"https://a.example/../x", "plain segments only"},
                              {"https://a.example/%2e", "plain segments only"},
                              {"https://a.example/v1", "ends with /v1"},
                              {"https://a.example/x/v1/", "ends with /v1"},
                              {"https://a.example/V1", "ends with /V1"},
                              {"https://a.example/v1/calls", "ends with /v1/calls, but /v1/calls is added"},
                              {"https://a.example/v1/calls/", "ends with /v1/calls"},
                              {"https://a.example/x/v1/call", "ends with /v1/call"},
                              {"https://a.example/v1/calls/settings", "ends with /v1/calls/settings"}};
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(contains(said(parse_base_url(row.text)), row.says));
    CHECK_FALSE(contains(said(parse_base_url(row.text)), "canary"));
  }
}

TEST_CASE("an origin is written as browsers send it") {
  for (const std::string text :
       {"*", "null", "https://app.example", "http://localhost:3000",
        "http://[::1]:80"
        "80",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop", "capacitor://localhost",
        "moz-extension://0b1c2d3e-0000-4000-8000-000000000000", "ionic://localhost:8100",
        "safari-web-extension://9A8B7C6D-0000-4000-8000-ABCDEF012345", "app://.", "file://", "tauri://localhost",
        "vscode-webview://0abc", "ms-appx-web://App.Name", "x+y.z-1://[::1]:1"}) {
    INFO(text);
    CHECK(said(parse_origin(text)) == "fine");
  }
  const mistake_row rows[] = {{"app.example", "is no origin"},
                              {"https://app.example/", "without a slash at the end"},
                              {"https://App.example", "write https://app.example"},
                              {"https://app.example:443", "write https://app.example"},
                              {"https://*.example", "host is missing or malformed"},
                              {"Null", "is no origin"},
                              {"NULL", "is no origin"},
                              {"//app.example", "is no origin"},
                              {"://app.example", "is no origin"},
                              {"HTTPS://app.example", "the scheme in lower case"},
                              {"Capacitor://localhost", "the scheme in lower case"},
                              {"1x://localhost", "is no origin"},
                              {"chrome-extension://*", "is no origin"},
                              {"capacitor://", "is no origin"},
                              {"capacitor://localhost:", "is no origin"},
                              {"capacitor://localhost:0", "is no origin"},
                              {"capacitor://localhost:65536", "is no origin"},
                              {"capacitor://localhost:08", "is no origin"},
                              {"capacitor://[::g]", "is no origin"},
                              {"capacitor://a b", "is no origin"},
                              {"capacitor://a,b", "is no origin"},
                              {"capacitor://caf\xc3\xa9", "is no origin"},
                              {"capacitor://localhost/", "without a slash at the end"},
                              {"file:///", "without a slash at the end"},
                              {"https://a@b", "more than an origin"}};
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(contains(said(parse_origin(row.text)), row.says));
  }
}

TEST_CASE("a mount is a plain path") {
  CHECK(*parse_mount("/api/layer/evolution-go") == "/api/layer/evolution-go");
  CHECK(*parse_mount("/") == "/");
  CHECK(contains(said(parse_mount("/api/")), "ends with '/': write '/api'"));
  for (const std::string text : {"", "api", "/a//b", "/a/../b", "/a/.", "/a b", "/a%20", "/a?b", "/\xc3\xa7", "//"}) {
    INFO(text);
    CHECK(said(parse_mount(text)) != "fine");
  }
}

TEST_CASE("a phone number is 8 to 15 digits") {
  CHECK(said(parse_number("+5511999990001", true)) == "fine");
  CHECK(said(parse_number("5511999990001", true)) == "fine");
  for (const std::string text : {"+1234567", "1234567890123456", "++5511999990001", "55 11 99999", "+", "abc"}) {
    INFO(text);
    CHECK(contains(said(parse_number(text, true)), "is no phone number"));
  }
  CHECK(contains(said(parse_number("+5511999990001", false)), "no '+'"));
}

}  // namespace ramal::config
