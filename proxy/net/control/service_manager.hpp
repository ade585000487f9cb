// What systemd is told, and what it hands over: sd_notify(3) and sd_listen_fds(3), without their library.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ramal::net {

// Sends one state ("READY=1", "STATUS=...", several lines at once) as a datagram to $NOTIFY_SOCKET. Without that
// variable nothing happens; a service manager that does not listen is no error.
void notify_service_manager(std::string_view state);

// "RELOADING=1" with the instant that systemd asks for; "READY=1" must follow when the reload is over.
void notify_reloading();

// How often "WATCHDOG=1" is to be sent: half of what systemd allows ($WATCHDOG_USEC). None: no watchdog watches us.
std::optional<std::chrono::microseconds> watchdog_interval();

// The listening sockets that systemd opened for this process ($LISTEN_FDS), as descriptors that children do not get.
// The variables are removed: a second call finds nothing.
std::vector<int> take_inherited_sockets();

}  // namespace ramal::net
