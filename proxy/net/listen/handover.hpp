// How a port passes to another process that also listens on it (SO_REUSEPORT), without losing a connection. Closing a
// listener resets the connections that nobody has accepted and those whose handshake is under way; so new handshakes
// are sent to the other process first, then kept off, and what is there is accepted.
#pragma once

#include <cstddef>

#include "proxy/net/loop/socket.hpp"

namespace ramal::net {

// Whether more than `own` sockets listen on this address: another process has them. True if the system does not tell.
bool has_successor(const socket_address& address, std::size_t own);

// Sends handshakes of the whole port to the first listener behind the `own` ones, which were there first; where there
// is none, nothing changes. Of no effect where the system refuses it: stop_handshakes alone loses nothing either.
void send_elsewhere(int listener, std::size_t own);
// Drops what begins a handshake at this listener, without an answer: the client tries again after a second, and meets
// another one. Then undoes send_elsewhere.
void stop_handshakes(int listener);

}  // namespace ramal::net
