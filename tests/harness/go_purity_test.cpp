// The judge of what goes to an Evolution GO server sees each impurity.
#include "tests/harness/contract_names.hpp"

#include <catch2/catch.hpp>

namespace ramal::tests {
namespace {

const go_rules rules{"/base", {"a-token"}, {"client-key"}};
const std::string pure =
    "POST /base/send/text?a=b HTTP/1.1\r\nHost: a\r\napikey: a-token\r\nContent-Type: a/b\r\nContent-Length: 3\r\n"
    "User-Agent: ramal/1\r\nX-Request-Id: r\r\ntraceparent: t\r\nVia: 1.1 ramal\r\n\r\n";

std::string with(const std::string& old, const std::string& text) {
  std::string changed = pure;
  return changed.replace(changed.find(old), old.size(), text);
}

}  // namespace

TEST_CASE("a pure request to Evolution GO has nothing wrong, each other one has") {
  CHECK(find_go_impurities(pure, rules).empty());
  for (const std::string& wrong :
       {with("POST", "TRACE"), with("/base/send", "/send"), with("/send/text", "/call/offer"),
        with("/send/text", "/CALL/offer"), with("/send/text", "/send//text"), with("/send/text", "/send/../call"),
        with("/send/text", "/send/%2E%2e/call"), with("HTTP/1.1", "HTTP/1.0"), with("a-token", "b-token"),
        with("apikey: a-token\r\n", ""), with("Host: a", "Host: a\r\nHost: b"), with("Content-Type", "Cookie"),
        with("Content-Type: a/b", "content-type: a/b"), with("Content-Type: a/b", "X-Forwarded-For: client-key"),
        with("Content-Length: 3", "Content-Length: 3\r\nContent-Length: 3"),
        with("Content-Length: 3", "Content-Length: 3\r\nTransfer-Encoding: chunked"), with("Via: 1.1 ramal\r\n", ""),
        with("a/b", "a\nb"), with("\r\n\r\n", "\r\n")}) {
    INFO(wrong);
    CHECK_FALSE(find_go_impurities(wrong, rules).empty());
  }
}

}  // namespace ramal::tests
