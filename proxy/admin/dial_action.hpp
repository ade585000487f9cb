// What the console's dialler asks the gateway for (console.md section 4), in the words of an Evolution GO client. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/model.hpp"

namespace ramal::admin {

enum class dial_action : std::uint8_t { start, answer, reject, hang_up, play, session, list, look, incoming };

// A telephone rings, or an agent's page does.
constexpr bool rings(dial_action what) { return what == dial_action::start || what == dial_action::incoming; }
constexpr bool only_looks(dial_action what) { return what == dial_action::list || what == dial_action::look; }

// What the page sends: {"key","number"}, or {"key","call_id"} and what the action needs beside it.
struct dial_order {
  std::string key;       // its name
  std::string body;      // for the gateway: JSON; "" for what only looks
  std::string id{};      // that the page gave this press of a button; "": none
  std::string target{};  // of look: "/call/get?callId=..."; "": that of the action
};
// Nothing if the body is no such object. `what`: all but list and look.
std::optional<dial_order> read_order(dial_action what, std::string_view body);
// "key=NAME", of look also "path=/call/get?callId=...": nothing if one of them is missing, or leads elsewhere than to a
// GET of calls.
std::optional<dial_order> read_look(dial_action what, std::string_view query);
// A value of "a=1&b=2", its escapes decoded; nothing if there is none.
std::optional<std::string> value_in_query(std::string_view query, std::string_view name);

// "/call/start" and the like, behind the mount; of `incoming` the reference engine's path; of `look` the order has it.
std::string_view target_of(dial_action what);
// What a path of the admin interface stands for: "/api/dial/answer". Of another path: start.
dial_action action_of(std::string_view path);

// {"status":201,"body":...}: what is no JSON stands there as a text.
std::string wrap_answer(unsigned status, std::string_view body);
// What the page shows of the keys: names, numbers with their last 4 digits, whether the dialler can use them; and with what
// the ids of its orders begin.
std::string list_dial_keys(const config::gateway& settings, bool is_demo, const std::string& order_prefix);

// Where a client of this machine reaches the gateway without TLS.
struct plain_listener {
  std::string host;
  std::size_t index = 0;  // of the listeners
};
std::optional<plain_listener> find_plain_listener(const config::gateway& settings);

}  // namespace ramal::admin
