// The sockets that we listen on: one for each worker and address, all of one port, so that the kernel spreads
// connections (SO_REUSEPORT). Owns them until drain().
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "config/model.hpp"
#include "proxy/net/loop/socket.hpp"

namespace ramal::net {

class listeners {
 public:
  // Binds all but those whose address an inherited socket has: all workers take connections from that one, and it stays
  // open for the next process. A port of 0 becomes the one that the system chose. Throws std::runtime_error
  // or std::system_error with what to do.
  listeners(std::vector<config::listener> wanted, const std::vector<int>& inherited, std::size_t workers);

  std::size_t size() const { return wanted_.size(); }
  std::uint16_t port(std::size_t index) const { return wanted_[index].port; }
  std::string address(std::size_t index) const;  // host:port, as bound
  // Whether systemd, or another program that started us, opened this one.
  bool is_inherited(std::size_t index) const { return inherited_[index] >= 0; }
  // One worker's sockets, in the order of the configuration.
  std::vector<int> of_worker(std::size_t worker) const;

  // Those of our addresses on which another process listens, too (O7b). Not after drain().
  std::set<std::string> shared_addresses() const;
  // Before drain(): if another process listens on our ports, new connections go there from now on, and true says that
  // those under way need a moment to come in.
  bool hand_over();
  // Nothing begins a handshake any more. The answer has each worker's sockets, for the worker to take what waits there
  // and to close them: they are its own from now on.
  std::vector<std::vector<owned_descriptor>> drain();

 private:
  owned_descriptor open(std::size_t index) const;

  std::vector<config::listener> wanted_;
  std::vector<int> inherited_;                          // by listener: a socket that the next process uses too, or -1
  std::vector<std::vector<owned_descriptor>> sockets_;  // by worker and listener; none after drain()
};

}  // namespace ramal::net
