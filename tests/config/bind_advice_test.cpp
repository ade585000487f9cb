#include "config/bind_advice.hpp"

#include <catch2/catch.hpp>

#include <cerrno>
#include <set>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {

TEST_CASE("each error of a listener has an advice of its own, which names the setting") {
  struct row {
    int error;
    const char* host;
    std::uint16_t port;
    const char* says;
  };
  const row rows[] = {
      {EADDRINUSE, "127.0.0.1", 8080,
       "stop the program that listens there (ss -ltnp shows it), or choose another port in X"},
      {EACCES, "0.0.0.0", 80, "ports below 1024 need a right: choose a higher one in X, or grant it (setcap"},
      {EACCES, "0.0.0.0", 1023, "ports below 1024"},
      {EACCES, "0.0.0.0", 1024, "a rule of this system forbids it (SELinux"},
      {EPERM, "0.0.0.0", 8080, "SocketBindDeny="},
      {EADDRNOTAVAIL, "10.9.8.7", 8080,
       "no such address (ip address shows those it has): correct it in X, or write 0.0.0.0:8080"},
      {EADDRNOTAVAIL, "2001:db8::1", 8443, "or write [::]:8443 for every one"},
      {EAFNOSUPPORT, "::", 8080, "no IPv6: turn it on, or write an IPv4 address in X"},
      {EAFNOSUPPORT, "0.0.0.0", 8080, "no IPv4: turn it on, or write an IPv6 address in X"},
      {EINVAL, "fe80::1", 8080, "one of a single link, fe80::, is not served): correct it in X"},
      {EMFILE, "::", 8080, "raise the limit of open files"},
      {ENFILE, "::", 8080, "raise the limit of open files"},
      {ENOMEM, "::", 8080, "no memory left"},
      {EIO, "::", 8080, "correct X, or choose another address"}};
  for (const auto& each : rows) {
    const std::string advice = bind_advice(each.error, {each.host, each.port}, "X");
    INFO(advice);
    CHECK(contains(advice, each.says));
    const bool in_use = each.error == EADDRINUSE;
    CHECK(contains(advice, "stop the program") == in_use);
  }
}

}  // namespace ramal::config
