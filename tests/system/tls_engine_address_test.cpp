// K6: an engine that is named by its address, whose certificate must be for that address.
#include <catch2/catch.hpp>

#include "tests/system/own_network.hpp"
#include "tests/system/tls_engine.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_start = post("/call/start", start_body());
const std::string a_list = get("/call/list");

struct row {
  const char* name;
  identity server;
  bool good;
};

// The engine stands at `host`, and is named as it or, where `name` is not "", verified as that.
void check_rows(const char* host, const std::string& in_url, const std::string& name, const identity& authority,
                const std::vector<row>& rows) {
  temporary_directory folder;
  write_file(folder.path() / "ca.pem", pem_of(authority));
  for (const auto& each : rows) {
    CAPTURE(host, each.name);
    fake_engine engine(success_of);
    tls_front front(each.server, engine.port(), 0, host);
    const std::string address = in_url + ":" + std::to_string(front.port());
    engine.expect_host(address);
    with settings{{"engine.ca_file", "\"" + (folder.path() / "ca.pem").string() + "\""}};
    if (!name.empty()) settings.emplace_back("engine.tls_server_name", "\"" + name + "\"");
    ramal_process program(gateway_yaml("https://" + address, settings));
    raw_client client(program.port());
    for (const auto& request : {a_start, a_list}) {
      client.send(request);
      const auto seen = client.read_answer();
      if (each.good) CHECK(seen.status / 100 == 2);
      else check_unreachable(seen);
    }
    CHECK(engine.requests().size() == (each.good ? 2 : 0));
    CHECK((front.application_bytes() == 0) != each.good);
    for (const auto& asked : front.names()) CHECK(asked == "");  // an address is no server name (RFC 6066, 3)
  }
}

}  // namespace

TEST_CASE("K6 an engine that is named by its address: its certificate must be for that address") {
  const auto authority = make_authority();
  const std::vector<row> rows{{"its address", make_server_at(authority, "127.0.0.1"), true},
                              {"another address", make_server_at(authority, "127.0.0.2"), false},
                              {"its address, mapped into IPv6", make_server_at(authority, "::ffff:127.0.0.1"), false},
                              {"its address, but as a name", make_server(authority, "127.0.0.1"), false},
                              {"a name", make_server(authority, "localhost"), false},
                              {"a wildcard", make_server(authority, "*.0.0.1"), false},
                              {"its address, another authority", make_server_at(make_authority(), "127.0.0.1"), false}};
  check_rows("127.0.0.1", "127.0.0.1", "", authority, rows);
  check_rows("127.0.0.1", "localhost", "127.0.0.1", authority, rows);  // by engine.tls_server_name
}

TEST_CASE("K6 an engine that is named by its IPv6 address: its certificate must be for that address") {
  own_network apart;
  if (!apart.is_there()) {
    WARN("no namespace with IPv6 here: nothing was tested");
    return;
  }
  const auto authority = make_authority();
  const std::vector<row> rows{{"its address", make_server_at(authority, "::1"), true},
                              {"another address", make_server_at(authority, "::2"), false},
                              {"its address, but as a name", make_server(authority, "::1"), false},
                              {"a name", make_server(authority, "localhost"), false}};
  check_rows("::1", "[::1]", "", authority, rows);
}

}  // namespace ramal::system_tests
