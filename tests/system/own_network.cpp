#include "tests/system/own_network.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>

namespace ramal::system_tests {
namespace {

// in6_ifreq of <linux/ipv6.h>, which <netinet/in.h> does not suffer beside it
struct address_request {
  in6_addr address{};
  std::uint32_t prefix = 128;
  int interface = 0;
};

bool raise_loopback() {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  std::memcpy(request.ifr_name, "lo", sizeof "lo");
  request.ifr_flags = IFF_UP;
  const bool raised = ::ioctl(fd, SIOCSIFFLAGS, &request) == 0;
  ::close(fd);
  return raised;
}

}  // namespace

own_network::own_network() : before_(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) {
  is_there_ = before_ >= 0 && ::unshare(CLONE_NEWNET) == 0 && raise_loopback() && add_address("fd00::1");
}

own_network::~own_network() {
  if (before_ >= 0) ::setns(before_, CLONE_NEWNET);
  ::close(before_);
}

bool own_network::add_address(const char* address) {
  address_request request;
  request.interface = static_cast<int>(::if_nametoindex("lo"));
  const int fd = ::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const bool added = ::inet_pton(AF_INET6, address, &request.address) == 1 && ::ioctl(fd, SIOCSIFADDR, &request) == 0;
  ::close(fd);
  return added;
}

}  // namespace ramal::system_tests
