// Another configuration while the program runs (http-rules.md O1, O2, K9).
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "tests/harness/eventually.hpp"
#include "tests/system/live_gateway.hpp"

namespace ramal::system_tests {
namespace {

namespace fs = std::filesystem;

const std::string a_list = get("/call/list");

// The native key of the engine's newest request.
std::string newest_key(const fake_engine& engine) {
  const auto all = engine.requests();
  const auto* key = all.empty() ? nullptr : all.back().head.find("x-api-key");
  return key == nullptr ? "" : *key;
}

// Asks until the answer is this one: for changes that no signal announces.
bool comes_to(const live_gateway& both, const std::string& request, int status, deadline until = within()) {
  while (live_gateway::ask(both.program.port(), request).status != status)
    if (std::chrono::steady_clock::now() >= until) return false;
  return true;
}

}  // namespace

TEST_CASE("O1 K9 SIGHUP: a new key works and a removed one gets 401 at once, on kept connections, too") {
  live_gateway both(with{{"keys", key_of("first-client", "ps_first")}, {"workers", "2"}});
  raw_client kept(both.program.port());
  kept.send(list_by("first-client"));
  REQUIRE(kept.read_answer().status == 200);
  CHECK(newest_key(both.engine) == "ps_first");
  both.write({{"keys", key_of("second-client", "ps_second")}});
  both.reload();
  kept.send(list_by("first-client"));
  CHECK(kept.read_answer().status == 401);
  kept.send(list_by("second-client"));
  CHECK(kept.read_answer().status == 200);
  CHECK(newest_key(both.engine) == "ps_second");
  CHECK(both.ask(list_by("first-client")).status == 401);
}

TEST_CASE("O1 a configuration with mistakes leaves the old one in force, and the log has all of them") {
  live_gateway both;
  both.write(
      {{"mount", "calls"}, {"limits.json_depth", "0"}, {"workes", "2"}, {"keys", key_of("client-x", "ps_canary")}});
  const auto said = both.reload_in_vain();
  CHECK(said.find("mount") != std::string::npos);
  CHECK(said.find("limits.json_depth") != std::string::npos);
  CHECK(said.find("did you mean workers") != std::string::npos);
  CHECK(said.find("canary") == std::string::npos);
  CHECK(both.ask(a_list).status == 200);
  CHECK(both.ask(list_by("client-x")).status == 401);
  both.write_text("keys: [");
  CHECK(both.reload_in_vain().find("this is no YAML") != std::string::npos);
  fs::remove(both.program.directory() / "ramal.yaml");
  CHECK(both.reload_in_vain().find("cannot open") != std::string::npos);
  CHECK(both.ask(a_list).status == 200);
  both.write({{"mount", "/calls"}});
  both.reload();
  CHECK(both.ask("GET /calls/server/ok HTTP/1.1\r\nHost: a\r\n\r\n").status == 200);
}

TEST_CASE("O1 a file that changes is reloaded without a signal: replaced, and written in place") {
  live_gateway both(with{{"watch_files", "true"}});
  both.write({{"keys", key_of("second-client", "ps_second")}});
  CHECK(comes_to(both, list_by("second-client"), 200));
  write_file(both.program.directory() / "ramal.yaml", both.text({{"keys", key_of("third-client", "ps_third")}}));
  CHECK(comes_to(both, list_by("third-client"), 200));
  CHECK(both.ask(list_by("second-client")).status == 401);
  const auto before = both.told("the configuration stays as it was");
  both.write_text("nothing");
  CHECK(both.wait_until_told("the configuration stays as it was", before));
  CHECK(both.ask(list_by("third-client")).status == 200);
  fs::remove(both.program.directory() / "ramal.yaml");
  CHECK(both.wait_until_told("cannot open", 0));
  for (const auto quiet = within(std::chrono::milliseconds(300)); std::chrono::steady_clock::now() < quiet;)
    CHECK(both.ask(list_by("third-client")).status == 200);
  both.write({{"keys", key_of("fourth-client", "ps_fourth")}});  // where none is
  CHECK(comes_to(both, list_by("fourth-client"), 200));
}

TEST_CASE("O1 a folder in which something changes all the time is reloaded nevertheless") {
  live_gateway both(with{{"watch_files", "true"}});
  both.write({{"keys", key_of("second-client", "ps_second")}});
  const auto file = both.program.directory() / "ramal.yaml";
  CHECK(tests::eventually([&] {
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);  // a change that is seen from outside
    return both.told("configuration reloaded") != 0;
  }));
  CHECK(both.ask(list_by("second-client")).status == 200);
}

