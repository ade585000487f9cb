#include "engine/status_reader.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace ramal::engine;
using state = status_reader::state;

namespace {

struct outcome {
  state last = state::more;
  unsigned status = 0;
  bool operator==(const outcome&) const = default;
};

outcome read_whole(const std::string& bytes) {
  status_reader reader;
  const state last = reader.feed(bytes);
  return {last, reader.status()};
}

outcome read_by(const std::string& bytes, std::size_t step) {
  status_reader reader;
  state last = state::more;
  for (std::size_t at = 0; at < bytes.size() && last == state::more; at += step) {
    last = reader.feed(std::string_view(bytes).substr(at, step));
  }
  return {last, reader.status()};
}

}  // namespace

TEST_CASE("the status of an answer is known at the end of its status line, whatever follows") {
  const std::vector<std::pair<std::string, unsigned>> rows{
      {"HTTP/1.1 200 OK\r\n", 200},
      {"HTTP/1.1 200\r\n", 200},
      {"HTTP/1.1 200 \r\n", 200},
      {"HTTP/1.0 200 OK\r\n", 200},
      {"HTTP/1.1 204 No Content\n", 204},
      {"HTTP/1.1 200\n", 200},
      {"http/1.1 201 Created\r\n", 201},
      {"HTTP/2 200\r\n", 200},
      {"HTTP/1.1  202  Accepted\r\n", 202},
      {"HTTP/1.1\t299\tfine\r\n", 299},
      {"\r\nHTTP/1.1 200 OK\r\n", 200},
      {"HTTP/1.1 200 \xc3\xa7\x01\r\n", 200},
      {"HTTP/1.1 200 " + std::string(100'000, 'x') + "\r\n", 200},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n", 200},
      {"HTTP/1.1 100\r\n\r\nHTTP/1.1 200\r\n", 200},
      {"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\nLink: <b>\r\n\r\nHTTP/1.1 102 x\n\nHTTP/1.1 503 x\r\n", 503},
      {"HTTP/1.1 101 Switching Protocols\r\n", 101},
      {"HTTP/1.1 302 Found\r\n", 302},
      {"HTTP/1.1 999 odd\r\n", 999},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\nno colon\r\n\x00\xff junk", 200},
  };
  for (const auto& [bytes, status] : rows) {
    INFO(bytes.substr(0, 80));
    CHECK(read_whole(bytes) == outcome{state::done, status});
    CHECK(read_by(bytes, 1) == outcome{state::done, status});
    CHECK(read_by(bytes, 7) == outcome{state::done, status});
  }
}

TEST_CASE("what is no answer is told as soon as its first line ends") {
  for (const std::string bytes :
       {"ok\r\n", "SSH-2.0-OpenSSH_9\r\n", "HTTP/1.1 OK\r\n", "HTTP/1.1 20\r\n", "HTTP/1.1 2000 OK\r\n",
        "HTTP/1.1 200OK\r\n", "HTTP/1.1 -20 x\r\n", "HTTP/1.1 099 x\r\n", "HTTP/ 200 OK\r\n", "HTTP/1.1200 OK\r\n",
        "<html>\n", "HTTP/1.1 100 Continue\r\n\r\nnonsense\r\n"}) {
    INFO(bytes);
    CHECK(read_whole(bytes).last == state::broken);
    CHECK(read_by(bytes, 1).last == state::broken);
  }
}

TEST_CASE("an answer that is cut inside its status line is not one yet") {
  for (const std::string bytes :
       {"", "HTTP/1.1 200", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r", "\r\n",
        "HTTP/1.1 100 Continue\r\nHTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200"}) {
    INFO(bytes);
    CHECK(read_whole(bytes) == outcome{state::more, 0});
  }
}

TEST_CASE("a receiver that never comes to a final status is given up after 256 KiB") {
  std::string endless;
  while (endless.size() <= 256 * 1024) endless += "HTTP/1.1 100 Continue\r\n\r\n";
  CHECK(read_whole(endless).last == state::broken);
  CHECK(read_whole(std::string(300'000, 'x')).last == state::broken);
  CHECK(read_whole(std::string(300'000, '\n')).last == state::broken);
}
