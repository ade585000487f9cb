// Reads what the engine says of a failure: `{"error": string, "code"?: string}`, or no JSON at all.
#pragma once

#include <string>
#include <string_view>

namespace ramal::routes {

// Raw insides of JSON strings (escapes untouched), empty where the engine gave none. Views into the body or `room`.
struct native_error {
  bool is_object = false;
  std::string_view text{};
  std::string_view code{};
};

// An object in `error` is flattened to its text: its `message`, `error`, `text` or `detail`, else all of it, escaped
// into `room`.
native_error read_native_error(std::string_view body, std::string& room);

}  // namespace ramal::routes