TEST_CASE("O1 a file that is written by another of its names, as a bind mount is one, is reloaded") {
  live_gateway both(with{{"watch_files", "true"}});
  temporary_directory elsewhere;
  const auto other = elsewhere.path() / "other.yaml";
  fs::create_hard_link(both.program.directory() / "ramal.yaml", other);
  const auto write_in_place = [&](const std::string& client) {  // and leave its mode alone
    std::ofstream(other, std::ios::trunc) << both.text({{"keys", key_of(client, "ps_" + client)}});
  };
  // what was written just now is looked at for some time without any event, and another name is one
  CHECK(both.wait_until_told("configuration reloaded", 0));
  const auto quiet = within(std::chrono::milliseconds(300));
  while (std::chrono::steady_clock::now() < quiet) CHECK(both.ask(a_list).status == 200);
  write_in_place("second-client");
  CHECK(comes_to(both, list_by("second-client"), 200));
}

TEST_CASE("O1 files that change are left alone where watch_files is false") {
  live_gateway both;
  both.write({{"keys", key_of("second-client", "ps_second")}, {"watch_files", "true"}});
  CHECK(both.ask(list_by("second-client")).status == 401);
  both.reload();
  CHECK(both.ask(list_by("second-client")).status == 200);
  both.write({{"keys", key_of("third-client", "ps_third")}, {"watch_files", "true"}});
  CHECK(comes_to(both, list_by("third-client"), 200));
}

TEST_CASE("O1 a swap of links, as Kubernetes does it, reloads the configuration and a secret behind it") {
  temporary_directory mounted;
  const auto publish = [&](const std::string& version, const std::string& native, const std::string& yaml) {
    const auto folder = mounted.path() / (".." + version);
    fs::create_directory(folder);
    write_file(folder / "native_key", native);
    write_file(folder / "ramal.yaml", yaml);
    fs::create_directory_symlink(".." + version, mounted.path() / "..data_tmp");
    fs::rename(mounted.path() / "..data_tmp", mounted.path() / "..data");
  };
  fake_engine engine(success_of);
  const auto yaml = [&](const std::string& client) {
    const auto keys = "[{name: one, client_key: " + client + ", native_key_file: \"" +
                      (mounted.path() / "native_key").string() + "\"}]";
    return gateway_yaml(engine.base_url(), {{"watch_files", "true"}, {"log.access", "off"}, {"keys", keys}});
  };
  publish("1", "ps_first", yaml("first-client"));
  fs::create_symlink("..data/ramal.yaml", mounted.path() / "ramal.yaml");
  fs::create_symlink("..data/native_key", mounted.path() / "native_key");
  ramal_process program({"serve", "--config", (mounted.path() / "ramal.yaml").string()});
  REQUIRE(program.wait_for_stderr("listening on"));
  const auto said = program.stderr_text();
  const auto port = static_cast<std::uint16_t>(std::stoi(said.substr(said.find("on 127.0.0.1:") + 13)));
  CHECK(live_gateway::ask(port, list_by("first-client")).status == 200);
  CHECK(newest_key(engine) == "ps_first");
  for (int version = 2; version < 5; ++version) {
    const auto text = std::to_string(version);
    publish(text, "ps_native" + text, yaml("client-" + text));
    fs::remove_all(mounted.path() / (".." + std::to_string(version - 1)));
    const auto until = within();
    while (live_gateway::ask(port, list_by("client-" + text)).status != 200)
      REQUIRE(std::chrono::steady_clock::now() < until);
    CHECK(newest_key(engine) == "ps_native" + text);
  }
}

TEST_CASE(
    "O1 a secret's file that changes is reloaded, and one that everybody may read is refused "
    "until it is mended") {
  temporary_directory folder;
  const auto file = folder.path() / "native_key";
  write_file(file, "ps_first");
  live_gateway both(with{{"watch_files", "true"},
                         {"keys", "[{name: one, client_key: client-c, native_key_file: \"" + file.string() + "\"}]"}});
  CHECK(both.ask(list_by("client-c")).status == 200);
  CHECK(newest_key(both.engine) == "ps_first");
  const auto comes_to_key = [&](const std::string& key) {
    const auto until = within();
    while (both.ask(list_by("client-c")).status == 200 && newest_key(both.engine) != key)
      if (std::chrono::steady_clock::now() >= until) return false;
    return newest_key(both.engine) == key;
  };
  write_file(file, "ps_second");
  CHECK(comes_to_key("ps_second"));
  write_file(folder.path() / "aside", "ps_third");
  fs::permissions(folder.path() / "aside", fs::perms::others_read, fs::perm_options::add);
  fs::rename(folder.path() / "aside", file);
  CHECK(both.wait_until_told("everybody may read", 0));
  CHECK(both.ask(list_by("client-c")).status == 200);
  CHECK(newest_key(both.engine) == "ps_second");
  fs::permissions(file, fs::perms::others_read, fs::perm_options::remove);
  CHECK(comes_to_key("ps_third"));
}

