// Certificates of a listener that change while it serves.
#include <catch2/catch.hpp>


#include <csignal>

#include "tests/harness/eventually.hpp"
#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_list = get("/call/list");
const std::string a_start = post("/call/start", start_body());

// New identities for the same files; the names tell them apart.
void replace_certificate(const tls_gateway_fixture& both, const std::string& file, const std::string& name) {
  write_pair(both.folder.path(), file, make_server(both.authority, name));
}

std::size_t reloads_of(const tls_gateway_fixture& both) {
  const std::string all = both.program->stderr_text(), told = "configuration reloaded";
  std::size_t count = 0;
  for (auto at = all.find(told); at != std::string::npos; at = all.find(told, at + 1)) ++count;
  return count;
}

// One worker has the new settings then, or will have them before it takes another connection.
void reload(tls_gateway_fixture& both) {
  const auto before = reloads_of(both);
  both.program->signal(SIGHUP);
  REQUIRE(tests::eventually([&] { return reloads_of(both) > before; }));
}

// Whether new connections, of either worker, soon see this certificate only.
bool comes_to_show(const tls_gateway_fixture& both, const std::string& name) {
  const auto until = within();
  int in_a_row = 0;
  while (in_a_row < 10 && std::chrono::steady_clock::now() < until)
    in_a_row = tls_client(both.port()).server() == name ? in_a_row + 1 : 0;
  return in_a_row == 10;
}

}  // namespace

TEST_CASE("O1 SIGHUP: a new certificate for new connections, kept ones go on, sessions still resume") {
  tls_gateway_fixture both({{"old.example"}, "", {{"workers", "2"}}});
  tls_client kept(both.port());
  CHECK(kept.server() == "old.example");
  replace_certificate(both, "old.example", "new.example");
  reload(both);
  CHECK(comes_to_show(both, "new.example"));
  tls_terms terms;
  for (int i = 0; i < 3; ++i) {
    kept.send(a_list);
    CHECK(kept.read_answer().status == 200);
  }
  terms.session = kept.session();
  CHECK(tls_client(both.port(), terms).resumed());
}

TEST_CASE("O1 a certificate's file that changes is shown to new connections without a signal, and kept ones go on") {
  tls_gateway_fixture both({{"old.example"}, "", {{"workers", "2"}, {"watch_files", "true"}}});
  tls_client kept(both.port());
  kept.send(a_start);
  CHECK(kept.read_answer().status == 201);
  replace_certificate(both, "old.example", "new.example");
  CHECK(comes_to_show(both, "new.example"));
  kept.send(a_start);
  CHECK(kept.read_answer().status == 201);
  CHECK(kept.server() == "old.example");
  CHECK(both.engine.requests().size() == 2);
  CHECK(both.engine.connections() <= 2);
}

TEST_CASE("O1 a certificate that is renewed for the same key is shown without a signal") {
  tls_gateway_fixture both({{"old.example"}, "", {{"watch_files", "true"}}});
  const identity known = make_server(both.authority, "known.example");
  write_pair(both.folder.path(), "old.example", known);
  REQUIRE(comes_to_show(both, "known.example"));
  write_file(both.file("old.example.crt"), pem_of(make_renewed(both.authority, "new.example", known)));
  CHECK(comes_to_show(both, "new.example"));
}

TEST_CASE("O1 a private key alone that changes is noticed without a signal: it is not the certificate's") {
  tls_gateway_fixture both({{"localhost"}, "", {{"watch_files", "true"}}});
  temporary_directory aside;
  write_pair(aside.path(), "localhost", make_server(both.authority, "localhost"));
  std::filesystem::copy_file(aside.path() / "localhost.key", both.file("localhost.key"),
                             std::filesystem::copy_options::overwrite_existing);
  CHECK(both.program->wait_for_stderr("the configuration stays as it was"));
  CHECK(ask_tls(both.port(), a_list).status == 200);
}

