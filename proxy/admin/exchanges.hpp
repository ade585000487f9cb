// What the paths of the inspector answer (console.md sections 1 and 3).
#pragma once

#include <chrono>
#include <string_view>

#include "proxy/admin/answers.hpp"
#include "proxy/inspector/recorder.hpp"

namespace ramal::admin {

struct instant {
  std::chrono::steady_clock::time_point now;
  std::chrono::system_clock::time_point wall;
};

// `query`: since=SEQ and n=1..500; a SEQ that is still to come is one of a program that ran before: all are shown.
answer list_exchanges(inspector::recorder& all, std::string_view query, instant at);
// `path`: "/api/requests/7".
answer show_exchange(const inspector::recorder& all, std::string_view path);
// A stream of events, which `all` outlives: "hello", then each exchange behind `since`, or from now on.
answer begin_events(inspector::recorder& all, std::string_view query, instant at);
// `body`: {"minutes":15}; 0 turns it off.
answer switch_inspector(inspector::recorder& all, std::string_view body, instant at);

}  // namespace ramal::admin
