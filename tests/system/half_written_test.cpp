// Rule O1 of http-rules.md: a configuration that is half written is not loaded, neither at the start nor later.
#include <catch2/catch.hpp>

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <fstream>

#include "tests/system/live_gateway.hpp"

namespace ramal::system_tests {
namespace {

struct two_keys {
  std::string first_half, rest;
};

// A configuration whose first half is one, too, but with one key of two.
two_keys with_two_keys(const live_gateway& of) {
  const std::string text = of.text({{"keys", "[{name: one, client_key: first-client, native_key: ps_first}]"}});
  const auto keys = text.find("keys: ");
  const std::string others = text.substr(0, keys) + text.substr(text.find('\n', keys) + 1);
  return {others + "keys:\n  - {name: one, client_key: first-client, native_key: ps_first}\n",
          "  - {name: two, client_key: second-client, native_key: ps_second}\n"};
}

// Waits until somebody opens the file.
class opened {
 public:
  explicit opened(const std::filesystem::path& file) : fd_(::inotify_init1(IN_CLOEXEC)) {
    ::inotify_add_watch(fd_, file.c_str(), IN_OPEN);
  }
  ~opened() { ::close(fd_); }
  bool wait() const {
    pollfd readable{fd_, POLLIN, 0};
    return ::poll(&readable, 1, 20'000) == 1;
  }

 private:
  int fd_;
};

}  // namespace

TEST_CASE("O1 a configuration that is cut off anywhere is refused by a reload, and the old one stays") {
  live_gateway both(with{{"keys", key_of("first-client", "ps_first")}});
  const std::string whole = both.text({{"keys", key_of("second-client", "ps_second")}});
  std::size_t tried = 0;
  for (std::size_t cut = 1; cut < whole.size(); cut += 11) {
    if (whole[cut - 1] == '\n') continue;
    ++tried;
    INFO(whole.substr(0, cut));
    both.write_text(whole.substr(0, cut));
    CHECK(both.reload_in_vain().find("no line end, so the file may be cut off") != std::string::npos);
  }
  CHECK(tried > 30);
  CHECK(both.ask(list_by("first-client")).status == 200);
  CHECK(both.ask(list_by("second-client")).status == 401);
  CHECK(both.told("configuration reloaded") == 0);
  both.write_text(whole);
  both.reload();
  CHECK(both.ask(list_by("second-client")).status == 200);
}

TEST_CASE("O1 a configuration that is cut off is refused at the start, and by check and engine") {
  temporary_directory folder;
  const auto file = folder.path() / "ramal.yaml";
  const std::string gateway = gateway_yaml("http://127.0.0.1:1", {{"log.access", "off"}});
  const std::string engine = "numbers: [{name: a, number: 5511999990009, key: a1b2c3}]\napi: 127.0.0.1:0";
  const std::vector<std::pair<std::vector<std::string>, std::string>> rows{
      {{"serve", "--config"}, gateway},
      {{"check", "--config"}, gateway},
      {{"engine", "--config"}, engine + "\n"},
      {{"check", "--engine", "--config"}, engine + "\n"}};
  for (const auto& [words, text] : rows) {
    for (const std::size_t missing : {std::size_t{1}, std::size_t{2}, std::size_t{20}}) {
      write_file(file, text.substr(0, text.size() - missing));
      std::vector<std::string> arguments = words;
      arguments.push_back(file.string());
      ramal_process program(arguments);
      CHECK(program.wait() == 78);
      CHECK(program.stderr_text().find("no line end, so the file may be cut off") != std::string::npos);
    }
  }
}

TEST_CASE("O1 SIGHUP while the file is written: the reload waits for the rest") {
  live_gateway both(with{{"keys", key_of("old-client", "ps_old")}});
  const auto [half, rest] = with_two_keys(both);
  std::ofstream open(both.program.directory() / "ramal.yaml", std::ios::binary | std::ios::trunc);
  open << half << std::flush;
  both.program.signal(SIGHUP);
  REQUIRE(both.wait_until_told("is being written at this moment", 0));
  CHECK(both.ask(list_by("first-client")).status == 401);
  CHECK(both.ask(list_by("old-client")).status == 200);
  open << rest << std::flush;
  open.close();
  REQUIRE(both.wait_until_told("configuration reloaded", 0));
  for (const auto* key : {"first-client", "second-client"}) CHECK(both.ask(list_by(key)).status == 200);
  CHECK(both.ask(list_by("old-client")).status == 401);
  CHECK(both.told("configuration reloaded") == 1);
  CHECK(both.told("stays as it was") == 0);
}

TEST_CASE("O1 a file that is watched is reloaded when its writer has closed it") {
  live_gateway both(with{{"keys", key_of("old-client", "ps_old")}, {"watch_files", "true"}});
  const auto [half, rest] = with_two_keys(both);
  std::ofstream open(both.program.directory() / "ramal.yaml", std::ios::binary | std::ios::trunc);
  open << half << std::flush;
  REQUIRE(both.wait_until_told("is being written at this moment", 0));
  CHECK(both.ask(list_by("first-client")).status == 401);
  open << rest << std::flush;
  open.close();
  REQUIRE(both.wait_until_told("configuration reloaded", 0));
  CHECK(both.ask(list_by("second-client")).status == 200);
}

TEST_CASE("O1 a start waits for the writer of its configuration") {
  live_gateway model;
  const auto [half, rest] = with_two_keys(model);
  temporary_directory folder;
  const auto file = folder.path() / "ramal.yaml";
  write_file(file, half);
  std::ofstream open(file, std::ios::binary | std::ios::app);
  const opened seen(file);
  ramal_process program(std::vector<std::string>{"serve", "--config", file.string()});
  REQUIRE(seen.wait());
  open << rest << std::flush;
  open.close();
  REQUIRE(program.wait_for_stderr("listening on 127.0.0.1:"));
  const auto said = program.stderr_text();
  const auto port = static_cast<std::uint16_t>(std::stoi(said.substr(said.find("on 127.0.0.1:") + 13)));
  for (const auto* key : {"first-client", "second-client"}) CHECK(live_gateway::ask(port, list_by(key)).status == 200);
  CHECK(program.stop() == 0);
}

}  // namespace ramal::system_tests