TEST_CASE("O1 a file that was away is read as soon as another one is moved to its place") {
  temporary_directory folder, aside;  // moves between folders are seen in the second one alone
  const auto file = folder.path() / "native_key";
  write_file(file, "ps_first");
  live_gateway both(with{{"watch_files", "true"},
                         {"keys", "[{name: one, client_key: client-c, native_key_file: \"" + file.string() + "\"}]"}});
  CHECK(both.ask(list_by("client-c")).status == 200);
  fs::remove(file);
  REQUIRE(both.wait_until_told("the configuration stays as it was", 0));
  both.program.signal(SIGUSR1);
  REQUIRE(both.wait_until_told("SIGUSR1", 0));  // by now it watches again
  write_file(aside.path() / "native_key", "ps_second");
  fs::rename(aside.path() / "native_key", file);
  const auto until = within();
  while (both.ask(list_by("client-c")).status == 200 && newest_key(both.engine) != "ps_second")
    REQUIRE(std::chrono::steady_clock::now() < until);
  CHECK(newest_key(both.engine) == "ps_second");
}

TEST_CASE("O2 another engine: new requests go there with the new key alone, one in flight ends where it began") {
  fake_engine second(success_of);
  second.expect_keys({"ps_second"});
  live_gateway both(with{{"keys", key_of("client-c", "ps_first")}});
  both.engine.expect_keys({"ps_first"});
  raw_client kept(both.program.port()), waiting(both.program.port()), slow(both.program.port());
  kept.send(list_by("client-c"));
  REQUIRE(kept.read_answer().status == 200);
  slow.send(list_by("client-c").substr(0, 30));
  const auto held = both.engine.hold_next(json_reply(200, R"({"calls":[]})"));
  waiting.send(list_by("client-c"));
  REQUIRE(both.engine.wait_for_requests(2));
  both.write({{"keys", key_of("client-c", "ps_second")}, {"engine.base_url", "\"" + second.base_url() + "\""}});
  both.reload();
  kept.send(list_by("client-c"));
  CHECK(kept.read_answer().status == 200);
  CHECK(second.requests().size() == 1);
  held->open();
  CHECK(waiting.read_answer().status == 200);
  slow.send(list_by("client-c").substr(30));  // its first bytes came before the reload
  CHECK(slow.read_answer().status == 200);
  CHECK(both.engine.requests().size() == 3);
  CHECK(second.requests().size() == 1);
  for (auto* client : {&kept, &waiting, &slow}) {
    client->send(list_by("client-c"));
    CHECK(client->read_answer().status == 200);
  }
  CHECK(second.requests().size() == 4);
}

TEST_CASE("O1 limits, mount and origins change, and what needs a restart is said to") {
  live_gateway both(with{{"log.mask_numbers", "true"}});
  both.write({{"limits.body_bytes", "16"},
              {"workers", "2"},
              {"listeners", "[{address: \"127.0.0.2:0\"}]"},
              {"cors.origins", "[https://app.example]"},
              {"log.mask_numbers", "false"}});
  both.reload();
  CHECK(both.wait_until_told("only a restart changes these, they stay as they were: listeners, workers", 0));
  CHECK(both.ask(post("/call/start", start_body())).status == 413);
  const auto seen = both.ask(get("/call/list", "Origin: https://app.example\r\n"));
  REQUIRE(seen.find("Access-Control-Allow-Origin") != nullptr);
  CHECK(*seen.find("Access-Control-Allow-Origin") == "https://app.example");
  CHECK(both.told("engine.base_url") == 0);
  both.write({{"engine.base_url", "http://calls.example.com"}});  // plain HTTP through the internet
  both.reload();
  CHECK(both.wait_until_told("engine.base_url", 0));
}

TEST_CASE("O1 what only a restart changes stays as it was, however often it is read") {
  const auto second = tests::dead_port();
  live_gateway both(
      with{{"workers", "2"},
           {"listeners", "[{address: \"127.0.0.1:0\"}, {address: \"127.0.0.1:" + std::to_string(second) + "\"}]"}});
  both.write({{"listeners", "[{address: \"127.0.0.1:0\"}]"}, {"workers", "1"}, {"mount", "/calls"}});
  for (std::size_t times = 0; times < 3; ++times) {
    both.reload();
    CHECK(both.wait_until_told("only a restart changes these, they stay as they were: listeners, workers", times));
    for (int i = 0; i < 8; ++i)  // both workers have both listeners
      for (const auto port : {both.program.port(), second})
        CHECK(live_gateway::ask(port, "GET /calls/server/ok HTTP/1.1\r\nHost: a\r\n\r\n").status == 200);
  }
}

