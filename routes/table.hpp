// The contract as data (go-calls.md sections 3 and 4): a new alias, synonym or route is one line of table.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "config/key_operations.hpp"
#include "routes/method.hpp"

namespace ramal::routes {

// What a request asks for, whatever route it came by.
enum class operation : std::uint8_t {
  start,
  answer,
  reject,
  hangup,
  list,
  get,
  play,
  realtime_session,
  instance_status,
  server_ok,
  websocket,  // answered here; the engine sees nothing
};

// How the native answer is written for the client.
// connection, instances and manager: what clients of three kinds test a credential with.
enum class answer_shape : std::uint8_t {
  call,
  started_call,
  list,
  list_and_calls,
  session,
  connection,
  instances,
  manager,
  none
};

// One row: `{id}` in a pattern stands for one segment, a trailing `*` for anything below.
struct route {
  method verb;
  std::string_view pattern;  // below the mount
  operation op;
  answer_shape shape;
  bool alias = false;  // configuration `aliases: false` turns these off
};

// What the native side expects of an operation (native-calls.md "Operations").
struct native_operation {
  operation op;
  method verb;
  std::string_view before_id;  // path up to the call id, or the whole path
  std::string_view after_id;   // path behind it
  bool has_id;
  std::uint16_t success;        // status for the client
  std::string_view name;        // for the access log
  config::key_operation needs;  // what its key must be allowed; of no meaning where no key is needed
};

// A field of a request body. Rows of one meaning stand in order of precedence: the first non-empty one wins. A name has
// at most 32 characters.
enum class field : std::uint8_t { call_id, callee, media_url, mode, sdp, sdp_type, opaque_data, include_sdp };
struct field_name {
  std::string_view name;
  field meaning;
};

std::span<const route> routes();
std::span<const native_operation> native_operations();
const native_operation& native(operation op);
std::span<const field_name> field_names();
inline constexpr std::size_t most_field_names = 32;
// Names that meant something in some dialect and mean nothing here; named in the answer header X-Ramal-Ignored.
std::span<const std::string_view> ignored_names();
// Words of other native routes: they win over a call id in its place (native-calls.md "Operations"), so no call has
// them as its id, and a request for one must not become a request to that route.
bool is_reserved_id(std::string_view id);
// First words of routes of Evolution GO and similar servers that Ramal does not serve: they get a hint.
std::span<const std::string_view> unserved_words();

// A route of another interface for calls, and what it is called here. The first row that fits counts.
struct dialect {
  std::string_view pattern;
  std::string_view instead;  // plain text without quotes and backslashes
};
std::span<const dialect> dialects();

}  // namespace ramal::routes
