// The admin interface over TLS (console.md section 1): admin.tls.
#include <catch2/catch.hpp>

#include <csignal>
#include <deque>
#include <filesystem>

#include "tests/harness/eventually.hpp"
#include "tests/system/admin_client.hpp"
#include "tests/system/hooked_gateway.hpp"
#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string ask_version = "GET /version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

std::string tls_of(const pem_pair& files, const std::string& more = "") {
  return "{certificates: [{cert_file: \"" + files.cert_file + "\", key_file: \"" + files.key_file + "\"}]" + more + "}";
}

// A gateway whose admin interface speaks TLS. `more`: further settings; `keys`: further ones of admin.tls.
struct secured {
  explicit secured(const with& more = {}, const std::string& keys = "") : program(yaml(more, keys)) {}

  std::string yaml(const with& more, const std::string& keys = "", const std::string& certificate = "admin") const {
    with all = with_admin(more);
    const auto file = [&](const std::string& end) { return (folder.path() / (certificate + end)).string(); };
    all.emplace_back("admin.tls", tls_of({file(".crt"), file(".key")}, keys));
    return gateway_yaml(engine.base_url(), all);
  }

  const identity authority = make_authority();
  const temporary_directory folder;
  const pem_pair files = write_pair(folder.path(), "admin", make_server(authority, "old.example"));
  const fake_engine engine{no_calls};
  ramal_process program;
  const std::uint16_t port = admin_client(program).port();
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Further keys of admin.tls: whoever comes needs a certificate of this authority, whose own one lies in the folder then.
std::string asks_for_certificates_of(const identity& authority, const std::filesystem::path& folder) {
  const std::string file = (folder / "operators.pem").string();
  write_file(file, pem_of(authority));
  return ", client_ca_file: \"" + file + "\"";
}

// What `ramal top --once` says, and its exit code.
struct seen_top {
  explicit seen_top(std::vector<std::string> words) {
    words.insert(words.begin(), {"top", "--once"});
    ramal_process top(words);
    code = top.wait();
    text = top.stdout_text() + top.stderr_text();
  }
  int code = 0;
  std::string text;
};

}  // namespace

