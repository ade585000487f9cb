#include "tests/system/own_network.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <fstream>

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
  if (files_before_ < 0) return;
  const auto folder = std::filesystem::current_path();  // which setns changes
  ::setns(files_before_, CLONE_NEWNS);
  ::close(files_before_);
  std::filesystem::current_path(folder);
}

bool own_network::add_address(const char* address) {
  address_request request;
  request.interface = static_cast<int>(::if_nametoindex("lo"));
  const int fd = ::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const bool added = ::inet_pton(AF_INET6, address, &request.address) == 1 && ::ioctl(fd, SIOCSIFADDR, &request) == 0;
  ::close(fd);
  return added;
}

bool own_network::use_local_name_server(const std::filesystem::path& folder) {
  constexpr const char* read_by_all = "/etc/resolv.conf";
  const auto ours = folder / "resolv.conf";
  std::ofstream(ours) << "nameserver 127.0.0.1\n";
  const int before = ::open("/proc/thread-self/ns/mnt", O_RDONLY | O_CLOEXEC);
  if (before < 0) return false;
  files_before_ = before;
  if (::unshare(CLONE_NEWNS) != 0) return false;
  return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount(ours.c_str(), read_by_all, nullptr, MS_BIND, nullptr) == 0;
}

}  // namespace ramal::system_tests
