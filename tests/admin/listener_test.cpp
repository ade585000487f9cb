// The listener of the admin interface over real sockets, with a handler of the test's.
#include "proxy/admin/listener.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/harness/eventually.hpp"
#include "tests/harness/ramal_process.hpp"
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
                                      if (asked.path == "/refused") made.status = 403;
                                      made.shows_token = asked.authorization.has_value();
                                      made.content_type = "text/plain";
                                      made.body = std::string(asked.method) + " " + std::string(asked.path) + " " +
                                                  std::string(body) + (asked.repeated ? " repeated" : "") +
                                                  (asked.path == "/part" ? more_.substr(0, 100'000) : more_);
                                      if (asked.path == "/stream") made.more = [this] { return more_; };
                                      if (asked.path == "/stream") made.body = "hello";
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

// Of a stream.
class reader {
 public:
  explicit reader(std::uint16_t port) : socket_(tests::socket::connect(port)) {
    say("GET /stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\n\r\n");
  }
  void say(std::string_view bytes) { socket_.write(bytes, tests::within()); }
  // Whether this comes before the end.
  bool reads(const std::string& part) {
    const tests::deadline until = tests::within();
    while (text_.find(part) == std::string::npos)
      if (socket_.read(text_, until) != tests::read_outcome::bytes) return false;
    return true;
  }
  bool is_ended() {
    const tests::deadline until = tests::within();
    for (;;) {
      const tests::read_outcome what = socket_.read(text_, until);
      if (what != tests::read_outcome::bytes) return what != tests::read_outcome::timeout;
    }
  }

 private:
  tests::socket socket_;
  std::string text_;
};

constexpr const char* get_version = "GET /version?x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n";
constexpr const char* get_with_token = "GET /version HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\n\r\n";

int status_of(raw_client& client, const char* asked) {
  client.send(asked);
  return client.read_answer().status;
}

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

TEST_CASE("O6 a new connection is served, and takes the room of the oldest one without a token") {
  running at({.connections = 3});
  raw_client first(at.port), second(at.port), third(at.port);
  raw_client late(at.port);
  CHECK(status_of(late, get_version) == 200);
  CHECK(first.is_closed_by_peer());
  CHECK(status_of(second, get_version) == 200);  // which makes it no younger
  raw_client later(at.port);
  CHECK(status_of(later, get_version) == 200);
  CHECK(second.is_closed_by_peer());
  CHECK(status_of(third, get_version) == 200);
}

TEST_CASE("O6 whoever has shown the token makes way for nobody: pages that wait, and streams") {
  running at({.connections = 2});
  raw_client known(at.port);
  CHECK(status_of(known, get_with_token) == 200);
  reader stream(at.port);
  CHECK(stream.reads("\r\n\r\nhello"));
  for (int i = 0; i < 5; ++i) {
    raw_client more(at.port);
    CHECK(more.is_closed_by_peer());
  }
  CHECK(status_of(known, get_version) == 200);  // it needs no token: the connection has shown it before
  raw_client more(at.port);
  CHECK(more.is_closed_by_peer());
  stream.say("x");
  CHECK(stream.is_ended());
  CHECK(tests::eventually([&] {
    raw_client other(at.port);
    return status_of(other, get_version) == 200;
  }));
}

TEST_CASE("O6 a body that does not come, and an answer that nobody reads, make way") {
  running at({.connections = 1, .answer_bytes = std::size_t{128} << 20}, std::string(64U << 20, 'x'));
  raw_client no_body(at.port);
  no_body.send("POST /api/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{");
  tests::socket slow = tests::socket::connect(at.port);
  slow.write(get_version, tests::within());
  std::string got;
  CHECK(slow.read(got, tests::within()) == tests::read_outcome::bytes);
  raw_client other(at.port);
  other.send("HEAD /version HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(other.read_answer(true).status == 200);
  CHECK(no_body.is_closed_by_peer());
  while (slow.read(got, tests::within()) == tests::read_outcome::bytes) {}
  CHECK(got.size() < std::size_t{64} << 20);  // cut
}

TEST_CASE("O6 a client that never ends its request is closed") {
  listener_limits limits;
  limits.read_time = 50ms;
  running at(limits);
  raw_client client(at.port);
  client.send("GET /version HT");
  CHECK(client.is_closed_by_peer());
}

TEST_CASE("O6 a request that is refused ends its connection, so that a stranger's page holds no places") {
  running at;
  raw_client client(at.port);
  client.send("GET /refused HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.read_answer().status == 403);
  CHECK(client.is_closed_by_peer());
}

TEST_CASE("O6 a client that reads nothing does not hold up the others, and is closed") {
  listener_limits limits;
  limits.write_time = 100ms;
  limits.answer_bytes = std::size_t{128} << 20;
  running at(limits, std::string(64U * 1024U * 1024U, 'x'));
  raw_client slow(at.port);
  slow.send(get_version);
  raw_client other(at.port);
  other.send("HEAD /version HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(other.read_answer(true).status == 200);
  CHECK_FALSE(slow.read_answer().error.empty());  // cut
}

TEST_CASE("O6 answers that nobody reads have a bound, and small ones are given all the same") {
  listener_limits limits;
  limits.answer_bytes = std::size_t{16} << 20;
  running at(limits, std::string((std::size_t{16} << 20) - 50'000, 'x'));
  const auto status_of_part = [&at] {
    raw_client other(at.port);
    other.send("GET /part HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return other.read_answer().status;
  };
  raw_client slow(at.port);
  slow.send(get_version);
  CHECK(tests::eventually([&] { return status_of_part() == 503; }));
  raw_client refused(at.port);
  refused.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(9'000, 'x') + "\r\n\r\n");
  CHECK(refused.read_answer().status == 431);
  slow.close();
  CHECK(tests::eventually([&] { return status_of_part() == 200; }));
}

namespace {

// A connection to a Unix socket: -1 if nobody listens there.
int connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return made;
  ::close(made);
  return -1;
}

answer nothing(const request&, std::string_view, std::string_view) { return {}; }

}  // namespace

TEST_CASE("O6 a stream whose client reads too slowly is ended, and makes way for another one") {
  running at({.streams = 1, .write_time = 50ms}, std::string(4 << 20, 'x'));
  reader slow(at.port);
  CHECK(slow.reads("HTTP/1.1 200 "));
  CHECK(tests::eventually([&] { return reader(at.port).reads("HTTP/1.1 200 "); }));
}

TEST_CASE("O6 a stream ends when its time is over, and when its client says anything") {
  running at({.streams = 1, .stream_time = 1ms});
  reader patient(at.port);
  CHECK(patient.reads("\r\n\r\nhello"));
  CHECK(patient.is_ended());
  running endless({.streams = 1});
  reader talker(endless.port);
  CHECK(talker.reads("\r\n\r\nhello"));
  CHECK(reader(endless.port).reads("HTTP/1.1 503 "));
  talker.say("x");
  CHECK(talker.is_ended());
}

TEST_CASE("O6 a Unix socket is for its user and group, and goes with the listener") {
  const tests::temporary_directory folder;
  const std::string path = (folder.path() / "admin.sock").string();
  boost::asio::io_context loop;
  {
    listener at(loop, {true, path, "", 0}, nothing);
    at.begin();
    struct stat status {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0660);
    CHECK(at.port() == 0);
    const int client = connect_to(path);
    CHECK(client >= 0);
    ::close(client);
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("O6 a Unix socket of a program that runs is not taken from it, one that was left behind is") {
  const tests::temporary_directory folder;
  const std::string path = (folder.path() / "admin.sock").string();
  boost::asio::io_context loop;
  auto first = std::make_unique<listener>(loop, config::admin_address{true, path, "", 0}, nothing);
  first->begin();
  listener second(loop, {true, path, "", 0}, nothing);
  second.begin();  // says that it cannot, and tries again
  first.reset();
  CHECK(connect_to(path) < 0);
  CHECK(tests::eventually([&] {
    loop.poll();
    const int client = connect_to(path);
    if (client >= 0) ::close(client);
    return client >= 0;
  }));
  std::filesystem::rename(path, path + ".old");
  const int left = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);  // one that nobody listens at any more
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  REQUIRE(::bind(left, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  ::close(left);
  listener third(loop, {true, path, "", 0}, nothing);
  third.begin();
  const int client = connect_to(path);
  CHECK(client >= 0);
  ::close(client);
  second.stop();  // its own file was moved away: the one of the third stays
  CHECK(std::filesystem::exists(path));
}

TEST_CASE("O6 a file that is no socket is left alone") {
  const tests::temporary_directory folder;
  const std::string path = (folder.path() / "admin.sock").string();
  std::ofstream(path) << "somebody's";
  boost::asio::io_context loop;
  listener at(loop, {true, path, "", 0}, nothing);
  at.begin();
  at.stop();
  CHECK(std::filesystem::is_regular_file(path));
}

}  // namespace ramal::admin
