#include "proxy/relay/commands/command_socket.hpp"

#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

#include "proxy/relay/outbox_file.hpp"

namespace ramal::relay {

namespace asio = boost::asio;
using boost::system::error_code;
using local = asio::local::stream_protocol;

namespace {

constexpr std::size_t longest_line = 4'096, longest_path = 107;  // sockaddr_un
constexpr std::size_t most_at_once = 8;
constexpr std::chrono::seconds patience{10}, pause_of_accept{1};

// The user that runs this program, or root.
bool may_ask(int descriptor) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == 0 || peer.uid == ::geteuid();
}

std::uint64_t inode_of(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

// A file that is no socket is somebody's, and stays.
std::string remove_old(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode)) return "is there and is no socket: move it away";
  return ::unlink(path.c_str()) == 0 ? std::string() : std::strerror(errno);
}

}  // namespace

std::string socket_path(const std::string& store) { return store + ".sock"; }

// What conversations share with the socket; `outbox` is null once that is closed.
struct command_socket::shared {
  store::event_store* outbox;
  std::function<void()> changed;
  std::size_t open = 0;
};

// One line in, one text out. It goes by itself when it is over or `patience` has passed.
class command_socket::conversation : public std::enable_shared_from_this<conversation> {
 public:
  conversation(local::socket client, std::shared_ptr<shared> with)
      : client_(std::move(client)), timer_(client_.get_executor()), input_(longest_line), with_(std::move(with)) {
    ++with_->open;
  }
  ~conversation() { --with_->open; }

  void begin() {
    timer_.expires_after(patience);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      error_code ignored;
      if (!error) self->client_.close(ignored);
    });
    asio::async_read_until(client_, input_, '\n', [self = shared_from_this()](error_code error, std::size_t size) {
      if (error) return self->end();
      std::string line(static_cast<const char*>(self->input_.data().data()), size - 1);
      self->answer(line);
    });
  }

 private:
  void answer(const std::string& line) {
    const auto command = read_line(line);
    if (!command) return write({64, "this is no command: the two programs are of different versions\n"});
    if (with_->outbox == nullptr) return write({69, "the program ends\n"});
    // nothing of this object is left on the store's thread
    const auto own = std::make_shared<std::shared_ptr<conversation>>(shared_from_this());
    auto back = [own, loop = client_.get_executor(), what = command->what](command_answer made) {
      asio::post(loop, [self = std::move(*own), what, made = std::move(made)] {
        if (changes_work(what) && self->with_->outbox != nullptr) self->with_->changed();
        self->write(made);
      });
    };
    run(*with_->outbox, *command, wall_now(), std::move(back));
  }

  void write(const command_answer& made) {
    output_ = std::to_string(made.exit_code) + "\n" + made.text;
    asio::async_write(client_, asio::buffer(output_),
                      [self = shared_from_this()](error_code, std::size_t) { self->end(); });
  }

  void end() {
    error_code ignored;
    client_.close(ignored);
    timer_.cancel();
  }

  local::socket client_;
  asio::steady_timer timer_;
  asio::streambuf input_;
  std::string output_;
  std::shared_ptr<shared> with_;
};

command_socket::command_socket(asio::io_context& loop, store::event_store& outbox, std::function<void()> changed)
    : acceptor_(loop), pause_(loop), shared_(std::make_shared<shared>(shared{&outbox, std::move(changed), 0})) {}

std::string command_socket::open(const std::string& store) {
  const std::string path = socket_path(store);
  const auto why = [&path](const std::string& text) {
    return "ramal webhooks list, show, replay, drop, pause and resume will find nobody: " + path + ": " + text;
  };
  if (path.size() > longest_path) return why("the path is too long for a socket: give webhooks.store a shorter one");
  if (const std::string problem = remove_old(path); !problem.empty()) return why(problem);
  error_code error;
  acceptor_.open(local(), error);
  if (!error) acceptor_.bind(local::endpoint(path), error);
  if (!error && ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) error.assign(errno, boost::system::system_category());
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return why(error.message());
  path_ = path;
  inode_ = inode_of(path);
  accept();
  return {};
}

void command_socket::accept() {
  acceptor_.async_accept([this](error_code error, local::socket client) {
    if (error == asio::error::operation_aborted) return;
    if (error) return accept_later();
    if (shared_->open < most_at_once && may_ask(client.native_handle()))
      std::make_shared<conversation>(std::move(client), shared_)->begin();
    accept();
  });
}

// There is no descriptor or memory now.
void command_socket::accept_later() {
  pause_.expires_after(pause_of_accept);
  pause_.async_wait([this](error_code error) {
    if (!error) accept();
  });
}

// The socket of a program that came after this one stays.
void command_socket::close() {
  shared_->outbox = nullptr;
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  if (!path_.empty() && inode_of(path_) == inode_) ::unlink(path_.c_str());
  path_.clear();
}

std::optional<command_answer> ask_running(const std::string& store, const store_command& command) {
  const std::string path = socket_path(store);
  if (path.size() > longest_path) return std::nullopt;
  asio::io_context loop;
  local::socket server(loop);
  error_code error;
  server.connect(local::endpoint(path), error);
  if (error) return std::nullopt;
  const std::string line = to_line(command) + "\n";
  std::string text;
  asio::async_write(server, asio::buffer(line), [&](error_code failed, std::size_t) {
    if (failed) return;
    asio::async_read(server, asio::dynamic_buffer(text, 16'777'216), [](error_code, std::size_t) {});
  });
  loop.run_for(patience + std::chrono::seconds(5));
  const auto end = text.find('\n');
  if (end == std::string::npos)
    return command_answer{69, "the program that has the outbox gave no answer: it may be ending, try again\n"};
  return command_answer{std::atoi(text.substr(0, end).c_str()), text.substr(end + 1)};
}

}  // namespace ramal::relay
