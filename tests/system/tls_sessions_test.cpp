// Clients' certificates, and sessions that resume: on which listener, on which worker.
#include <catch2/catch.hpp>

#include <set>

#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_list = get("/call/list");

std::string ticket_of(const std::shared_ptr<SSL_SESSION>& session) {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  SSL_SESSION_get0_ticket(session.get(), &bytes, &size);
  return {bytes, bytes + size};
}

}  // namespace

TEST_CASE("A client certificate is required, accepted and refused") {
  tls_gateway_fixture both({{"localhost"}, "client_ca_file: ${folder}/ca.pem", {}});
  const auto asking = [&](int version, std::optional<identity> own) {
    tls_terms terms{version, version};
    terms.own = std::move(own);
    return ask_tls(both.port(), a_list, terms).status;
  };
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    CHECK(asking(version, make_server(both.authority, "client")) == 200);
    CHECK(asking(version, std::nullopt) == 0);
    CHECK(asking(version, make_server(make_authority(), "client")) == 0);
    CHECK(asking(version, make_self_signed("client")) == 0);
    CHECK(asking(version, make_server(both.authority, "client", {-30, -1})) == 0);
  }
  CHECK(both.engine.requests().size() == 2);
}

TEST_CASE("A session with a client certificate resumes, one without never gets in") {
  tls_gateway_fixture guarded({{"localhost"}, "client_ca_file: ${folder}/ca.pem", {}});
  tls_terms terms;
  terms.own = make_server(guarded.authority, "client");
  tls_client first(guarded.port(), terms);
  first.send(a_list);
  CHECK(first.read_answer().status == 200);
  terms.session = first.session();
  tls_client second(guarded.port(), terms);
  CHECK(second.resumed());
  second.send(a_list);
  CHECK(second.read_answer().status == 200);
}

TEST_CASE("A ticket of a listener without client certificates opens no listener with them") {
  temporary_directory folder;
  const auto authority = make_authority();
  const auto pair = write_pair(folder.path(), "localhost", make_server(authority, "localhost"));
  write_file(folder.path() / "ca.pem", pem_of(authority));
  const auto open = tls_listeners({pair});
  const auto guarded = tls_listeners({pair}, "client_ca_file: \"" + (folder.path() / "ca.pem").string() + "\"");
  const auto second_port = dead_port();
  std::string both = open.substr(0, open.size() - 1) + ", " + guarded.substr(1);
  both.replace(both.rfind("127.0.0.1:0"), 11, "127.0.0.1:" + std::to_string(second_port));
  fake_engine engine(success_of);
  ramal_process program(gateway_yaml(engine.base_url(), {{"listeners", both}}));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_terms terms{version, version};
    tls_client through_the_open_door(program.port(), terms);
    through_the_open_door.send(a_list);
    REQUIRE(through_the_open_door.read_answer().status == 200);
    terms.session = through_the_open_door.session();
    CHECK(ask_tls(second_port, a_list, terms).status == 0);
    CHECK(tls_client(program.port(), terms).resumed());
  }
  CHECK(engine.requests().size() == 2);
}

TEST_CASE("A client that never uses a ticket twice resumes every time") {
  tls_gateway_fixture both({{"localhost"}, "", {}});
  tls_terms terms{TLS1_3_VERSION, TLS1_3_VERSION};
  std::set<std::string> tickets;
  for (int i = 0; i < 4; ++i) {
    tls_client one(both.port(), terms);
    REQUIRE(one.problem() == "");
    CHECK(one.resumed() == (i > 0));
    one.send(a_list);
    CHECK(one.read_answer().status == 200);
    terms.session = one.session();
    tickets.insert(ticket_of(terms.session));
  }
  CHECK(tickets.size() == 4);
}

TEST_CASE("Sessions resume on every worker") {
  tls_gateway_fixture both({{"localhost"}, "", {{"workers", "4"}}});
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_terms terms{version, version};
    tls_client first(both.port(), terms);
    first.send(a_list);
    CHECK(first.read_answer().status == 200);
    CHECK_FALSE(first.resumed());
    terms.session = first.session();
    for (int i = 0; i < 24; ++i) {  // the kernel spreads them over the workers
      tls_client again(both.port(), terms);
      REQUIRE(again.problem() == "");
      CHECK(again.resumed());
      again.send(a_list);
      CHECK(again.read_answer().status == 200);
    }
  }
}

TEST_CASE("A client is told which authority may have signed its certificate: browsers and stores choose by that") {
  tls_gateway_fixture both({{"localhost"}, "client_ca_file: ${folder}/ca.pem", {}});
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_terms terms{version, version};
    terms.own = make_server(both.authority, "client");
    const tls_client client(both.port(), terms);
    CHECK(client.problem() == "");
    CHECK(client.was_told(both.authority));
  }
}

}  // namespace ramal::system_tests
