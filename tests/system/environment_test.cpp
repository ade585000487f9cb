// U15 and K8: what the program takes from outside its configuration, names and secrets. CARES_HOSTS is the resolver's
// own variable: a file in place of /etc/hosts.
#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <optional>

#include "tests/harness/eventually.hpp"
#include "tests/harness/name_server.hpp"
#include "tests/system/own_network.hpp"
#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

std::string url_of(const fake_engine& engine) { return "http://engine.test:" + std::to_string(engine.port()); }

answer ask(const ramal_process& program, const std::string& request) {
  raw_client client(program.port());
  client.send(request);
  return client.read_answer();
}

// A program whose engine is engine.test, which stands at these addresses.
struct named_gateway {
  explicit named_gateway(const std::string& hosts_text) {
    write_file(hosts, hosts_text);
    engine.expect_host("engine.test:" + std::to_string(engine.port()));
    program.emplace(gateway_yaml(url_of(engine)), std::vector<std::string>{"CARES_HOSTS=" + hosts.string()});
  }
  temporary_directory folder;
  std::filesystem::path hosts = folder.path() / "hosts";
  fake_engine engine{success_of};
  std::optional<ramal_process> program;
};

}  // namespace

TEST_CASE("U15 of several addresses the one that answers is taken, v6 or v4") {
  named_gateway both("::1 engine.test\n127.0.0.77 engine.test\n127.0.0.1 engine.test\n");
  for (const auto& request : {post("/call/start", start_body()), get("/call/list")})
    CHECK(ask(*both.program, request).status < 300);
  CHECK(both.engine.requests().size() == 2);
}

TEST_CASE("U15 a name that moves is followed, without a restart") {
  named_gateway both("127.0.0.77 engine.test\n");  // nobody is there
  const auto refused = ask(*both.program, post("/call/start", start_body()));
  CHECK(refused.status == 502);
  CHECK(*refused.find("X-Ramal-Upstream") == "not-sent");
  write_file(both.hosts, "127.0.0.1 engine.test\n");
  CHECK(tests::eventually([&] { return ask(*both.program, post("/call/start", start_body())).status == 201; }));
  CHECK(both.engine.requests().size() == 1);
}

TEST_CASE("U15 a name is followed by its time to live with more descriptors open than a fd_set has places") {
  constexpr std::size_t idle = 1'500;
  own_network apart;
  temporary_directory folder;
  if (!apart.is_there() || !apart.use_local_name_server(folder.path())) {
    WARN("no namespaces here: nothing was tested");
    return;
  }
  rlimit files{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &files) == 0);
  files.rlim_cur = files.rlim_max;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &files) == 0);
  REQUIRE(files.rlim_cur > 2 * idle);
  name_server names(53);
  names.answer(77, 1);  // nobody is there
  fake_engine engine(success_of);
  engine.expect_host("engine.test:" + std::to_string(engine.port()));
  ramal_process program(gateway_yaml(url_of(engine), {{"limits.head_timeout", "1h"}, {"limits.idle_timeout", "1h"}}));
  CHECK(ask(program, get("/call/list")).status == 502);
  std::vector<raw_client> crowd;
  for (std::size_t i = 0; i < idle; ++i) crowd.emplace_back(program.port());
  CHECK(ask(program, get("/server/ok")).status == 200);  // by now all have been accepted
  const auto asked = names.questions();
  CHECK(tests::eventually([&] {
    REQUIRE(ask(program, get("/server/ok")).status == 200);
    return names.questions() >= asked + 2;
  }));
  names.answer(1, 1);
  CHECK(tests::eventually([&] { return ask(program, post("/call/start", start_body())).status == 201; }));
}

TEST_CASE("U15 a name server that keeps silent holds up no request, of whatever connection") {
  own_network apart;
  temporary_directory folder;
  if (!apart.is_there() || !apart.use_local_name_server(folder.path())) {
    WARN("no namespaces here: nothing was tested");
    return;
  }
  name_server names(53);
  names.answer(77, 1);  // nobody is there: each connection that fails wants the name looked up again
  ramal_process program(
      gateway_yaml("http://engine.test:" + std::to_string(dead_port()), {{"engine.breaker_failures", "0"}}));
  CHECK(ask(program, get("/call/list")).status == 502);
  names.keep_silent();
  const auto asked = names.questions();
  REQUIRE(tests::eventually([&] {
    REQUIRE(ask(program, get("/call/list")).status == 502);
    return names.questions() > asked;  // the answer to this takes seconds, and does not come
  }));
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 5; ++i) {
    CHECK(ask(program, get("/server/ok")).status == 200);
    CHECK(ask(program, post("/call/start", start_body())).status / 100 == 5);
  }
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::milliseconds(1'500));
}

