// What is odd, but may be meant: warnings, no problems.
#include "config/gateway_warnings.hpp"

#include <catch2/catch.hpp>

#include "config/reach.hpp"
#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

files all_there() {
  files access;
  access.readable = access.writable = access.secret_file = [](const std::string&) { return checked(); };
  return access;
}

std::string with_listener(const std::string& address) {
  return warnings_of(one_key + "listeners: [{address: '" + address + "'}]\n");
}
std::string with_engine(const std::string& url) { return warnings_of(one_key + "engine: {base_url: '" + url + "'}\n"); }

}  // namespace

TEST_CASE("a configuration that is as it should be has no warning") {
  CHECK(warnings_of(one_key) == "none\n");
  CHECK(with_listener("127.0.0.1:8080") == "none\n");
  CHECK(with_listener("[::1]:8080") == "none\n");
  CHECK(with_listener("10.0.0.5:8080") == "none\n");
  CHECK(with_engine("https://calls.example.com") == "none\n");
}

TEST_CASE("plain http to an engine on the internet is a warning, to one of a network of one's own it is none") {
  for (const std::string url : {"http://pilotstatus.com.br", "http://calls.example.com:8080/x", "http://8.8.8.8",
                                "http://[2606:4700::1]:80", "HTTP://Calls.Example.COM", "http://172.32.0.1"}) {
    INFO(url);
    const std::string said = with_engine(url);
    CHECK(contains(said, "test.yaml:5:20: engine.base_url: is plain http:// to a host on the internet"));
    CHECK(std::count(said.begin(), said.end(), '\n') == 1);
  }
  for (const std::string url :
       {"http://127.0.0.1:8090", "http://localhost:8090", "http://engine:8090", "http://engine_1", "http://10.1.2.3",
        "http://172.16.0.9", "http://192.168.1.1", "http://100.64.0.1", "http://169.254.1.1", "http://[fd00::1]",
        "http://[fe80::1]", "http://[::1]", "http://engine.internal", "http://calls.svc.cluster.local",
        "http://host.docker.internal:8090", "http://engine.lan", "https://pilotstatus.com.br"}) {
    INFO(url);
    CHECK(with_engine(url) == "none\n");
  }
}

TEST_CASE("a listener for everybody without TLS is a warning") {
  for (const std::string address : {"0.0.0.0:8080", "[::]:8080", "[0::0]:8080", "8.8.8.8:80", "[2606:4700::1]:80"}) {
    INFO(address);
    CHECK(contains(with_listener(address),
                   "test.yaml:5:23: listeners[0].address: can be reached from elsewhere and "
                   "speaks plain HTTP"));
  }
  CHECK(contains(warnings_of(one_key + "listeners: [{address: 127.0.0.1:1}, {address: 0.0.0.0:2}]\n"),
                 "listeners[1].address: can be reached"));
  const std::string tls = "tls: {certificates: [{cert_file: a, key_file: b}]}";
  CHECK(warnings_of(one_key + "listeners: [{address: 0.0.0.0:8443, " + tls + "}]\n", {}, all_there()) == "none\n");
  CHECK(contains(warnings_of(one_key, {{"RAMAL_LISTENERS_0_ADDRESS", "0.0.0.0:80"}}),
                 "environment variable RAMAL_LISTENERS_0_ADDRESS: listeners[0].address: can be reached"));
}

TEST_CASE("an engine that is this gateway is a warning") {
  const std::string listeners = "listeners: [{address: 127.0.0.1:8080}]\n";
  for (const std::string url : {"http://127.0.0.1:8080", "http://localhost:8080", "https://[::1]:8080"}) {
    INFO(url);
    CHECK(contains(warnings_of(one_key + listeners + "engine: {base_url: '" + url + "'}\n"),
                   "engine.base_url: leads back to this gateway, which listens on 127.0.0.1:8080"));
  }
  CHECK(warnings_of(one_key + listeners + "engine: {base_url: 'http://127.0.0.1:8090'}\n") == "none\n");
  CHECK(warnings_of(one_key + listeners + "engine: {base_url: 'http://10.0.0.1:8080'}\n") == "none\n");
}

TEST_CASE("keys that are odd are a warning that does not show them") {
  const auto with_key = [](const std::string& client, const std::string& native, const std::string& url) {
    return warnings_of("keys: [{name: a, client_key: " + client + ", native_key: " + native +
                       "}]\nengine: {base_url: '" + url + "'}\n");
  };
  const std::string here = "http://127.0.0.1:8090", there = "https://calls.example.com";
  CHECK(with_key("demo", "ps_a1b2c3d4", here) == "none\n");
  CHECK(contains(with_key("demo", "ps_a1b2c3d4", there), "keys[0]: has a key of the demo, which everybody knows"));
  CHECK(contains(with_key("demo-meta", "ps_a1b2c3d4", there), "keys[0]: has a key of the demo"));
  CHECK(with_key("demonstration", "ps_a1b2c3d4", there) == "none\n");
  CHECK(contains(with_key("client-a", "n", there), "keys[0]: has a native key of only 1 characters"));
  const std::string same = with_key("ps_canary-1", "ps_canary-1", there);
  CHECK(contains(same, "keys[0]: has one text as client key and as native key"));
  CHECK_FALSE(contains(same, "canary"));
}

TEST_CASE("an access log that cannot be written is a problem") {
  const auto report = [](const std::string& path) { return problems_of(one_key + "log: {access: '" + path + "'}\n"); };
  CHECK(contains(report("/does/not/exist/access.log"),
                 "test.yaml:5:15: log.access: the folder of this file does not exist: make it (mkdir -p)"));
  CHECK(contains(report("./no-such-folder/access.log"), "does not exist"));
  CHECK(contains(report("/etc/passwd/access.log"), "does not exist"));
  CHECK(contains(report("/tmp"), "log.access: what is named here is a folder"));
  CHECK(report("/tmp/ramal-test-access.log") == "none\n");
  CHECK(report("./access.log") == "none\n");
  CHECK(report("/dev/null") == "none\n");
  CHECK(report("off") == "none\n");
}

TEST_CASE("one address in two spellings is taken twice") {
  const auto report = problems_of(one_key + "listeners: [{address: '[::]:80'}, {address: '[0:0::0]:80'}]\n");
  CHECK(contains(report, "listeners[1].address: this address is taken already by listeners[0].address"));
  CHECK(problems_of(one_key + "listeners: [{address: '[::]:80'}, {address: '0.0.0.0:80'}]\n") == "none\n");
}

TEST_CASE("what is public is told by the address, or by the look of the name") {
  CHECK(is_loopback_host("localhost"));
  CHECK(is_loopback_host("127.9.9.9"));
  CHECK_FALSE(is_loopback_host("10.0.0.1"));
  CHECK(is_public_host("a.b"));
  CHECK_FALSE(is_public_host("a"));
  CHECK(is_public_host("notlocal.example.com"));
  CHECK_FALSE(is_public_host("engine.LOCAL."));
  CHECK(is_wildcard(*parse_ip("0.0.0.0")));
  CHECK(is_wildcard(*parse_ip("::")));
  CHECK_FALSE(is_wildcard(*parse_ip("::1")));
}

}  // namespace ramal::config
