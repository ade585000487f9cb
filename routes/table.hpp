// The contract as data (go-calls.md sections 3 and 4, gateway.md section 1): a new alias, synonym or route is one line
// of table.cpp.
#pragma once

#include <array>
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
  pre_accept,  // from here to request_permission: of the native door alone
  read_settings,
  write_settings,
  read_permissions,
  request_permission,
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
  untouched,  // the native door: as the engine wrote it
  none
};

// What the native door does with a request's body. `none`: it is dropped.
enum class body_rule : std::uint8_t { none, optional, required };

// One row: `{id}` in a pattern stands for one segment, a trailing `*` for anything below.
struct route {
  method verb;
  std::string_view pattern;  // below the mount of its door
  operation op;
  answer_shape shape;
  bool alias = false;  // configuration `aliases: false` turns these off
  // Of the native door: the body, and the parameters of the query that pass; "" for no more.
  body_rule body = body_rule::none;
  std::array<std::string_view, 2> query{};

  bool is_native() const { return shape == answer_shape::untouched; }
  // Of the calls layer a POST says something with its body, and nothing else does.
  bool wants_body() const { return is_native() ? body != body_rule::none : verb == method::post; }
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
// The native door's (gateway.md section 1), below `native_mount`.
std::span<const route> native_routes();
std::span<const native_operation> native_operations();
const native_operation& native(operation op);
std::span<const field_name> field_names();
inline constexpr std::size_t most_field_names = 32;
// Names that meant something in some dialect and mean nothing here; named in the answer header X-Ramal-Ignored.
std::span<const std::string_view> ignored_names();
// Words of other native routes: they win over a call id in its place (native-calls.md "Operations"), so no call has
// them as its id, and a request for one must not become a request to that route. In any case of letters: many servers'
// routers do not look at it.
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
