#include <catch2/catch.hpp>

#include "proxy/inspector/read_message.hpp"

namespace ramal::inspector {
namespace {

struct fixture {
  auth::key_ring ring{{}};
  secrets of{ring, {}, true};
};

std::string value_of(const message& in, std::string_view name) {
  for (const auto& [field, value] : in.fields)
    if (field == name) return value;
  return "none";
}

constexpr std::string_view head =
    "POST /call/start?apikey=canary HTTP/1.1\r\nHost: gateway\r\napikey: canary\r\nX-Custom: 5511988887777\r\n\r\n";

}  // namespace

TEST_CASE("a message is its first line, its fields and its body, without secrets") {
  const fixture at;
  const message made = read_message(head, R"({"number":"5511988887777"})", at.of);
  CHECK(made.start_line == "POST /call/start?apikey=*** HTTP/1.1");
  REQUIRE(made.fields.size() == 3);
  CHECK(value_of(made, "Host") == "gateway");
  CHECK(value_of(made, "apikey") == "***");
  CHECK(value_of(made, "X-Custom") == "*********7777");
  CHECK(made.body == R"({"number":"*********7777"})");
  CHECK_FALSE(made.cut);
}

TEST_CASE("an answer's first line stays as it is, and an empty line in front of a request is none") {
  const fixture at;
  CHECK(read_message("HTTP/1.1 201 Created\r\n\r\n", "", at.of).start_line == "HTTP/1.1 201 Created");
  CHECK(read_message("\r\nGET / HTTP/1.1\r\n\r\n", "", at.of).start_line == "GET / HTTP/1.1");
}

TEST_CASE("of a header that the configuration adds only the name is shown") {
  const fixture at;
  const message made = read_message(head, "", at.of, header_values::well_known);
  CHECK(value_of(made, "Host") == "gateway");
  CHECK(value_of(made, "X-Custom") == "***");
}

TEST_CASE("of a long body a part is kept, and no part of a secret stands at its end") {
  const fixture at;
  for (std::size_t front = most_body - 600; front < most_body + 40; front += 37) {
    const std::string body = R"({"a":")" + std::string(front, 'x') +
                             R"(","token":"canary-in-the-middle-of-the-cut","b":")" + std::string(3'000, 'y') + "\"}";
    const message made = read_message(head, body, at.of);
    CHECK(made.cut);
    CHECK(made.body.size() <= most_body);
    CHECK(made.body.size() >= most_body - 2'048);
    CHECK(made.body.find("canary") == std::string::npos);
  }
}

TEST_CASE("a body of exactly what is kept is whole, and no character is cut in two") {
  const fixture at;
  CHECK_FALSE(read_message(head, std::string(most_body, 'x'), at.of).cut);
  std::string body;
  while (body.size() < most_body + 2'000) body += "\xC3\xA9";
  const message made = read_message(head, "x" + body, at.of);
  CHECK(made.cut);
  CHECK(static_cast<unsigned char>(made.body.back()) == 0xA9);
}

TEST_CASE("a long head is cut") {
  const fixture at;
  std::string long_head = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 400; ++i) long_head += "X-Field: " + std::string(80, 'x') + "\r\n";
  const message made = read_message(long_head + "\r\n", "", at.of);
  CHECK(made.cut);
  CHECK(made.fields.size() < 200);
}

TEST_CASE("the secrets of a head are those under a secret name, without their scheme") {
  std::vector<std::string> found;
  note_secrets("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer canary-1\r\nx-api-key: canary-2\r\n\r\n", found);
  CHECK(found == std::vector<std::string>{"canary-1", "canary-2"});
}

}  // namespace ramal::inspector