TEST_CASE("O1 L6 another limits.connections counts from now on, for those who are there already, too") {
  live_gateway both;
  raw_client first(both.program.port()), other(both.program.port());
  for (auto* client : {&first, &other}) {
    client->send(a_list);
    CHECK(client->read_answer().status == 200);
  }
  both.write({{"limits.connections", "2"}});
  both.reload();
  raw_client waiting(both.program.port());
  waiting.send(a_list);
  CHECK(waiting.read_answer(false, within(std::chrono::milliseconds(500))).status == 0);
  first.close();
  CHECK(waiting.read_answer().status == 200);
  other.send(a_list);
  CHECK(other.read_answer().status == 200);
}

TEST_CASE("O2 another engine: idle connections to the one before end at once, others with their requests") {
  fake_engine second(success_of);
  live_gateway both;
  std::vector<raw_client> clients;
  std::vector<std::shared_ptr<gate>> held;
  for (int i = 0; i < 2; ++i) {
    held.push_back(both.engine.hold_next(json_reply(200, R"({"calls":[]})")));
    clients.emplace_back(both.program.port());
    clients.back().send(a_list);
    REQUIRE(both.engine.wait_for_requests(clients.size()));
  }
  CHECK(both.ask(a_list).status == 200);
  REQUIRE(both.engine.connections() == 3);
  both.write({{"engine.base_url", "\"" + second.base_url() + "\""}});
  both.reload();
  CHECK(both.engine.wait_for_open(2));
  for (std::size_t i = 0; i < clients.size(); ++i) {
    held[i]->open();
    CHECK(clients[i].read_answer().status == 200);
    CHECK(both.engine.wait_for_open(1 - i));
  }
  CHECK(both.ask(a_list).status == 200);
  CHECK(second.requests().size() == 1);
  CHECK(both.engine.requests().size() == 3);
}

TEST_CASE("O1 another engine.idle_timeout counts for the connections that come") {
  live_gateway both(with{{"engine.idle_timeout", "1h"}});
  CHECK(both.ask(a_list).status == 200);
  both.write({{"engine.idle_timeout", "200ms"}});
  both.reload();
  CHECK(both.ask(a_list).status == 200);
  CHECK(both.engine.wait_for_open(0));
}

TEST_CASE("O1 log.level changes") {
  live_gateway both(with{{"limits.connections_per_address", "1"}, {"log.level", "info"}});
  const raw_client kept(both.program.port(), "127.0.0.2");
  CHECK(raw_client(both.program.port(), "127.0.0.2").is_closed_by_peer());
  CHECK(both.told("\"level\":\"debug\"") == 0);
  both.write({{"log.level", "debug"}});
  both.reload();
  CHECK(raw_client(both.program.port(), "127.0.0.2").is_closed_by_peer());
  CHECK(both.wait_until_told("\"level\":\"debug\"", 0));
}

TEST_CASE("O1 SIGHUP opens the access log's file again, and a reload may name another one") {
  live_gateway both;
  const auto log = both.program.directory() / "access.log", moved = both.program.directory() / "access.log.1";
  const auto lines_come = [](const fs::path& file) {
    const auto until = within();
    while (!fs::exists(file) || fs::file_size(file) == 0)
      if (std::chrono::steady_clock::now() >= until) return false;
    return true;
  };
  CHECK(both.ask(a_list).status == 200);
  REQUIRE(lines_come(log));
  fs::rename(log, moved);
  both.write_text("no configuration at all");
  both.reload_in_vain();
  CHECK(both.ask(a_list).status == 200);
  CHECK(lines_come(log));
  both.write({{"log.access", "\"${dir}/other.log\""}});
  both.reload();
  CHECK(both.ask(a_list).status == 200);
  CHECK(lines_come(both.program.directory() / "other.log"));
  both.write({{"log.access", "/nonexistent/access.log"}, {"mount", "/calls"}});
  CHECK(both.reload_in_vain().find("log.access") != std::string::npos);
  CHECK(both.ask(a_list).status == 200);
}

TEST_CASE("O1 a program that drains reloads nothing and is not ended by SIGHUP") {
  live_gateway both(with{{"watch_files", "true"}});
  const auto held = both.engine.hold_next(json_reply(200, R"({"calls":[]})"));
  raw_client waiting(both.program.port());
  waiting.send(a_list);
  REQUIRE(both.engine.wait_for_requests(1));
  both.program.signal(SIGTERM);
  REQUIRE(both.program.wait_for_stderr("draining"));
  const auto before = both.told("configuration reloaded");
  both.program.signal(SIGHUP);
  REQUIRE(both.program.wait_for_stderr("nothing is reloaded any more"));
  both.write({{"mount", "/calls"}});
  held->open();
  CHECK(waiting.read_answer().status == 200);
  CHECK(both.program.wait() == 0);
  CHECK(both.told("configuration reloaded") == before);
}

}  // namespace ramal::system_tests
