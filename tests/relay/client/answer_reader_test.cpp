#include "proxy/relay/client/answer_reader.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace ramal::relay {
namespace {

using state = answer_reader::state;

struct seen {
  state how = state::more;
  unsigned status = 0;
  std::string body;
  bool whole = false;
  bool reusable = false;

  bool operator==(const seen&) const = default;
};

// In pieces of that size; the connection ends behind them if nothing else ends the answer.
seen read(const std::string& text, std::size_t piece, std::size_t most = 100) {
  answer_reader reader(most);
  seen result;
  for (std::size_t at = 0; at < text.size() && result.how == state::more; at += piece)
    result.how = reader.feed(std::string_view(text).substr(at, piece));
  const bool ended = result.how == state::more;
  if (ended) result.how = reader.end();
  if (result.how != state::done) return result;
  result.status = reader.status();
  result.body = reader.body();
  result.whole = reader.whole();
  result.reusable = !ended && reader.reusable();
  return result;
}

seen answer(unsigned status, std::string body, bool whole, bool reusable) {
  return {state::done, status, std::move(body), whole, reusable};
}

const seen broken{state::broken, 0, "", false, false};

}  // namespace

TEST_CASE("an answer is read the same in any split") {
  const std::vector<std::pair<std::string, seen>> table{
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", answer(200, "ok", true, true)},
      {"HTTP/1.1 204 No Content\r\n\r\n", answer(204, "", true, true)},
      {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", answer(200, "ok", true, false)},
      {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", answer(200, "ok", true, false)},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: r\r\n\r\n",
       answer(200, "abcde", true, true)},
      {"HTTP/1.1 200 OK\r\n\r\nuntil the end", answer(200, "until the end", true, false)},
      {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut", answer(200, "cut", false, false)},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n", answer(200, "abc", false, false)},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nA: b\r\n\r\nHTTP/1.1 201 Made\r\nContent-Length: 0\r\n\r\n",
       answer(201, "", true, true)},
      {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", answer(101, "", true, false)},
      {"HTTP/1.1 500\r\nContent-Length: 0\r\n\r\n", broken},  // Beast wants the blank behind the status
      {"HTTP/1.1 006 Busy\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", broken},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", answer(200, "", true, true)},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", answer(200, "abc", false, false)},
      {"HTTP/1.1 006 Busy\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: r", broken},
      {"HTTP/1.1 2", broken},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", broken},
      {"HTTP/2.0 200 OK\r\n\r\n", broken},
      {"HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n", broken},
      {"220 mail.example ESMTP\r\n", broken},
      {"", broken},
  };
  for (const auto& [text, expected] : table) {
    for (std::size_t piece = 1; piece <= text.size() + 1; ++piece) {
      CAPTURE(text, piece);
      CHECK(read(text, piece) == expected);
    }
  }
}

TEST_CASE("a body that is longer than wanted is cut, and a length that nobody has costs nothing") {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: ";
  CHECK(read(head + "5\r\n\r\nabcde", 3, 5) == answer(200, "abcde", true, true));
  CHECK(read(head + "6\r\n\r\nabcdef", 3, 5) == answer(200, "abcde", false, false));
  CHECK(read(head + "18446744073709551615\r\n\r\nabcdef", 3, 5) == answer(200, "abcde", false, false));
  CHECK(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\nabcdef", 3, 5) ==
        answer(200, "abcde", false, false));
}

TEST_CASE("a head over 16 KiB, and more than eight answers in front of the final one, are none") {
  const std::string line = "X: " + std::string(1'000, 'x') + "\r\n";
  std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
  for (int i = 0; i < 15; ++i) head += line;
  CHECK(read(head + "\r\n", 700).status == 200);
  for (int i = 0; i < 2; ++i) head += line;
  CHECK(read(head + "\r\n", 700) == broken);
  CHECK(read("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x'), 4'096) == broken);
  std::string interim;
  for (int i = 0; i < 8; ++i) interim += "HTTP/1.1 102 Wait\r\n\r\n";
  const std::string last = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  CHECK(read(interim + last, 1'000).status == 200);
  CHECK(read("HTTP/1.1 102 Wait\r\n\r\n" + interim + last, 1'000) == broken);
}

TEST_CASE("Retry-After is handed on, and cut") {
  answer_reader reader(10);
  CHECK(reader.untouched());
  reader.feed("HTTP/1.1 429 Slow\r\nretry-after:  " + std::string(100, '9') + " \r\n\r\n");
  CHECK_FALSE(reader.untouched());
  CHECK(reader.has_head());
  CHECK(reader.retry_after() == std::string(64, '9'));
}

TEST_CASE("bytes behind the answer say that the connection is not in order") {
  CHECK_FALSE(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokX", 100).reusable);
}

}  // namespace ramal::relay