TEST_CASE("O1 SIGHUP with files that are no good: the old certificate stays, and the log says why") {
  tls_gateway_fixture both;
  write_file(both.file("localhost.crt"), "nothing");
  both.program->signal(SIGHUP);
  REQUIRE(both.program->wait_for_stderr("listeners[0].tls.certificates[0].cert_file"));
  CHECK(tls_client(both.port()).server() == "localhost");
  replace_certificate(both, "localhost", "new.example");
  std::filesystem::permissions(both.file("localhost.key"), std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  both.program->signal(SIGHUP);
  REQUIRE(both.program->wait_for_stderr("everybody may read"));
  CHECK(ask_tls(both.port(), a_list).status == 200);
}

TEST_CASE("O1 another authority for clients' certificates: no client of the old one gets in or resumes") {
  tls_gateway_fixture both({{"localhost"}, "client_ca_file: ${folder}/ca.pem", {}});
  const auto other = make_authority();
  const auto trusted = [&](const identity& authority) {
    write_file(both.file("ca.pem"), pem_of(authority));
    reload(both);
  };
  tls_terms of_old{}, of_new{};
  of_old.own = make_server(both.authority, "client");
  of_new.own = make_server(other, "client");
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    of_old.min_version = of_old.max_version = of_new.min_version = of_new.max_version = version;
    tls_client first(both.port(), of_old);
    first.send(a_list);
    REQUIRE(first.read_answer().status == 200);
    of_old.session = first.session();
    CHECK(tls_client(both.port(), of_old).resumed());
    CHECK(ask_tls(both.port(), a_list, of_new).status == 0);
    trusted(other);
    CHECK(ask_tls(both.port(), a_list, of_old).status == 0);
    CHECK(ask_tls(both.port(), a_list, of_new).status == 200);
    of_old.session.reset();
    CHECK(ask_tls(both.port(), a_list, of_old).status == 0);
    trusted(both.authority);
  }
  CHECK(both.engine.requests().size() == 4);
}

TEST_CASE("O1 another authority for clients' certificates: open connections of old clients begin no request any more") {
  tls_gateway_fixture both({{"localhost"}, "client_ca_file: ${folder}/ca.pem", {}});
  tls_terms terms{};
  terms.own = make_server(both.authority, "client");
  tls_client idle(both.port(), terms), slow(both.port(), terms), busy(both.port(), terms), silent(both.port(), terms);
  for (tls_client* each : {&idle, &slow, &busy}) {
    each->send(a_list);
    REQUIRE(each->read_answer().status == 200);
  }
  slow.send(a_start.substr(0, 30));
  const auto release = both.engine.hold_next(json_reply(200, R"({"calls":[]})"));
  busy.send(a_list);
  REQUIRE(both.engine.wait_for_requests(4));
  reload(both);  // which changes nothing
  idle.send(a_list);
  CHECK(idle.read_answer().status == 200);
  write_file(both.file("ca.pem"), pem_of(make_authority()));
  reload(both);
  release->open();
  CHECK(busy.read_answer().status == 200);  // it had begun
  for (tls_client* each : {&idle, &busy, &silent}) {
    each->send(a_start);
    CHECK(each->read_answer().status == 0);
  }
  slow.send(a_start.substr(30));
  CHECK(slow.read_answer().status == 0);
  CHECK(both.engine.requests().size() == 5);
}

TEST_CASE("O3 a hundred reloads under load lose no request and no handshake") {
  tls_gateway_fixture both({{"localhost"}, "", {{"workers", "2"}}});
  tls_client kept(both.port());
  for (int i = 0; i < 100; ++i) {
    if (i % 10 == 0) replace_certificate(both, "localhost", "localhost");
    both.program->signal(SIGHUP);
    kept.send(a_start);
    REQUIRE(kept.read_answer().status == 201);
    REQUIRE(ask_tls(both.port(), a_list).status == 200);
  }
  CHECK(both.program->wait_for_stderr("configuration reloaded"));
}

}  // namespace ramal::system_tests
