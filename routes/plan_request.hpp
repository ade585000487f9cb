// Rewrites a client's request into the native operation (go-calls.md sections 3 and 4). Pure.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "routes/failure.hpp"
#include "routes/find.hpp"
#include "routes/json.hpp"
#include "routes/table.hpp"

namespace ramal::routes {

// What the client sent, after routing. Views live as long as the request's buffer.
struct client_request {
  const route* row = nullptr;
  std::string_view path_id{};  // raw segment from find()
  std::string_view query{};    // raw
  std::string_view body{};     // whole
  json::limits limits{};
};

// The native request, and what writing the client's answer will need. Reused: clear() keeps the capacity.
struct native_request {
  method verb = method::get;
  std::string target;   // path and query below the engine's base URL
  std::string body;     // empty: no body
  std::string call_id;  // decoded and trimmed, as the client knows it; empty if the operation has none
  std::string callee;   // digits, for start; of the native door for the log alone, empty where no number is sure
  // Of the native door: the text of `to`, or its JSON token if it is no string ("" for one with a point in it), and how
  // many members of the body, or parameters that pass, are spelt like it. If there are two, the engine may take either.
  std::string written_callee;
  unsigned callee_names = 0;
  std::uint32_t ignored = 0;  // bit i: ignored_names()[i]
  std::string text;           // scratch for decoding

  void clear();
};

// Fills `out`. Fails with invalid_json, too_deep, too_many_keys or number_too_long, with invalid_field with the text of
// the contract, or call_not_found for an id that no call has.
std::optional<failure> plan_request(const client_request& request, native_request& out);

}  // namespace ramal::routes
