// Reads what the engine says of a failure: `{"error": string, "code"?: string}`, another form of that (problem+json, a
// framework's list of texts), or no JSON at all.
#pragma once

#include <string>
#include <string_view>

namespace ramal::routes {

// Raw insides of JSON strings (escapes untouched), empty where the engine gave none. Views into the body or `scratch`.
struct native_error {
  bool is_json = false;
  bool is_object = false;
  bool has_error = false;  // a text stands in `error` itself
  std::string_view text{};
  std::string_view code{};
};

// The text is that of `error`, else of `message`, `errors`, `detail` or `title`. An object is flattened to its text:
// its `message`, `error`, `text`, `detail` or `title`, else all of it, escaped into `scratch`; of a list the texts of its
// elements, joined in `scratch`.
native_error read_native_error(std::string_view body, std::string& scratch);

}  // namespace ramal::routes
