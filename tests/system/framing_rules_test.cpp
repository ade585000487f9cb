// Rules F of http-rules.md: how a request is framed; chunk_rules_test.cpp has its chunks. Refused ones come to
// the engine in no part. What does not depend on the method holds at a hook, too.
#include <catch2/catch.hpp>

#include "tests/system/rule_table.hpp"

namespace ramal::system_tests {
namespace {

using namespace std::string_literals;

std::vector<refused_row> framings(const std::vector<std::string>& fields, int status, const std::string& code) {
  std::vector<refused_row> rows;
  for (const auto& each : fields) rows.push_back({each, start_with(each, whole_chunks), status, code});
  return rows;
}

std::vector<refused_row> values(const std::string& name, const std::vector<std::string>& texts, int status,
                                const std::string& code) {
  std::vector<std::string> fields;
  for (const auto& text : texts) fields.push_back(name + ": " + text + "\r\n");
  return framings(fields, status, code);
}

std::vector<refused_row> bad_lines(const std::vector<std::string>& lines) {
  std::vector<refused_row> rows;
  for (const auto& line : lines) rows.push_back({line, list_with(line), 400, "BAD_HEADER"});
  return rows;
}

}  // namespace

TEST_CASE("F1 Content-Length and Transfer-Encoding together") {
  gateway both(with_hook());
  check_refused(both, and_at_hook(framings({"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                                            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                                            "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
                                            "transfer-encoding: Chunked\r\nX: y\r\nCONTENT-LENGTH: 33\r\n",
                                            "Transfer-Encoding: gzip, chunked\r\nContent-Length: 5\r\n",
                                            "Transfer-Encoding: identity\r\nContent-Length: 5\r\n"},
                                           400, "BAD_FRAMING")));
}

TEST_CASE("F2 two lengths, equal or not, or a list") {
  gateway both(with_hook());
  check_refused(both, and_at_hook(framings({"Content-Length: 26\r\nContent-Length: 26\r\n",
                                            "Content-Length: 26\r\nContent-Length: 0\r\n",
                                            "Content-Length: 0\r\nX: y\r\ncontent-length: 0\r\n",
                                            "Content-Length: 26, 26\r\n", "Content-Length: 0,26\r\n"},
                                           400, "BAD_FRAMING")));
}

TEST_CASE("F3 a length that is no plain number") {
  gateway both(with_hook());
  check_refused(both, and_at_hook(values("Content-Length",
                                         {"+5", "-5", "0x5", "5_0", "1 0", "abc", "", "05", "00", "5.0", "5;", "\"5\"",
                                          "18446744073709551616", "18446744073709551642", "99999999999999999999999999"},
                                         400, "BAD_FRAMING")));
}

TEST_CASE("F4 blanks around a length") {
  gateway both(with_hook());
  for (const char* value : {"26", " 26", "  26 ", "\t26\t \t"})
    check_accepted(
        both, and_at_hook({{value, start_with("Content-Length:"s + value + "\r\n", plain_body), 201, 1, native_body}}));
}

TEST_CASE("F5 a length over the limit is refused before the body, without a 100") {
  gateway both(with_hook({{"limits.body_bytes", "1KiB"}, {"webhooks.body_bytes", "1KiB"}}));
  check_refused(
      both, and_at_hook({{"over", start_with("Content-Length: 1025\r\n"), 413, "PAYLOAD_TOO_LARGE"},
                         {"far over", start_with("Content-Length: 9999999999999999999\r\n"), 413, "PAYLOAD_TOO_LARGE"},
                         {"expecting", start_with("Content-Length: 1025\r\nExpect: 100-continue\r\n"), 413,
                          "PAYLOAD_TOO_LARGE"}}));
  const std::string padded = plain_body + std::string(1024 - 26, ' ');
  check_accepted(both,
                 and_at_hook({{"at the limit", start_with("Content-Length: 1024\r\n", padded), 201, 1, native_body}}));
}

TEST_CASE("F6 chunked, in any case") {
  gateway both(with_hook());
  for (const char* value : {"chunked", "Chunked", "CHUNKED", "  chunked\t"})
    check_accepted(
        both,
        and_at_hook({{value, start_with("Transfer-Encoding:"s + value + "\r\n", whole_chunks), 201, 1, native_body}}));
  check_accepted(
      both,
      and_at_hook({{"several", chunked_start("00001\r\n{\r\n19\r\n\"number\":\"5511987654321\"}\r\n000\r\n\r\n"), 201,
                    1, native_body},
                   {"upper case size", chunked_start("1A\r\n"s + plain_body + "\r\n0\r\n\r\n"), 201, 1, native_body}}));
}

TEST_CASE("F7 other codings that end in chunked") {
  gateway both(with_hook());
  check_refused(
      both, and_at_hook(values("Transfer-Encoding", {"gzip, chunked", "deflate , br ,\tCHUNKED", "x-a,chunked"}, 501,
                               "UNSUPPORTED_CODING")));
}

TEST_CASE("F8 any other transfer coding") {
  gateway both(with_hook());
  check_refused(both, and_at_hook(values(
                          "Transfer-Encoding",
                          {"chunked, gzip", "chunked, chunked", "identity", "xchunked", "", ",", "chunked,", ",chunked",
                           "chunked;q=1", "\"chunked\"", "chunked chunked", "chun ked", "gzip", "c\xa0hunked"},
                          400, "BAD_FRAMING")));
  check_refused(both, and_at_hook(framings({"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                                            "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"},
                                           400, "BAD_FRAMING")));
  check_refused(both, and_at_hook(values("Transfer-Encoding",
                                         {"\x0b"
                                          "chunked",
                                          "chunked\x0c", "\0chunked"s},
                                         400, "BAD_HEADER")));
}

TEST_CASE("F9 Transfer-Encoding in HTTP/1.0") {
  gateway both(with_hook());
  auto request = chunked_start(whole_chunks);
  request.replace(request.find("HTTP/1.1"), 8, "HTTP/1.0");
  check_refused(both, and_at_hook({{"HTTP/1.0", request, 400, "BAD_FRAMING"}}));
}

TEST_CASE("F10 a folded line, anywhere") {
  gateway both(with_hook());
  check_refused(both, and_at_hook(bad_lines({"X: a\r\n b\r\n", "X: a\r\n\tb\r\n", " X: a\r\n", "X: a\r\n \r\n"})));
  auto first = list_with("");
  first.insert(first.find("Host"), " ");
  check_refused(both, and_at_hook({{"first line", first, 400, "BAD_HEADER"}}));
}

TEST_CASE("F11 a name that is no token with a colon behind it") {
  gateway both(with_hook());
  check_refused(both, and_at_hook(bad_lines({"X : a\r\n", "X\t: a\r\n", "X\r\n", ": a\r\n", "X Y: a\r\n", "X(Y): a\r\n",
                                             "X\xe9: a\r\n", "X\0: a\r\n"s, "Content-Length : 26\r\n",
                                             "Transfer-Encoding\x0b: chunked\r\n"})));
}

TEST_CASE("F12 a bare LF or CR") {
  gateway both;
  check_refused(both, bad_lines({"X: a\nY: b\r\n", "X: a\rY: b\r\n", "X: a\r\r\n", "X: a\n\r\n"}));
  const std::string line = "GET "s + default_mount + "/call/list HTTP/1.1";
  check_refused(both, {{"request line", line + "\nHost: a\r\n\r\n", 400, "BAD_REQUEST_LINE"},
                       {"all lines", line + "\nHost: a\n\n", 400, "BAD_REQUEST_LINE"},
                       {"CR CR LF", line + "\r\r\nHost: a\r\n\r\n", 400, "BAD_VERSION"}});
  check_refused(both,
                bad_chunks({"1a\n"s + plain_body + "\r\n0\r\n\r\n", "1a\r\n"s + plain_body + "\n0\r\n\r\n",
                            "1a\r"s + plain_body + "\r\n0\r\n\r\n", "1a\r\n"s + plain_body + "\r\n0\n\r\n",
                            "1a\r\n"s + plain_body + "\r\n0\r\n\n", "1a\r\n"s + plain_body + "\r\n0\r\nA: b\n\r\n"}));
}

TEST_CASE("F13 control bytes in a value, high bytes in a value that is used") {
  gateway both;
  check_refused(both, bad_lines({"X: a\0b\r\n"s,
                                 "X: a\x01"
                                 "b\r\n",
                                 "X: a\x7f"
                                 "b\r\n",
                                 "X: \x1b[0m\r\n", "X: a\x08\r\n", "Origin: http://caf\xc3\xa9\r\n",
                                 "x-api-key: caf\xc3\xa9\r\n", "Connection: caf\xc3\xa9\r\n"}));
  check_accepted(both, {{"in a value that nobody uses", list_with("X: Jos\xc3\xa9\tSilva\xff\r\n"), 200}});
}

TEST_CASE("F14 a request line that is not three parts with single blanks") {
  gateway both;
  const std::string target = default_mount + "/call/list"s;
  for (const auto& line :
       {"GET  " + target + " HTTP/1.1", "GET " + target + "  HTTP/1.1", "GET " + target + " x HTTP/1.1",
        " GET " + target + " HTTP/1.1", "GET " + target + " HTTP/1.1 ", "GET"s})
    check_refused(both, {{line, with_line(line), 400, "BAD_REQUEST_LINE"}});
  check_refused(both, {{"tab", with_line("GET\t" + target + " HTTP/1.1"), 400, "BAD_METHOD"},
                       {"second tab", with_line("GET " + target + "\tHTTP/1.1"), 400, "BAD_VERSION"}});
}

TEST_CASE("F15 other versions") {
  gateway both;
  const std::string start = "GET "s + default_mount + "/call/list ";
  for (const char* version : {"HTTP/1.2", "HTTP/2.0", "HTTP/3.0"})
    check_refused(both, {{version, with_line(start + version), 505, "VERSION_NOT_SUPPORTED"}});
  for (const char* version :
       {"HTTP/0.9", "HTTP/1", "HTTP/11", "HTTP/1.10", "http/1.1", "HTTP/1,1", "HTTP/+1.1", "FTP/1.1"})
    check_refused(both, {{version, with_line(start + version), 400, "BAD_VERSION"}});
  check_refused(both, {{"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "VERSION_NOT_SUPPORTED"},
                       {"HTTP/0.9", "GET "s + default_mount + "/call/list\r\n", 400, "BAD_VERSION"}});
}

TEST_CASE("F16 one empty line before the request, not two") {
  gateway both;
  check_accepted(both, {{"one", "\r\n" + list_with(""), 200}});
  check_refused(both, {{"two", "\r\n\r\n" + list_with(""), 400, "BAD_REQUEST_LINE"},
                       {"bare LF", "\n" + list_with(""), 400, "BAD_REQUEST_LINE"}});
}

TEST_CASE("F22 no length is no body, a GET's body is read and dropped") {
  gateway both;
  auto reject = post("/call/a/reject", "");
  reject.erase(reject.find("Content-Length: 0\r\n"), 19);
  check_accepted(
      both, {{"POST without length", reject, 200},
             {"GET with length", list_with("Content-Length: 5\r\n") + "hello", 200},
             {"GET with chunks", list_with("Transfer-Encoding: chunked\r\n") + whole_chunks, 200},
             {"GET that hides a request",
              list_with("Content-Length: " + std::to_string(list_with("").size()) + "\r\n") + list_with(""), 200}});
}

TEST_CASE("F23 a body that is cut: FIN 400, silence 408, and nothing goes to the engine") {
  gateway both(with_hook({{"limits.body_timeout", "300ms"}}));
  const std::string chunks = "Transfer-Encoding: chunked\r\n\r\n1a\r\n";
  for (const auto& request : {start_with("Content-Length: 26\r\n", "{\"number\":"), chunked_start("1a\r\n{\"numb"),
                              chunked_start("1a\r\n"s + plain_body + "\r\n0\r\n"),
                              event_head() + "Content-Length: 26\r\n\r\n{\"event\":", event_head() + chunks + "{\"ev",
                              event_head() + chunks + odd_event + "\r\n0\r\n"}) {
    CAPTURE(request);
    auto ends = both.connect();
    ends.send(request);
    ends.half_close();
    const auto cut = ends.read_answer();
    CHECK(cut.status == 400);
    CHECK(code_of(cut) == "BODY_CUT");
    CHECK(ends.is_closed_by_peer());
    auto silent = both.connect();
    silent.send(request);
    const auto late = silent.read_answer();
    CHECK(late.status == 408);
    CHECK(code_of(late) == "REQUEST_TIMEOUT");
    CHECK(says_close(late));
    CHECK(silent.is_closed_by_peer());
  }
  CHECK(both.engine.requests().empty());
}

TEST_CASE("F26 an early refusal with an unread body closes the connection") {
  gateway both(with_hook());
  auto wrong_key = post("/call/start", plain_body);
  wrong_key.replace(wrong_key.find(client_key), std::string(client_key).size(), "nobody");
  auto wrong_hook = event_post(odd_event), below_hook = wrong_hook, put = wrong_hook;
  wrong_hook.insert(wrong_hook.find(" HTTP"), "x");
  below_hook.insert(below_hook.find(" HTTP"), "/x");
  put.replace(0, 4, "PUT");
  check_refused(both,
                {{"no such route", post("/no/such/route", plain_body), 404, "ROUTE_NOT_FOUND"},
                 {"wrong method", post("/call/list", plain_body), 405, "METHOD_NOT_ALLOWED"},
                 {"wrong key", wrong_key, 401, ""},
                 {"wrong hook", wrong_hook, 404, "ROUTE_NOT_FOUND"},
                 {"below a hook", below_hook, 404, "ROUTE_NOT_FOUND"},
                 {"wrong method at a hook", put, 405, "METHOD_NOT_ALLOWED"},
                 {"encoded event", event_post(odd_event, "Content-Encoding: gzip\r\n"), 415, "UNSUPPORTED_ENCODING"}});
}

}  // namespace ramal::system_tests
