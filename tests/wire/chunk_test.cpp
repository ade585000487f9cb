#include <catch2/catch.hpp>

#include "tests/wire/any_split.hpp"

namespace ramal::test {
namespace {

using namespace std::string_literals;

body_outcome read_chunks(std::string_view input, std::size_t limit = 1000) {
  return body_by_any_split(input, {body_kind::chunked, 0}, limit);
}

void refuse(const std::string& input, failure_kind kind = failure_kind::bad_chunk) {
  CAPTURE(input);
  const auto out = read_chunks(input);
  CHECK(out.end == progress::failed);
  CHECK(static_cast<int>(out.kind) == static_cast<int>(kind));
}

void accept(const std::string& input, std::string_view body) {
  CAPTURE(input);
  const auto out = read_chunks(input + "GET /");
  CHECK(out.end == progress::done);
  CHECK(out.body == body);
  CHECK(out.used == input.size());
}

}  // namespace

TEST_CASE("F6 a chunked body is decoded and its end found") {
  accept("0\r\n\r\n", "");
  accept("5\r\nhello\r\n0\r\n\r\n", "hello");
  accept("5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n", "hello, world");
  accept("a\r\n0123456789\r\nA\r\n0123456789\r\n000\r\n\r\n", "01234567890123456789");
  accept("0000000000000002\r\nab\r\n0000000000000000\r\n\r\n", "ab");
  accept("6\r\n\r\n0\r\n\r\r\n0\r\n\r\n", "\r\n0\r\n\r");
}

TEST_CASE("F12 a bare LF or CR is refused in chunk lines, chunk ends and trailers") {
  refuse("5\nhello\r\n0\r\n\r\n");
  refuse("5\rhello\r\n0\r\n\r\n");
  refuse("5\r\nhello\n0\r\n\r\n");
  refuse("5\r\nhello\r0\r\n\r\n");
  refuse("5\r\nhello\r\n0\n\r\n");
  refuse("5\r\nhello\r\n0\r\n\n");
  refuse("5\r\nhello\r\n0\r\n\r\r\n");
  refuse("0\r\nA: b\n\r\n");
  refuse("0\r\nA: b\rc\r\n\r\n");
  refuse("5;a\nhello\r\n0\r\n\r\n");
}

TEST_CASE("F17 a chunk size is 1 to 16 hexadecimal digits") {
  for (const char* size : {"+5", "-5", "0x5", "5_0", " 5", "5 ", "\t5", "5\t", "", "g", "5.", "\"5\"", "5,", "h", "5x",
                           ";", "00000000000000005", "11111111111111111", "fffffffffffffffff"}) {
    refuse(std::string(size) + "\r\nhello\r\n0\r\n\r\n");
  }
  refuse("\0"s);
  refuse("5\xa0\r\nhello\r\n");
}

TEST_CASE("F17 a sum over the limit is too large, without overflow") {
  const auto kind = failure_kind::body_too_large;
  refuse("3e9\r\n", kind);
  refuse("ffffffffffffffff\r\n", kind);
  refuse("8000000000000000\r\n", kind);
  refuse("1\r\na\r\nffffffffffffffff\r\n", kind);
  refuse("1\r\na\r\n3e8\r\n", kind);
  CHECK(read_chunks("3e8\r\n" + std::string(1000, 'x') + "\r\n0\r\n\r\n").body.size() == 1000);
  const auto huge = body_by_any_split("1\r\na\r\nffffffffffffffff\r\nb", {body_kind::chunked, 0}, ~std::size_t{0});
  CHECK(huge.kind == kind);
}

TEST_CASE("F18 chunk data is as long as its size says") {
  refuse("5\r\nhell\r\n0\r\n\r\n");
  refuse("5\r\nhello!\r\n0\r\n\r\n");
  refuse("5\r\nhello0\r\n\r\n");
  refuse("0\r\nGET / HTTP/1.1\r\n\r\n");
  refuse("0\r\n{");
  CHECK(read_chunks("0\r\n").end == progress::need_more);
  refuse("0\r\n\rx");
}

TEST_CASE("F19 valid, short extensions are dropped") {
  accept("5;a\r\nhello\r\n0\r\n\r\n", "hello");
  accept("5;a=b\r\nhello\r\n0;c\r\n\r\n", "hello");
  accept("5;a=\"b c\\\"d;\\\\\"\r\nhello\r\n0\r\n\r\n", "hello");
  accept("5;a;b=c;d=\"\"\r\nhello\r\n0\r\n\r\n", "hello");
  accept("1;" + std::string(255, 'a') + "\r\nx\r\n0\r\n\r\n", "x");
  accept("1;" + std::string(255, 'a') + "\r\nx\r\n1;" + std::string(255, 'a') + "\r\nx\r\n1;" + std::string(255, 'a') +
             "\r\nx\r\n1;" + std::string(255, 'a') + "\r\nx\r\n0\r\n\r\n",
         "xxxx");
}

TEST_CASE("F19 any other extension is refused") {
  for (const char* extension :
       {";",     ";;",          ";a;",           ";=b",         ";a=",      ";a=;b",       ";a=b=c",    "; a",
        ";a =b", ";a= b",       ";a b",          " ;a",         ";a=\"",    ";a=\"b",      ";a=\"b\"c", ";a=\"b\\\"",
        ";a(b)", ";a=\"\x01\"", ";a=\"\\\x01\"", ";a=\"\x7f\"", ";caf\xe9", ";a=\"\xe9\"", ";a=b\"c\"", ";\"a\""}) {
    refuse("5" + std::string(extension) + "\r\nhello\r\n0\r\n\r\n");
  }
  refuse("5;a=\"b\nc\"\r\nhello\r\n");
  refuse("5;a=\"b\r\nc\"\r\nhello\r\n");
  refuse("5;a=\"\0\"\r\nhello\r\n"s);
  refuse("1;" + std::string(256, 'a') + "\r\nx\r\n0\r\n\r\n");
  refuse("1;a=\"" + std::string(300, 'a') + "\"\r\nx\r\n0\r\n\r\n");
  std::string many;
  for (int i = 0; i < 5; ++i) many += "1;" + std::string(250, 'a') + "\r\nx\r\n";
  refuse(many + "0\r\n\r\n");
  std::string tiny;
  for (int i = 0; i < 600; ++i) tiny += ";a";
  refuse("1" + tiny + "\r\nx\r\n0\r\n\r\n");
}

TEST_CASE("F20 valid trailers are discarded") {
  accept("5\r\nhello\r\n0\r\nA: b\r\n\r\n", "hello");
  accept("0\r\nA:\r\nB: c d\te\r\nContent-Length: 5\r\napikey: x\r\nHost: y\r\n\r\n", "");
  accept("0\r\nA: caf\xe9\r\n\r\n", "");
  std::string eight;
  for (int i = 0; i < 8; ++i) eight += "A: b\r\n";
  accept("0\r\n" + eight + "\r\n", "");
  accept("0\r\nA: " + std::string(2048 - 5, 'b') + "\r\n\r\n", "");
}

TEST_CASE("F20 other trailers are refused") {
  refuse("0\r\nA : b\r\n\r\n");
  refuse("0\r\n: b\r\n\r\n");
  refuse("0\r\nA\r\n\r\n");
  refuse("0\r\n A: b\r\n\r\n");
  refuse("0\r\nA: b\r\n c\r\n\r\n");
  refuse("0\r\nA: b\r\n\tc\r\n\r\n");
  refuse("0\r\nA: \0\r\n\r\n"s);
  refuse("0\r\nA: \x7f\r\n\r\n");
  refuse("0\r\nA\xe9: b\r\n\r\n");
  refuse("0\r\nA: b\r\r\n\r\n");
  std::string nine;
  for (int i = 0; i < 9; ++i) nine += "A: b\r\n";
  refuse("0\r\n" + nine + "\r\n");
  refuse("0\r\nA: " + std::string(2048 - 4, 'b') + "\r\n\r\n");
}

}  // namespace ramal::test
