#include "proxy/net/listen/handover.hpp"

#include <linux/filter.h>
#include <sys/socket.h>

#include <array>

#include "proxy/net/listen/listening_table.hpp"

namespace ramal::net {
namespace {

constexpr int detach_reuseport_program = 68;  // SO_DETACH_REUSEPORT_BPF, since Linux 5.3

template <std::size_t Count>
void attach(int fd, int option, std::array<sock_filter, Count>& program) {
  sock_fprog whole{Count, program.data()};
  ::setsockopt(fd, SOL_SOCKET, option, &whole, sizeof whole);
}

}  // namespace

bool has_successor(const socket_address& address, std::size_t own) {
  const auto table = read_listening_table();
  return !table || count_at(*table, address) > own;
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
                                      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, syn, 0, 1), BPF_STMT(BPF_RET | BPF_K, 0),
                                      BPF_STMT(BPF_RET | BPF_K, 0xffffffff)}};
  attach(listener, SO_ATTACH_FILTER, program);
  const int unused = 0;
  ::setsockopt(listener, SOL_SOCKET, detach_reuseport_program, &unused, sizeof unused);
}

}  // namespace ramal::net
