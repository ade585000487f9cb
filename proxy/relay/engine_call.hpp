// A call as the engine's API describes it (native-calls.md, "Operations"), and the events that its state stands for. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/native_event.hpp"
#include "store/model.hpp"

namespace ramal::relay {

// "/v1/calls/{id}"; one of the ids is not empty.
std::string call_target(const store::call_ids& ids);

struct engine_call {
  store::call_ids ids;
  events::direction way = events::direction::unknown;
  std::string status;     // upper case as it came
  std::string peer, own;  // digits; `own` is meaningful where our side placed the call
  std::optional<events::time_point> started, connected, ended;
  std::optional<std::int64_t> duration;
};

// Nothing if the body is no call: no JSON object with an id and a status.
std::optional<engine_call> read_call(std::string_view body);

// The calls of `{"calls":[...]}`; those that cannot be read are left out. Nothing if it is no list.
std::optional<std::vector<engine_call>> read_calls(std::string_view body);

bool is_over(const engine_call& call);

// The engine's events of this call as it would have posted them, flat, oldest first: the offer while it rings, the accept
// once it is connected, the terminate once it is over.
std::vector<std::string> event_bodies(const engine_call& call);

}  // namespace ramal::relay
