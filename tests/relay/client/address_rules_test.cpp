// Where no delivery may go (webhooks.md section 12).
#include "proxy/relay/client/address_rules.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace ramal::relay {
namespace {

namespace ip = boost::asio::ip;
using endpoint = ip::tcp::endpoint;
using refused = refused_address;

endpoint at(const std::string& address, std::uint16_t port = 8080) { return {ip::make_address(address), port}; }

refused judge(const std::string& address) { return judge_address(at(address), {}, false); }

refused judge_own(const std::string& to, const std::string& own, bool is_local = false) {
  const std::vector<endpoint> all{at("192.0.2.7", 1), at(own)};
  return judge_address(at(to), all, is_local);
}

}  // namespace

TEST_CASE("W16 addresses of hosts, of private networks and of this machine are allowed") {
  for (const char* address : {"1.1.1.1",
                              "10.0.0.5",
                              "172.16.0.9",
                              "192.168.1.20",
                              "100.64.0.1",
                              "127.0.0.1",
                              "127.8.8.8",
                              "169.253.0.1",
                              "169.255.0.1",
                              "223.255.255.255",
                              "240.0.0.1",
                              "255.255.255.254",
                              "::1",
                              "2001:db8::1",
                              "2606:4700::1111",
                              "fd12:3456::1",
                              "fec0::1",
                              "::ffff:10.0.0.5",
                              "::ffff:127.0.0.1",
                              "2002:0a00:0005::1",
                              "64:ff9b::0a00:5",
                              "64:ff9b:1::127.0.0.1",
                              "::ffff:0:10.0.0.5",
                              "2001:0:4136:e378:8000:63bf:f5ff:fffa",
                              "fe00::1",
                              "fd00:ec2::1"}) {
    CAPTURE(address);
    CHECK(judge(address) == refused::none);
  }
}

TEST_CASE("W16 addresses where no bot is are refused, however they are written") {
  const std::vector<std::pair<const char*, refused>> table{
      {"0.0.0.0", refused::unspecified},
      {"0.1.2.3", refused::unspecified},
      {"::", refused::unspecified},
      {"::ffff:0.0.0.0", refused::unspecified},
      {"64:ff9b::", refused::unspecified},
      {"224.0.0.1", refused::multicast},
      {"239.255.255.255", refused::multicast},
      {"ff02::1", refused::multicast},
      {"::ffff:224.0.0.1", refused::multicast},
      {"169.254.0.0", refused::link_local},
      {"169.254.169.254", refused::link_local},
      {"169.254.255.255", refused::link_local},
      {"fe80::1", refused::link_local},
      {"febf:ffff::1", refused::link_local},
      {"::ffff:169.254.169.254", refused::link_local},
      {"::169.254.169.254", refused::link_local},
      {"::ffff:0:169.254.169.254", refused::link_local},
      {"2002:a9fe:a9fe::1", refused::link_local},
      {"64:ff9b::a9fe:a9fe", refused::link_local},
      {"64:ff9b:1::a9fe:a9fe", refused::link_local},
      {"64:ff9b:1:fffe::169.254.169.254", refused::link_local},
      {"2001:0:4136:e378:8000:63bf:5601:5601", refused::link_local},
      {"255.255.255.255", refused::broadcast},
      {"::ffff:255.255.255.255", refused::broadcast},
      {"100.100.100.200", refused::metadata},
      {"192.0.0.192", refused::metadata},
      {"168.63.129.16", refused::metadata},
      {"fd00:ec2::254", refused::metadata},
      {"fd20:ce::254", refused::metadata},
      {"2002:c000:00c0::", refused::metadata},
  };
  for (const auto& [address, why] : table) {
    CAPTURE(address);
    CHECK(judge(address) == why);
    CHECK_FALSE(text(judge(address)).empty());
  }
}

TEST_CASE("W16 a listener of our own is refused under every address that leads to it") {
  struct row {
    const char *to, *own;
    bool is_local, is_refused;
  };
  const std::vector<row> table{
      {"127.0.0.1", "127.0.0.1", false, true},
      {"::ffff:127.0.0.1", "127.0.0.1", false, true},
      {"127.0.0.1", "::ffff:127.0.0.1", false, true},
      {"127.0.0.2", "127.0.0.1", false, true},
      {"::1", "127.0.0.1", false, true},
      {"10.0.0.5", "10.0.0.5", true, true},
      {"10.0.0.5", "0.0.0.0", true, true},
      {"2001:db8::1", "::", true, true},
      {"127.0.0.1", "0.0.0.0", false, true},
      {"127.0.0.9", "::", false, true},
      {"::1", "::", false, true},
      {"10.0.0.6", "0.0.0.0", false, false},  // another machine
      {"10.0.0.6", "10.0.0.5", false, false},
      {"127.0.0.1", "10.0.0.5", true, false},  // another program, on this machine
      {"10.0.0.5", "127.0.0.1", true, false},
  };
  for (const row& one : table) {
    CAPTURE(one.to, one.own);
    CHECK((judge_own(one.to, one.own, one.is_local) == refused::own_listener) == one.is_refused);
  }
  CHECK(judge_address(at("127.0.0.1", 8081), std::vector<endpoint>{at("127.0.0.1", 8080)}, true) == refused::none);
}

}  // namespace ramal::relay
