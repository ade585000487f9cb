#include "proxy/net/handover.hpp"

#include <linux/filter.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

namespace ramal::net {
namespace {

constexpr int detach_reuseport_program = 68;  // SO_DETACH_REUSEPORT_BPF, since Linux 5.3
constexpr std::string_view listening = "0A";

template <std::size_t Count>
void attach(int fd, int option, std::array<sock_filter, Count>& program) {
  sock_fprog whole{Count, program.data()};
  ::setsockopt(fd, SOL_SOCKET, option, &whole, sizeof whole);
}

// As /proc/net/tcp writes it: words of the address in the machine's order, the port as a number.
std::string table_text(const socket_address& address) {
  std::string text;
  std::array<char, 16> digits{};
  const bool v6 = address.storage.ss_family == AF_INET6;
  const auto& six = reinterpret_cast<const sockaddr_in6&>(address.storage);
  const auto& four = reinterpret_cast<const sockaddr_in&>(address.storage);
  for (std::size_t i = 0; i < (v6 ? 4u : 1u); ++i) {
    std::uint32_t word = four.sin_addr.s_addr;
    if (v6) std::memcpy(&word, six.sin6_addr.s6_addr + 4 * i, sizeof word);
    std::snprintf(digits.data(), digits.size(), "%08X", word);
    text += digits.data();
  }
  std::snprintf(digits.data(), digits.size(), ":%04X", ntohs(v6 ? six.sin6_port : four.sin_port));
  return text + digits.data();
}

}  // namespace

bool has_successor(const socket_address& address, std::size_t own) {
  std::ifstream table(address.storage.ss_family == AF_INET6 ? "/proc/net/tcp6" : "/proc/net/tcp");
  const std::string wanted = table_text(address);
  std::string line, number, local, remote, state;
  if (!std::getline(table, line)) return true;
  std::size_t found = 0;
  // the kernel lists listeners first
  while (table >> number >> local >> remote >> state && state == listening) {
    found += local == wanted ? 1 : 0;
    std::getline(table, line);
  }
  return found > own;
}

// The kernel numbers listeners of one port in the order in which they came; an answer out of range means "any".
void send_elsewhere(int listener, std::size_t own) {
  std::array<sock_filter, 1> program{{BPF_STMT(BPF_RET | BPF_K, static_cast<std::uint32_t>(own))}};
  attach(listener, SO_ATTACH_REUSEPORT_CBPF, program);
}

void stop_handshakes(int listener) {
  constexpr std::uint32_t flags_at = 13, syn = 0x02, ack = 0x10;  // in the TCP header
  std::array<sock_filter, 5> program{{BPF_STMT(BPF_LD | BPF_B | BPF_ABS, flags_at),
                                      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, syn | ack),
                                      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, syn, 0, 1),
                                      BPF_STMT(BPF_RET | BPF_K, 0),
                                      BPF_STMT(BPF_RET | BPF_K, 0xffffffff)}};
  attach(listener, SO_ATTACH_FILTER, program);
  const int unused = 0;
  ::setsockopt(listener, SOL_SOCKET, detach_reuseport_program, &unused, sizeof unused);
}

}  // namespace ramal::net
