// How commands reach the outbox of a program that runs, which alone may have the file: a Unix socket beside it
// (docs/decisions/outbox-commands.md). All of it on the loop's thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "proxy/relay/commands/store_command.hpp"

namespace ramal::relay {

// "/var/lib/ramal/outbox.db" has "/var/lib/ramal/outbox.db.sock".
std::string socket_path(const std::string& store);

class command_socket {
 public:
  // `changed` is called after each command that may give a destination something to do.
  command_socket(boost::asio::io_context& loop, store::event_store& outbox, std::function<void()> changed);
  ~command_socket() { close(); }
  command_socket(const command_socket&) = delete;
  command_socket& operator=(const command_socket&) = delete;

  // Makes the socket (mode 0600) in the place of one that nobody listens on any more. "" or why not, and what to do: the
  // program serves without it.
  std::string open(const std::string& store);
  // No more commands. Those under way get no answer. Before the outbox goes.
  void close();

 private:
  class conversation;
  struct shared;

  void accept();
  void accept_later();

  boost::asio::local::stream_protocol::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::shared_ptr<shared> shared_;
  std::string path_;
  std::uint64_t inode_ = 0;
};

// From another process: asks the program that has the outbox. Nothing if no program listens there. Blocks for at most 15 s.
std::optional<command_answer> ask_running(const std::string& store, const store_command& command);

}  // namespace ramal::relay
