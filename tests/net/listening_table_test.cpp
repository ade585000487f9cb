#include "proxy/net/listen/listening_table.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace ramal::net {
namespace {

socket_address at(const std::string& host, std::uint16_t port) {
  const auto made = parse_address(host, port);
  REQUIRE(made.has_value());
  return *made;
}

struct bound_socket {
  explicit bound_socket(const std::string& host, std::uint16_t port = 0)
      : bound_socket(open_listener(at(host, port), true)) {}
  explicit bound_socket(boost::system::result<owned_descriptor> opened)
      : own(opened.has_value() ? opened->release() : -1), fd(own.get()), port_number(fd < 0 ? 0 : bound_port(fd)) {}
  owned_descriptor own;
  int fd;
  std::uint16_t port_number;
};

}  // namespace

TEST_CASE("O7b a listener of this machine is in the table, and is told from one's own by its inode") {
  const bound_socket first("127.0.0.1");
  REQUIRE(first.fd >= 0);
  const auto own = inodes_of({first.fd});
  CHECK(own.size() == 1);
  auto table = read_listening_table();
  REQUIRE(table.has_value());
  CHECK(count_at(*table, at("127.0.0.1", first.port_number)) == 1);
  CHECK(count_at(*table, at("127.0.0.2", first.port_number)) == 0);
  CHECK(has_overlapping(*table, at("0.0.0.0", first.port_number), {}));
  CHECK(has_overlapping(*table, at("::", first.port_number), {}));
  CHECK_FALSE(has_overlapping(*table, at("127.0.0.2", first.port_number), {}));
  CHECK_FALSE(has_overlapping(*table, at("0.0.0.0", first.port_number), own));
  const bound_socket second("127.0.0.1", first.port_number);  // SO_REUSEPORT
  REQUIRE(second.fd >= 0);
  table = read_listening_table();
  CHECK(count_at(*table, at("127.0.0.1", first.port_number)) == 2);
  CHECK(has_overlapping(*table, at("127.0.0.1", first.port_number), own));
  CHECK_FALSE(has_overlapping(*table, at("127.0.0.1", first.port_number), inodes_of({first.fd, second.fd})));
}

TEST_CASE("O7b the table is read as the kernel writes it, and nonsense is left out") {
  char name[] = "/tmp/ramal-table-XXXXXX";
  const std::string root = ::mkdtemp(name);
  std::filesystem::create_directories(root + "/proc/net");
  CHECK_FALSE(read_listening_table(root).has_value());
  const std::string rest = " 00000000:00000000 00:00000000 00000000     0        0 ";
  std::ofstream(root + "/proc/net/tcp") << "  sl  local_address rem_address   st ...\n"
                                        << "   0: 0100007F:1F90 00000000:0000 0A" << rest
                                        << "629 1 0000000026cbbaec 100 0 0 10 0\n"
                                        << "   1: nonsense:1F90 00000000:0000 0A" << rest << "630 1\n"
                                        << "   2: 0100007F:1F91 0100007F:0001 01" << rest << "631 1\n"
                                        << "   3: 0100007F:1F92 00000000:0000 0A" << rest
                                        << "632 1\n";  // behind connections no listener stands
  std::ofstream(root + "/proc/net/tcp6") << "  sl  local_address rem_address   st ...\n"
                                         << "   0: 00000000000000000000000001000000:1F93 0:0000 0A" << rest << "700 1\n"
                                         << "   1: 0000000000000000FFFF00000100007F:1F94 0:0000 0A" << rest
                                         << "701 1\n";
  const auto table = read_listening_table(root);
  REQUIRE(table.has_value());
  REQUIRE(table->size() == 3);
  CHECK(table->front().inode == 629);
  CHECK(count_at(*table, at("127.0.0.1", 8080)) == 1);
  CHECK(count_at(*table, at("::1", 8083)) == 1);
  CHECK(count_at(*table, at("127.0.0.1", 8084)) == 1);
  CHECK(count_at(*table, at("127.0.0.1", 8082)) == 0);
  std::filesystem::remove_all(root);
}

}  // namespace ramal::net
