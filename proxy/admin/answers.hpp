// What the admin interface answers, as text.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "config/model.hpp"
#include "proxy/admin/judge.hpp"

namespace ramal::admin {

struct answer {
  std::uint16_t status = 200;
  std::string_view content_type = "application/json";
  std::string body{};
  std::string_view allow{};
  std::string_view cache = "no-store";
  std::string_view encoding{};  // of the body: "gzip"
  std::string etag{};
  std::string policy{};  // Content-Security-Policy
  // If it is there, the answer comes later: this is called with what takes it, once, on the loop.
  std::function<void(std::function<void(answer)>)> later{};
  // If it is there, the body goes on until the client goes: what is new, "" for nothing now. Called on the loop.
  std::function<std::string()> more{};
  // The request had the admin token: its connection makes way for no other.
  bool shows_token = false;
};

answer answer_refusal(const refusal& why);

// What /readyz looks at.
struct readiness {
  bool listening = true;  // the listeners are open
  bool draining = false;  // the program ends
  bool can_store = true;  // the outbox takes events
};
// 200, or 503 with the reasons.
answer answer_readiness(const readiness& now);
// The settings as a file, secrets as ***, and whole numbers with their last 4 digits unless log.mask_numbers is off.
answer answer_configuration(config::gateway settings);
answer answer_version(std::string_view version, std::string_view commit);

// {"level":"debug"} has "debug"; "" where there is none, or anything else is wrong with it.
std::string_view level_in(std::string_view body);

}  // namespace ramal::admin
