// The listener of the admin interface over real sockets, with a handler of the test's.
#include "proxy/admin/listener.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/harness/raw_client.hpp"

namespace ramal::admin {
namespace {

using namespace std::chrono_literals;
using tests::raw_client;

// A listener on a thread of its own. The answer says what the handler was given.
class running {
 public:
  // `more`: a text behind each answer.
  explicit running(listener_limits limits = {}, std::string more = {})
      : more_(std::move(more)), listener_(
                                    loop_, {true, "", "127.0.0.1", 0},
                                    [this](const request& asked, std::string_view, std::string_view body) {
                                      answer made;
                                      made.content_type = "text/plain";
                                      made.body = std::string(asked.method) + " " + std::string(asked.path) + " " +
                                                  std::string(body) + (asked.repeated ? " repeated" : "") + more_;
                                      return made;
                                    },
                                    limits) {
    listener_.begin();
    port = listener_.port();
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~running() {
    std::promise<void> stopped;
    boost::asio::post(loop_, [&] {
      listener_.stop();
      loop_.stop();
      stopped.set_value();
    });
    stopped.get_future().wait();
    thread_.join();
  }

  std::uint16_t port = 0;

 private:
  const std::string more_;
  boost::asio::io_context loop_;
  listener listener_;
  std::thread thread_;
};

constexpr const char* get_version = "GET /version?x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n";

}  // namespace

TEST_CASE("requests are answered one after the other on one connection, and nothing is kept of them") {
  running at;
  raw_client client(at.port);
  for (int i = 0; i < 3; ++i) {
    client.send(get_version);
    const auto got = client.read_answer();
    REQUIRE(got.error.empty());
    CHECK(got.status == 200);
    CHECK(got.body == "GET /version ");
    REQUIRE(got.find("Cache-Control"));
    CHECK(*got.find("Cache-Control") == "no-store");
    REQUIRE(got.find("X-Content-Type-Options"));
    CHECK(*got.find("X-Content-Type-Options") == "nosniff");
  }
  client.send("POST /api/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
  CHECK(client.read_answer().body == "POST /api/reload {}");
}

TEST_CASE("HEAD has the length of the body, and no body") {
  running at;
  raw_client client(at.port);
  client.send("HEAD /version HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto got = client.read_answer(true);
  CHECK(got.error.empty());
  REQUIRE(got.find("Content-Length"));
  CHECK(*got.find("Content-Length") == std::to_string(std::string("HEAD /version ").size()));
}

TEST_CASE("a header that decides and stands there twice is seen") {
  running at;
  raw_client client(at.port);
  client.send("GET /version HTTP/1.1\r\nHost: localhost\r\nOrigin: a\r\nOrigin: b\r\n\r\n");
  CHECK(client.read_answer().body == "GET /version  repeated");
}

TEST_CASE("too large heads and bodies, chunks and what is no HTTP are refused, and the connection ends") {
  listener_limits limits;
  limits.head_bytes = 1'024;
  limits.body_bytes = 100;
  running at(limits);
  struct row {
    std::string request;
    int status;
  };
  for (const row& one : {
           row{"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(2'000, 'x') + "\r\n\r\n", 431},
           row{"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 101\r\n\r\n", 413},
           row{"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999\r\n\r\n", 413},
           row{"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", 411},
           row{"\x16\x03\x01 this is TLS\r\n\r\n", 400},
       }) {
    INFO(one.request.substr(0, 80));
    raw_client client(at.port);
    client.send(one.request);
    CHECK(client.read_answer().status == one.status);
    CHECK(client.is_closed_by_peer());
  }
}

TEST_CASE("one connection too many is closed at once, and the others are served") {
  listener_limits limits;
  limits.connections = 3;
  running at(limits);
  std::vector<raw_client> open;
  for (int i = 0; i < 3; ++i) {
    open.emplace_back(at.port);
    open.back().send(get_version);
    CHECK(open.back().read_answer().status == 200);
  }
  for (int i = 0; i < 5; ++i) {
    raw_client more(at.port);
    CHECK(more.is_closed_by_peer());
  }
  open.front().send(get_version);
  CHECK(open.front().read_answer().status == 200);
}

TEST_CASE("a client that never ends its request is closed") {
  listener_limits limits;
  limits.read_time = 50ms;
  running at(limits);
  raw_client client(at.port);
  client.send("GET /version HT");
  CHECK(client.is_closed_by_peer());
}

TEST_CASE("a client that reads nothing does not hold up the others, and is closed") {
  listener_limits limits;
  limits.write_time = 100ms;
  running at(limits, std::string(64U * 1024U * 1024U, 'x'));
  raw_client slow(at.port);
  slow.send(get_version);
  raw_client other(at.port);
  other.send("HEAD /version HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(other.read_answer(true).status == 200);
  CHECK_FALSE(slow.read_answer().error.empty());  // cut
}

}  // namespace ramal::admin
