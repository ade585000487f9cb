// One native call object rewritten into the client's call object (go-calls.md section 5, first table).
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "routes/bytes.hpp"
#include "routes/json.hpp"

namespace ramal::routes {

// Native keys that are renamed or mapped; the order is that of the names' table in call_object.cpp.
enum class native_key : unsigned char {
  id, external_id, direction, status, peer_number, created_at, updated_at, started_at, connected_at, ended_at,
  duration_seconds, count
};

// The raw tokens of one native call object. Reused from call to call: its vector keeps its room.
struct native_call {
  // A native key that is copied: `"name":value` as one span if the engine wrote it compactly, else two spans.
  struct copied {
    std::string_view name;   // with its quotes; empty if `value` holds whole members
    std::string_view value;
  };
  std::array<std::string_view, static_cast<std::size_t>(native_key::count)> known{};
  std::vector<copied> others;
  std::size_t bytes = 0;     // length of the object's text

  std::string_view operator[](native_key key) const { return known[static_cast<std::size_t>(key)]; }
};

// What is known of a call that was just started, whatever the native answer says of it.
struct known_of_call {
  std::string_view direction{};  // "outgoing" for start
  std::string_view callee{};     // digits for start
};

// Reads one object at the cursor. False if it is malformed (in.what() tells).
bool read_native_call(json::cursor& in, native_call& out);

// Appends the members of the client's object without braces, compact, at least `"video":false,"mediaType":"audio"`.
void write_call_members(const native_call& call, const known_of_call& known, bytes& out);

}  // namespace ramal::routes
