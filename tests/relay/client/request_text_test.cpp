#include "proxy/relay/client/request_text.hpp"

#include <catch2/catch.hpp>

#include "proxy/relay/client/failure_text.hpp"

namespace ramal::relay {
namespace {

delivery_request to(bool tls, const std::string& host, std::uint16_t port) {
  delivery_request made;
  made.url = {tls, host, port, "/hook"};
  return made;
}

std::string host_line(bool tls, const std::string& host, std::uint16_t port) {
  const std::string text = request_text("POST", to(tls, host, port)).value_or("");
  const auto at = text.find("Host: ");
  return text.substr(at, text.find("\r\n", at) - at);
}

}  // namespace

TEST_CASE("Host names the port where it is not the usual one, and brackets an IPv6 literal") {
  CHECK(host_line(false, "bot.example", 80) == "Host: bot.example");
  CHECK(host_line(true, "bot.example", 443) == "Host: bot.example");
  CHECK(host_line(false, "bot.example", 443) == "Host: bot.example:443");
  CHECK(host_line(true, "::1", 8443) == "Host: [::1]:8443");
}

TEST_CASE("headers of the client's own are not sent twice, and a GET has no length") {
  auto request = to(false, "bot.example", 80);
  request.headers = {{"Host", "other"},          {"content-LENGTH", "7"}, {"Transfer-Encoding", "chunked"},
                     {"Expect", "100-continue"}, {"Connection", "close"}, {"X-Kept", "yes\tand \xc3\xa9"}};
  request.body = "{}";
  CHECK(request_text("POST", request) ==
        "POST /hook HTTP/1.1\r\nHost: bot.example\r\nX-Kept: yes\tand \xc3\xa9\r\nContent-Length: 2\r\n\r\n{}");
  request.headers.clear();
  request.body.clear();
  CHECK(request_text("GET", request) == "GET /hook HTTP/1.1\r\nHost: bot.example\r\n\r\n");
}

TEST_CASE("what is no header makes no request") {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{{"", "a"},
                                                                                    {"X Y", "a"},
                                                                                    {"X:", "a"},
                                                                                    {"X\r\nY", "a"},
                                                                                    {"X", "a\rb"},
                                                                                    {"X", "a\nb"},
                                                                                    {"X", std::string(1, '\0')}}) {
    auto request = to(false, "bot.example", 80);
    request.headers = {{name, value}};
    CHECK_FALSE(request_text("POST", request).has_value());
  }
}

TEST_CASE("every failure has words, also where its reason has none of its own") {
  for (int i = 0; i <= static_cast<int>(routes::reason::no_api); ++i) {
    const failed made = failure_of(static_cast<routes::reason>(i), delivery_failure::tls);
    CHECK_FALSE(made.text.empty());
    CHECK(made.what != delivery_failure::none);
  }
}

}  // namespace ramal::relay