TEST_CASE("O6 with admin.tls the interface speaks TLS 1.2 at least, and its certificate is among the metrics") {
  const secured at;
  CHECK(ask_tls(at.port, ask_version).status == 200);
  CHECK(ask_tls(at.port, "GET /api/config HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").status == 401);
  const answer config = ask_tls(
      at.port, "GET /api/config HTTP/1.1\r\nHost: 127.0.0.1\r\n" + admin_client::with_token() + "\r\n");
  CHECK(config.status == 200);
  CHECK_FALSE(has(config.body, admin_token));
  CHECK_FALSE(has(config.body, "PRIVATE KEY"));
  const answer metrics = ask_tls(at.port, "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  CHECK(has(metrics.body, R"(ramal_certificate_expiry_timestamp_seconds{name="admin.tls.certificates[0]"})"));
  tls_terms old;
  old.min_version = old.max_version = TLS1_1_VERSION;
  CHECK_FALSE(tls_client(at.port, old).problem().empty());
  CHECK_FALSE(has(at.program.stderr_text(), admin_token));
}

TEST_CASE("O6 requests follow each other on one connection over TLS, and its end is said") {
  const secured at;
  tls_client client(at.port);
  for (int i = 0; i < 3; ++i) {
    client.send(ask_version);
    CHECK(client.read_answer().status == 200);
  }
  client.send("GET /none HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  CHECK(client.read_answer().status == 404);
  CHECK(client.is_closed_by_peer());
}

TEST_CASE("O6 a page of the interface over TLS comes by https alone") {
  const secured at;
  const auto from = [&](const std::string& origin) {
    return ask_tls(at.port, "GET /version HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: " + origin + "\r\n\r\n").status;
  };
  CHECK(from("https://127.0.0.1") == 200);
  CHECK(from("http://127.0.0.1") == 403);
}

TEST_CASE("O6 who asks a TLS port in plain HTTP is told so, and the token that came with it is not kept") {
  const secured at;
  raw_client client(at.port);
  client.send("GET /api/config HTTP/1.1\r\nHost: 127.0.0.1\r\n" + admin_client::with_token() + "\r\n");
  const answer got = client.read_answer();
  CHECK(got.status == 400);
  CHECK(has(got.body, "TLS_EXPECTED"));
  CHECK(has(got.body, "https://"));
  CHECK_FALSE(has(got.body, admin_token));
  CHECK(client.is_closed_by_peer());
  CHECK_FALSE(has(at.program.stderr_text(), admin_token));
}

TEST_CASE("O6 every method in plain HTTP is told that the port speaks TLS") {
  const secured at;
  for (const std::string method : {"HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", "BREW"}) {
    INFO(method);
    raw_client client(at.port);
    client.send_split(method + " /api/config HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", {1, 100});
    const answer got = client.read_answer();
    CHECK(got.status == 400);
    CHECK(has(got.body, "TLS_EXPECTED"));
    CHECK(client.is_closed_by_peer());
  }
  raw_client other(at.port);
  other.send("no method\x01\r\n");
  CHECK(other.read_answer().status == 400);  // "no" might be one
  raw_client binary(at.port);
  binary.send(std::string(64, '\x05'));
  CHECK(binary.read_answer().status == 0);
  CHECK(ask_tls(at.port, ask_version).status == 200);
}

TEST_CASE("O6 a handshake that does not come is cut by limits.tls_handshake_timeout") {
  const with patience{{"limits.tls_handshake_timeout", "50ms"}};
  const secured at(patience);
  raw_client silent(at.port);
  CHECK(silent.is_closed_by_peer());
  raw_client slow(at.port);
  slow.send("\x16\x03\x01");
  CHECK(slow.is_closed_by_peer());
}

TEST_CASE("O6 connections that never shake hands, or say nothing behind it, keep nobody out") {
  const with patience{{"limits.tls_handshake_timeout", "1h"}};
  const secured at(patience);
  tls_client known(at.port);
  known.send("GET /api/config HTTP/1.1\r\nHost: 127.0.0.1\r\n" + admin_client::with_token() + "\r\n");
  CHECK(known.read_answer().status == 200);
  std::deque<raw_client> open;
  for (int i = 0; i < 64; ++i) open.emplace_back(at.port);
  CHECK(ask_tls(at.port, ask_version).status == 200);
  CHECK(open.front().is_closed_by_peer());
  known.send(ask_version);
  CHECK(known.read_answer().status == 200);
  std::deque<tls_client> shaken;
  for (int i = 0; i < 64; ++i) CHECK(shaken.emplace_back(at.port).problem().empty());
  CHECK(ask_tls(at.port, ask_version).status == 200);
}

TEST_CASE("O1 SIGHUP: the interface shows a new certificate, and connections that are open go on") {
  secured at;
  tls_client kept(at.port);
  CHECK(kept.server() == "old.example");
  write_pair(at.folder.path(), "admin", make_server(at.authority, "new.example"));
  at.program.signal(SIGHUP);
  CHECK(tests::eventually([&] { return tls_client(at.port).server() == "new.example"; }));
  kept.send(ask_version);
  CHECK(kept.read_answer().status == 200);
}

TEST_CASE("O6 with client_ca_file only clients with a certificate are let in") {
  const temporary_directory folder;
  const identity operators = make_authority();
  const secured at(with(), asks_for_certificates_of(operators, folder.path()));
  CHECK(ask_tls(at.port, ask_version).status != 200);
  tls_terms terms;
  terms.own = make_server(operators, "operator");
  CHECK(ask_tls(at.port, ask_version, terms).status == 200);
}

TEST_CASE("K8 ramal top shows --cert where client_ca_file asks for it, and takes no key that everybody may read") {
  const temporary_directory folder;
  const identity operators = make_authority();
  const secured at(with(), asks_for_certificates_of(operators, folder.path()));
  const pem_pair own = write_pair(folder.path(), "operator", make_server(operators, "operator"));
  const pem_pair other = write_pair(folder.path(), "stranger", make_server(at.authority, "stranger"));
  const auto config = at.folder.path() / "top.yaml";
  const with here{{"admin.address", "\"127.0.0.1:" + std::to_string(at.port) + "\""}, {"log.access", "off"}};
  write_file(config, at.yaml(here));
  const auto top = [&](const std::string& cert, const std::string& key) {
    return seen_top({"--config", config.string(), "--cert", cert, "--key", key});
  };
  const seen_top good = top(own.cert_file, own.key_file);
  INFO(good.text);
  CHECK(good.code == 0);
  const seen_top none({"--config", config.string()});
  INFO(none.text);
  CHECK(none.code == 69);
  CHECK(has(none.text, "give --cert and --key"));
  CHECK(top(other.cert_file, other.key_file).code == 69);
  const seen_top mixed = top(own.cert_file, other.key_file);
  CHECK(mixed.code == 78);
  CHECK(has(mixed.text, "--key " + other.key_file + ": is no private key of this certificate"));
  std::filesystem::permissions(own.key_file, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  const seen_top open = top(own.cert_file, own.key_file);
  INFO(open.text);
  CHECK(open.code == 78);
  CHECK(has(open.text, "everybody may read the file named here"));
  const seen_top plain(
      {"--url", "http://127.0.0.1:" + std::to_string(at.port), "--cert", own.cert_file, "--key", own.key_file});
  CHECK(plain.code == 64);
}

TEST_CASE("ramal top asks over TLS for the certificate that the configuration names, and takes no other") {
  const secured at;
  const auto config = at.folder.path() / "top.yaml";
  const with here{{"admin.address", "\"127.0.0.1:" + std::to_string(at.port) + "\""}, {"log.access", "off"}};
  write_file(config, at.yaml(here));
  const seen_top good({"--config", config.string()});
  INFO(good.text);
  CHECK(good.code == 0);
  write_pair(at.folder.path(), "other", make_server(at.authority, "old.example"));
  write_file(config, at.yaml(here, "", "other"));
  const seen_top other({"--config", config.string()});
  INFO(other.text);
  CHECK(other.code == 69);
  CHECK(has(other.text, "another certificate than admin.tls names"));
  const seen_top unknown({"--url", "https://127.0.0.1:" + std::to_string(at.port)});
  INFO(unknown.text);
  CHECK(unknown.code == 69);
  CHECK(has(unknown.text, "its certificate is not accepted"));
}

}  // namespace ramal::system_tests