TEST_CASE("U15 addresses that lead nowhere are looked up again, and those of an engine that was replaced no more") {
  own_network apart;
  temporary_directory folder;
  if (!apart.is_there() || !apart.use_local_name_server(folder.path())) {
    WARN("no namespaces here: nothing was tested");
    return;
  }
  name_server names(53);
  names.answer(77, 3'600);
  fake_engine engine(success_of);
  engine.expect_host("engine.test:" + std::to_string(engine.port()));
  const auto yaml = [&](const std::string& url) { return gateway_yaml(url, {{"log.access", "off"}}); };
  ramal_process program(yaml(url_of(engine)));
  CHECK(ask(program, get("/call/list")).status == 502);
  names.answer(1, 1);
  CHECK(tests::eventually([&] { return ask(program, get("/call/list")).status == 200; }));  // an hour before its time
  write_file(program.directory() / "ramal.yaml", yaml("http://127.0.0.1:" + std::to_string(dead_port())));
  program.signal(SIGHUP);
  REQUIRE(program.wait_for_stderr("configuration reloaded"));
  const auto asked = names.questions();
  for (const auto until = within(std::chrono::milliseconds(3'500)); std::chrono::steady_clock::now() < until;)
    REQUIRE(ask(program, get("/server/ok")).status == 200);
  CHECK(names.questions() <= asked + 1);  // one may have been on its way
}

TEST_CASE("U15 another name server of the system is asked once the one before has failed") {
  own_network apart;
  temporary_directory folder;
  if (!apart.is_there() || !apart.use_local_name_server(folder.path())) {
    WARN("no namespaces here: nothing was tested");
    return;
  }
  std::ofstream(folder.path() / "resolv.conf") << "nameserver 127.0.0.2\n";  // where nobody is
  name_server names(53);
  names.answer(1, 60);
  fake_engine engine(success_of);
  engine.expect_host("engine.test:" + std::to_string(engine.port()));
  ramal_process program(gateway_yaml(url_of(engine)));
  CHECK(ask(program, get("/call/list")).status == 502);
  std::ofstream(folder.path() / "resolv.conf") << "nameserver 127.0.0.1\n";
  CHECK(tests::eventually([&] { return ask(program, get("/call/list")).status == 200; }));
}

TEST_CASE("K8 secrets come from the environment, from files and from systemd's credentials") {
  fake_engine engine(success_of);
  engine.expect_keys({"ps_from_a_variable", "ps_from_a_file", "ps_from_a_credential"});
  temporary_directory folder;
  write_file(folder.path() / "client", "client-from-a-file\n");
  write_file(folder.path() / "native", "ps_from_a_file\n");
  write_file(folder.path() / "credential", "ps_from_a_credential");
  const auto path = [&](const char* name) { return (folder.path() / name).string(); };
  ramal_process program(
      gateway_yaml(engine.base_url(), {{"keys",
                                        "[{name: a, client_key_env: A_CLIENT, native_key_env: A_NATIVE}, {name: b, "
                                        "client_key_file: " +
                                            path("client") + ", native_key_file: " + path("native") +
                                            "}, {name: c, client_key: in-the-file}]"}}),
      {"A_CLIENT=client-from-a-variable", "A_NATIVE=ps_from_a_variable",
       "RAMAL_KEYS_2_NATIVE_KEY_FILE=" + path("credential")});
  for (const auto& [client, native] : {std::pair{"client-from-a-variable", "ps_from_a_variable"},
                                       {"client-from-a-file", "ps_from_a_file"},
                                       {"in-the-file", "ps_from_a_credential"}}) {
    auto request = get("/call/list");
    request.replace(request.find(client_key), std::string(client_key).size(), client);
    CHECK(ask(program, request).status == 200);
    CHECK(*engine.requests().back().head.find("x-api-key") == native);
  }
}

}  // namespace ramal::system_tests
