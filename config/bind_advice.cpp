#include "config/bind_advice.hpp"

#include <cerrno>

#include "config/addresses.hpp"

namespace ramal::config {
namespace {

constexpr std::uint16_t first_free_port = 1'024;  // net.ipv4.ip_unprivileged_port_start may lower it

std::string with_rights(const listener& address, std::string_view setting) {
  const std::string elsewhere = "choose another address in " + std::string(setting);
  if (address.port == 0 || address.port >= first_free_port)
    return "a rule of this system forbids it (SELinux, AppArmor, SocketBindDeny= of a systemd unit): allow it there, "
           "or " +
           elsewhere;
  return "ports below 1024 need a right: choose a higher one in " + std::string(setting) +
         ", or grant it (setcap cap_net_bind_service=+ep FILE, AmbientCapabilities=CAP_NET_BIND_SERVICE of a systemd "
         "unit, sysctl net.ipv4.ip_unprivileged_port_start)";
}

}  // namespace

std::string bind_advice(int error, const listener& address, std::string_view setting) {
  const std::string where(setting);
  const bool v6 = address.host.find(':') != std::string::npos;
  switch (error) {
    case EADDRINUSE:
      return "stop the program that listens there (ss -ltnp shows it), or choose another port in " + where;
    case EACCES:
    case EPERM: return with_rights(address, setting);
    case EADDRNOTAVAIL:
      return "this machine has no such address (ip address shows those it has): correct it in " + where +
             ", or write " + (v6 ? "[::]" : "0.0.0.0") + ":" + std::to_string(address.port) + " for every one";
    case EAFNOSUPPORT:
      return v6 ? "this system has no IPv6: turn it on, or write an IPv4 address in " + where
                : "this system has no IPv4: turn it on, or write an IPv6 address in " + where;
    case EINVAL:
    case ENODEV:
      return "the system does not take this address (one of a single link, fe80::, is not served): correct it in " +
             where;
    case EMFILE:
    case ENFILE: return "raise the limit of open files (ulimit -n, LimitNOFILE= of a systemd unit)";
    case ENOBUFS:
    case ENOMEM: return "the system has no memory left: free some, then start again";
    default: return "correct " + where + ", or choose another address";
  }
}

}  // namespace ramal::config
