// Messages written compactly in a case, made into bytes: defaults are added, nothing else is touched.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/deployment.hpp"
#include "contract/http_text.hpp"

namespace ramal::contract {


// First line, `Name: value` lines, then the body: from the first line that is no field, or behind an empty line.
struct compact_message {
  std::string start;
  std::vector<field> fields;
  std::vector<std::string> directives;  // lines between the fields that are one of the words asked for
  std::string body;
  bool has_body = false;
  bool empty_line = false;  // stood in front of the body

  bool has_field(std::string_view name) const;
  bool has_directive(std::string_view word) const;
};

// `is_directive` tells which lines among the fields are no fields; null: none.
compact_message parse_compact(const std::vector<std::string>& lines,
                              bool (*is_directive)(std::string_view line) = nullptr);

// "POST /call/start" and what follows.
compact_message parse_request(const std::vector<std::string>& lines);

// The same as bytes: the target is put below `mount` unless it begins with '='; Host, the client's key, Content-Type and
// Content-Length are added where the text has none ("no key", "no Host" leave them out).
std::string request_bytes(const compact_message& message, std::string_view mount, const deployment& at);

// "200" and what follows, as bytes, with Content-Type and Content-Length where the text has none.
std::string native_answer_bytes(const std::vector<std::string>& lines);

// What the engine answers if a case does not say: a success of the operation.
std::string default_native_answer(std::string_view start);
// The same of an Evolution GO server.
std::string default_go_answer();

}  // namespace ramal::contract
