// Which fields pass, and the heads that are written of them (contracts/gateway.md section 3).
#include <catch2/catch.hpp>

#include "proxy/wire/write_passed_head.hpp"

namespace ramal::wire {
namespace {

using result = passed_lines::result;

// "Name: value|Name: value" of a head with these fields.
std::string passed(const std::string& fields, std::span<const passed_rule> rules) {
  const std::string head = "GET / HTTP/1.1\r\n" + fields + "\r\n";
  passed_lines lines;
  const result how = lines.take(head, rules);
  if (how != result::fine) return how == result::bad_text ? "bad text" : "too many";
  std::string text;
  for (const passed_line& one : lines.all())
    text += (text.empty() ? "" : "|") + std::string(one.rule->name) + ": " + std::string(one.value.of(head));
  return text;
}
std::string of_request(const std::string& fields) { return passed(fields, passed_of_requests()); }
std::string of_answer(const std::string& fields) { return passed(fields, passed_of_answers()); }

}  // namespace

TEST_CASE("every row of the allow-lists passes, in whatever case it is written") {
  for (const auto rules : {passed_of_requests(), passed_of_answers()})
    for (const passed_rule& rule : rules) {
      std::string other(rule.name);
      for (char& c : other) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
      INFO(rule.name);
      CHECK(passed(other + ":  a value \r\n", rules) == std::string(rule.name) + ": a value");
    }
}

TEST_CASE("H1 H7 no other field passes, whichever way it goes") {
  for (const std::string name : {"Host",
                                 "apikey",
                                 "X-Api-Key",
                                 "X-Api-Key-Id",
                                 "Authorization",
                                 "Cookie",
                                 "Set-Cookie",
                                 "Connection",
                                 "Upgrade",
                                 "Keep-Alive",
                                 "TE",
                                 "Trailer",
                                 "Transfer-Encoding",
                                 "Content-Length",
                                 "Expect",
                                 "Accept-Encoding",
                                 "Via",
                                 "Server",
                                 "Forwarded",
                                 "X-Forwarded-For",
                                 "X-Forwarded-Host",
                                 "X-Real-IP",
                                 "User-Agent",
                                 "Origin",
                                 "Referer",
                                 "Location",
                                 "WWW-Authenticate",
                                 "Access-Control-Allow-Origin",
                                 "Access-Control-Allow-Credentials",
                                 "Vary",
                                 "Proxy-Connection",
                                 "HTTP2-Settings",
                                 "X-HTTP-Method-Override",
                                 "X-Original-URL",
                                 "Content-Type_",
                                 "Content.Type",
                                 "Date"}) {
    INFO(name);
    CHECK(of_request(name + ": a\r\n").empty());
    CHECK(of_answer(name + ": a\r\n").empty());
  }
}

TEST_CASE("a repeated field that may stand once counts as absent, a list passes line by line") {
  CHECK(of_request("Content-Type: a/b\r\nContent-Type: c/d\r\n").empty());
  CHECK(of_request("Content-Type: a/b\r\nRange: bytes=0-1\r\ncontent-type: a/b\r\n") == "Range: bytes=0-1");
  CHECK(of_request("Content-Type: a/b\r\ncontent-type: a/b\r\nContent-type: a/b\r\n").empty());
  CHECK(of_request("Accept: a/b\r\nAccept: c/d\r\n") == "Accept: a/b|Accept: c/d");
  CHECK(of_answer("ETag: \"a\"\r\nETag: \"b\"\r\n").empty());
  CHECK(of_request("Content-Type:\r\n").empty());
}

TEST_CASE("F13 bytes beyond ASCII pass in file names alone") {
  CHECK(of_request("Content-Type: a\xc3\xa9\r\n") == "bad text");
  CHECK(of_answer("ETag: a\xc3\xa9\r\n") == "bad text");
  CHECK(of_answer("Content-Disposition: attachment; filename=\"\xc3\xa9.pdf\"\r\n") ==
        "Content-Disposition: attachment; filename=\"\xc3\xa9.pdf\"");
  CHECK(of_request("User-Agent: a\xc3\xa9\r\n").empty());
}

TEST_CASE("more fields than anybody needs are too many") {
  std::string fields;
  for (std::size_t i = 0; i < passed_lines::most; ++i) fields += "Accept: a/b\r\n";
  CHECK(of_request(fields).size() > 100);
  CHECK(of_request(fields + "Accept: a/b\r\n") == "too many");
}

TEST_CASE("what is JSON") {
  for (const std::string_view yes : {"application/json", "Application/JSON; charset=utf-8", "text/json",
                                     "application/problem+json", " application/json ;x"})
    CHECK(is_json(yes));
  for (const std::string_view no :
       {"", "application/jsonx", "application/octet-stream", "text/html; application/json", "+json", "json"})
    CHECK_FALSE(is_json(no));
}

TEST_CASE("the request to Evolution GO has our own head, one token and one framing") {
  const std::string client =
      "POST /go/send/media?x=%20y HTTP/1.1\r\nHost: go.example\r\napikey: client-key\r\nContent-Type: a/b\r\n"
      "Cookie: c\r\nContent-Length: 12\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n";
  passed_lines lines;
  REQUIRE(lines.take(client, passed_of_requests()) == result::fine);
  passed_request_head head;
  head.method_text = "POST";
  head.path_prefix = "/base";
  head.target = "/send/media";
  head.query = "x=%20y";
  head.host_header = "go.example";
  head.token = "instance-token";
  head.request_id = "r-1";
  head.traceparent = "00-1";
  head.user_agent = "ramal/1";
  head.passed = lines.all();
  head.passed_bytes = client;
  head.body = {body_kind::length, 12};
  std::string out;
  write_passed_request(out, head);
  CHECK(
      out ==
      "POST /base/send/media?x=%20y HTTP/1.1\r\nHost: go.example\r\napikey: instance-token\r\nContent-Type: a/b\r\n"
      "Content-Length: 12\r\nUser-Agent: ramal/1\r\nX-Request-Id: r-1\r\ntraceparent: 00-1\r\nVia: 1.1 ramal\r\n\r\n");
  head.body = {body_kind::chunked, 0};
  head.query = {};
  out.clear();
  write_passed_request(out, head);
  CHECK(out.starts_with("POST /base/send/media HTTP/1.1\r\n"));
  CHECK(out.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
  CHECK(out.find("Content-Length") == std::string::npos);
}

TEST_CASE("the answer of Evolution GO has our own head") {
  const std::string server =
      "HTTP/1.1 206 Partial\r\nContent-Type: image/png\r\nSet-Cookie: a\r\nServer: gin\r\nETag: \"e\"\r\n"
      "Access-Control-Allow-Origin: *\r\n\r\n";
  passed_lines lines;
  REQUIRE(lines.take(server, passed_of_answers()) == result::fine);
  passed_answer_head head;
  head.status = 206;
  head.passed = lines.all();
  head.passed_bytes = server;
  head.body = {body_kind::chunked, 0};
  head.keep_alive = "Connection: keep-alive\r\n";
  head.date = "today";
  head.request_id = "r-1";
  head.cors_lines = "Vary: Origin\r\n";
  std::string out;
  write_passed_answer(out, head);
  CHECK(out ==
        "HTTP/1.1 206 \r\nContent-Type: image/png\r\nETag: \"e\"\r\nTransfer-Encoding: chunked\r\nDate: today\r\n"
        "X-Request-Id: r-1\r\nX-Content-Type-Options: nosniff\r\nConnection: keep-alive\r\nVary: Origin\r\n\r\n");
  head.close = true;
  head.body = {};
  out.clear();
  write_passed_answer(out, head);
  CHECK(out.find("Connection: close\r\n") != std::string::npos);
  CHECK(out.find("keep-alive") == std::string::npos);
  CHECK(out.find("chunked") == std::string::npos);
}

TEST_CASE("how the body of an answer goes on") {
  const framing length{body_kind::length, 7}, chunked{body_kind::chunked, 0}, close{body_kind::until_close, 0};
  CHECK(framing_of_passed_answer(length, false, false).length == 7);
  CHECK(framing_of_passed_answer(length, true, false).kind == body_kind::length);
  CHECK(framing_of_passed_answer(chunked, false, false).kind == body_kind::chunked);
  CHECK(framing_of_passed_answer(close, false, false).kind == body_kind::chunked);
  CHECK(framing_of_passed_answer(chunked, true, false).kind == body_kind::until_close);
  CHECK(framing_of_passed_answer({}, true, false).kind == body_kind::none);
  CHECK(framing_of_passed_answer(length, false, true).length == 7);
  CHECK(framing_of_passed_answer(chunked, false, true).kind == body_kind::none);
  CHECK(framing_of_passed_answer(close, true, true).kind == body_kind::none);
}

}  // namespace ramal::wire
