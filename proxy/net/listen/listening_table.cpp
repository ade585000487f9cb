#include "proxy/net/listen/listening_table.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string_view>

#include "config/reach.hpp"

namespace ramal::net {
namespace {

constexpr std::string_view listening = "0A";

template <class Number>
bool read_number(std::string_view text, int base, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  return error == std::errc{} && end == text.data() + text.size();
}

// "0100007F:1F90": words of the address in the machine's order, the port as a number.
bool read_address(std::string_view text, listening_socket& out) {
  const auto colon = text.find(':');
  if (colon != 8 && colon != 32) return false;
  std::size_t at = colon == 8 ? 12 : 0;
  if (colon == 8) out.host[10] = out.host[11] = 0xff;
  for (std::size_t i = 0; i < colon; i += 8, at += 4) {
    std::uint32_t word = 0;
    if (!read_number(text.substr(i, 8), 16, word)) return false;
    std::memcpy(&out.host[at], &word, sizeof word);
  }
  return read_number(text.substr(colon + 1), 16, out.port);
}

// False if the file is not there. The kernel lists listeners first.
bool read_table(const std::string& file, std::vector<listening_socket>& out) {
  std::ifstream table(file);
  std::string line;
  if (!std::getline(table, line)) return false;
  while (std::getline(table, line)) {
    std::istringstream words(line);
    std::string number, local, remote, state, skip, inode;
    words >> number >> local >> remote >> state >> skip >> skip >> skip >> skip >> skip >> inode;
    if (state != listening) break;
    listening_socket found;
    if (read_address(local, found) && read_number(inode, 10, found.inode)) out.push_back(found);
  }
  return true;
}

std::uint16_t port_of(const socket_address& address) {
  const bool v6 = address.storage.ss_family == AF_INET6;
  return ntohs(v6 ? reinterpret_cast<const sockaddr_in6&>(address.storage).sin6_port
                  : reinterpret_cast<const sockaddr_in&>(address.storage).sin_port);
}

// The table does not tell whether `::` takes IPv4, too: mostly it does.
bool overlap(const config::ip_address& a, const config::ip_address& b) {
  const config::ip_address every{};
  if (a == b || a == every || b == every) return true;
  return config::is_v4(a) && config::is_v4(b) && (config::is_wildcard(a) || config::is_wildcard(b));
}

}  // namespace

std::optional<std::vector<listening_socket>> read_listening_table(const std::string& root) {
  std::vector<listening_socket> all;
  const bool v4 = read_table(root + "/proc/net/tcp", all), v6 = read_table(root + "/proc/net/tcp6", all);
  return v4 || v6 ? std::optional(std::move(all)) : std::nullopt;
}

std::set<std::uint64_t> inodes_of(const std::vector<int>& descriptors) {
  std::set<std::uint64_t> all;
  for (const int fd : descriptors) {
    struct stat status {};
    if (::fstat(fd, &status) == 0) all.insert(status.st_ino);
  }
  return all;
}

std::size_t count_at(const std::vector<listening_socket>& table, const socket_address& address) {
  return static_cast<std::size_t>(std::count_if(table.begin(), table.end(), [&](const listening_socket& one) {
    return one.port == port_of(address) && one.host == bytes_of(address);
  }));
}

bool has_overlapping(const std::vector<listening_socket>& table, const socket_address& address,
                     const std::set<std::uint64_t>& own) {
  return std::any_of(table.begin(), table.end(), [&](const listening_socket& one) {
    return one.port == port_of(address) && overlap(one.host, bytes_of(address)) && !own.contains(one.inode);
  });
}

}  // namespace ramal::net
