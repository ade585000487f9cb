// The real binary with a configuration that changes while it runs.
#pragma once

#include <csignal>
#include <string>

#include "tests/system/requests.hpp"

namespace ramal::system_tests {

struct live_gateway {
  // `settings` stand under those of each later write().
  explicit live_gateway(const with& settings = {}, fake_engine::handler engine_answers = success_of);

  // Puts a configuration in the place of the one before, as `mv` does. Settings replace or add keys.
  void write(const with& changes) { write_text(text(changes)); }
  void write_text(const std::string& yaml);
  std::string text(const with& changes) const;

  // How often stderr tells this so far.
  std::size_t told(const std::string& text) const;
  // Waits until it has told so once more than `before` times.
  bool wait_until_told(const std::string& text, std::size_t before, deadline until = within()) const;
  // SIGHUP, and waits until the new configuration is in force.
  void reload();
  // The same with one that is refused: what stderr said.
  std::string reload_in_vain();

  answer ask(std::string_view request) const { return ask(program.port(), request); }
  static answer ask(std::uint16_t port, std::string_view request);

  with base;
  fake_engine engine;  // outlives the program
  ramal_process program;
};

// A GET of the list with this client key.
std::string list_by(const std::string& key);
// "[{name: one, client_key: CLIENT, native_key: NATIVE}]"
std::string key_of(const std::string& client, const std::string& native);

}  // namespace ramal::system_tests
