// An engine that runs on a manual clock and sends its webhooks to a receiver.
#pragma once

#include "engine/server.hpp"
#include "tests/engine/clients.hpp"
#include "tests/engine/hook_receiver.hpp"

namespace ramal::engine::test {

struct hooked {
  hook_receiver hooks;
  std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>(*parse_time("2026-01-31T12:00:00Z"));
  server running;
  api_client client;

  explicit hooked(std::vector<hook_answer> answers = {}, config::reference_engine base = test_settings())
      : hooks(std::move(answers)), running(with_url(std::move(base), hooks.url()), time), client(start(running)) {}

  static config::reference_engine with_url(config::reference_engine made, const std::string& url) {
    made.webhook_url = url;
    return made;
  }
  static std::uint16_t start(server& one) {
    one.start();
    return one.api_port();
  }
  void pass(milliseconds by) {
    time->advance(by);
    running.wake();
  }
};

inline std::vector<std::string> names(const std::vector<hook>& hooks) {
  std::vector<std::string> made;
  for (const hook& one : hooks) made.emplace_back(std::string_view(one.body.at("event").as_string()));
  return made;
}

}  // namespace ramal::engine::test
