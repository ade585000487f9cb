// How commands reach the program that has the outbox.
#include "proxy/relay/commands/command_socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <cstring>
#include <fstream>
#include <future>
#include <thread>

#include "tests/store/world.hpp"

namespace ramal::relay {
namespace {

using store::temporary_folder;

// A program that has an outbox, on a thread of its own.
class program {
 public:
  explicit program(const std::string& file)
      : outbox_(store::open_memory_store({})), socket_(loop_, *outbox_, [this] { ++changed; }) {
    problem = socket_.open(file);
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~program() { end(); }
  void end() {
    if (!thread_.joinable()) return;
    boost::asio::post(loop_, [this] { socket_.close(); });
    work_.reset();
    thread_.join();
    outbox_->close();
  }

  std::string problem;
  std::atomic<int> changed{0};

 private:
  boost::asio::io_context loop_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{loop_.get_executor()};
  std::unique_ptr<store::event_store> outbox_;
  command_socket socket_;
  std::thread thread_;
};

// What the socket answers to these bytes, until it ends.
std::string answer_to(const std::string& path, const std::string& bytes) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  path.copy(to.sun_path, sizeof to.sun_path - 1);
  REQUIRE(::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
  const timeval bound{20, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound);
  REQUIRE(::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
  std::string text;
  char piece[512];
  for (ssize_t got = 0; (got = ::recv(fd, piece, sizeof piece, 0)) > 0;)
    text.append(piece, static_cast<std::size_t>(got));
  ::close(fd);
  return text;
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

bool is_there(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

}  // namespace

TEST_CASE("a command reaches the program that runs, by a socket that only its user may use") {
  const temporary_folder folder;
  const std::string file = folder.file("outbox.db");
  CHECK_FALSE(ask_running(file, {}).has_value());
  program running(file);
  CHECK(running.problem.empty());
  CHECK(mode_of(file + ".sock") == 0600);
  const auto list = ask_running(file, {});
  REQUIRE(list.has_value());
  CHECK(list->exit_code == 0);
  CHECK(list->text == "0 events wait, 0 KiB\nno such events\n");
  CHECK(running.changed == 0);
  const auto pause = ask_running(file, {store_verb::pause, "", "", "shop", "", 1});
  REQUIRE(pause.has_value());
  CHECK(pause->text.starts_with("paused"));
  CHECK(running.changed == 1);
  const auto show = ask_running(file, {store_verb::show, "rml_none", "", "", "", 1});
  REQUIRE(show.has_value());
  CHECK(show->exit_code == 1);
  running.end();
  CHECK_FALSE(is_there(file + ".sock"));
  CHECK_FALSE(ask_running(file, {}).has_value());
}

TEST_CASE("what is no command is refused, and a line has a bound") {
  const temporary_folder folder;
  const std::string file = folder.file("outbox.db");
  const program running(file);
  CHECK(answer_to(file + ".sock", "GET / HTTP/1.1\r\n").starts_with("64\n"));
  CHECK(answer_to(file + ".sock", "\n").starts_with("64\n"));
  CHECK(answer_to(file + ".sock", std::string(4'096, 'x')).empty());
  CHECK(ask_running(file, {})->exit_code == 0);
}

TEST_CASE("a socket that a program left behind is replaced, and a file that is none stays") {
  const temporary_folder folder;
  const std::string file = folder.file("outbox.db");
  {
    const int left = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    (file + ".sock").copy(at.sun_path, sizeof at.sun_path - 1);
    REQUIRE(::bind(left, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
    ::close(left);
  }
  CHECK_FALSE(ask_running(file, {}).has_value());
  {
    const program running(file);
    CHECK(running.problem.empty());
    CHECK(ask_running(file, {}).has_value());
  }
  std::ofstream(file + ".sock") << "mine";
  const program other(file);
  CHECK(other.problem.find("is no socket: move it away") != std::string::npos);
  CHECK(is_there(file + ".sock"));
}

TEST_CASE("the socket of a program that came later stays when the first one ends") {
  const temporary_folder folder;
  const std::string file = folder.file("outbox.db");
  program first(file);
  const program second(file);
  first.end();
  CHECK(is_there(file + ".sock"));
  CHECK(ask_running(file, {}).has_value());
}

TEST_CASE("a path that is too long for a socket, or a folder that is not there, costs the commands only") {
  const std::string far = "/tmp/" + std::string(120, 'a') + "/outbox.db";
  CHECK(program(far).problem.find("the path is too long for a socket") != std::string::npos);
  CHECK_FALSE(ask_running(far, {}).has_value());
  CHECK(program("/does/not/exist/outbox.db").problem.find("will find nobody") != std::string::npos);
}

}  // namespace ramal::relay
