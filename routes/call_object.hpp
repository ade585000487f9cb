// One native call object rewritten into the client's call object (go-calls.md section 5, first table).
#pragma once

#include <string>
#include <string_view>

#include "routes/bytes.hpp"
#include "routes/call_reader.hpp"

namespace ramal::routes {

// What is known of a call before the native answer is read; it wins over what the answer says.
struct known_of_call {
  std::string_view id{};         // `callId` and `id`: the inside of a JSON string; empty: they are left out
  std::string_view direction{};  // "outgoing" for start
  std::string_view callee{};     // digits for start
};

// The id that clients see: the inside of a JSON string that every route takes back as a call id, or the text of a
// number. Empty if the engine gave none. `scratch` is for decoding.
std::string_view shown_id(const native_call& call, std::string& scratch);
// The engine's own id, in the same form.
std::string_view native_id(const native_call& call);

// Appends the members of the client's object without braces, compact, at least `"video":false,"mediaType":"audio"`.
void write_call_members(const native_call& call, const known_of_call& known, bytes& out);

}  // namespace ramal::routes
