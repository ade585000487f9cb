// The real binary with a key whose events go to a bot.
#pragma once

#include <string>
#include <string_view>

#include "tests/system/bot_stub.hpp"
#include "tests/system/requests.hpp"

namespace ramal::system_tests {

inline constexpr const char* hook = "hook-of-the-shop-0123456789abcdef";

// The value of `keys`: one key, shop, with this webhook. `more`: further entries of it, ", name: value".
std::string shop_key(const std::string& url, const std::string& more = "");

// The demo key with `hook`, and the key by id without one, for rules that hold at the hook's path as everywhere. Nothing
// listens where the events would go, and the engine is not asked for what it did not post.
with with_hook(const with& more = {});

// An engine whose list of calls is empty.
engine_reply no_calls(const engine_request& request);

// An event of the engine, flat, of this call: "call.ringing", "call.connected" or "call.ended". No time stands in it.
std::string native_event(std::string_view event, std::string_view call = "01", bool outbound = false);
// An event that is answered at once, since nobody translates it; 26 bytes, as rule_table's plain_body.
inline constexpr const char* odd_event = R"({"event":"call.odd","a":1})";
// What the engine posts, with its head. `fields`: more header lines, each with its line end.
std::string event_post(std::string_view body, std::string_view fields = "");
// The first lines of it, without the empty one and without any framing.
std::string event_head(std::string_view method = "POST");

struct hooked_gateway {
  // `folder` holds the outbox.
  hooked_gateway(const std::string& bot_url, const temporary_directory& folder, const with& settings = {},
                 fake_engine::handler engine_answers = no_calls, std::vector<std::string> environment = {});

  // Posts an event; the answer's status and body: "200 {\"ok\":true}".
  std::string post(std::string_view body) const;

  fake_engine engine;  // outlives the program
  ramal_process program;
};

}  // namespace ramal::system_tests
