#include "tests/system/live_gateway.hpp"
#include "tests/harness/eventually.hpp"


#include <catch2/catch.hpp>
#include <filesystem>

namespace ramal::system_tests {
namespace {

with over(const with& base, const with& changes) {
  with all = base;
  for (const auto& [path, value] : changes) {
    std::erase_if(all, [&, name = path](const setting& s) { return s.first == name; });
    all.emplace_back(path, value);
  }
  return all;
}

}  // namespace

live_gateway::live_gateway(const with& settings, fake_engine::handler engine_answers)
    : base(settings), engine(std::move(engine_answers)), program(gateway_yaml(engine.base_url(), base)) {}

std::string live_gateway::text(const with& changes) const {
  std::string yaml = gateway_yaml(engine.base_url(), over(base, changes));
  constexpr std::string_view placeholder = "${dir}";
  for (auto at = yaml.find(placeholder); at != std::string::npos; at = yaml.find(placeholder))
    yaml.replace(at, placeholder.size(), program.directory().string());
  return yaml;
}

void live_gateway::write_text(const std::string& yaml) {
  const auto aside = program.directory() / "ramal.yaml.new";
  write_file(aside, yaml);
  std::filesystem::rename(aside, program.directory() / "ramal.yaml");
}

std::size_t live_gateway::told(const std::string& text) const {
  const std::string all = program.stderr_text();
  std::size_t count = 0;
  for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++count;
  return count;
}

bool live_gateway::wait_until_told(const std::string& text, std::size_t before, deadline until) const {
  return tests::eventually([&] { return told(text) > before; }, until);
}

void live_gateway::reload() {
  const auto before = told("configuration reloaded");
  program.signal(SIGHUP);
  INFO(program.stderr_text());
  REQUIRE(wait_until_told("configuration reloaded", before));
}

std::string live_gateway::reload_in_vain() {
  const auto start = program.stderr_text().size();
  const auto before = told("the configuration stays as it was");
  program.signal(SIGHUP);
  REQUIRE(wait_until_told("the configuration stays as it was", before));
  return program.stderr_text().substr(start);
}

answer live_gateway::ask(std::uint16_t port, std::string_view request) {
  raw_client client(port);
  client.send(request);
  return client.read_answer();
}

std::string list_by(const std::string& key) {
  return "GET " + std::string(default_mount) + "/call/list HTTP/1.1\r\nHost: ramal.example\r\napikey: " + key +
         "\r\n\r\n";
}

std::string key_of(const std::string& client, const std::string& native) {
  return "[{name: one, client_key: " + client + ", native_key: " + native + "}]";
}

}  // namespace ramal::system_tests
