// Text in and out of JSON strings and URLs. Pure; out parameters are reused buffers and are appended to.
#pragma once

#include <string>
#include <string_view>

#include "config/letters.hpp"
#include "routes/bytes.hpp"

namespace ramal::routes {

// Decodes the inside of a JSON string (well-formed, from a json::cursor) to UTF-8. False if a \u escape is a lone
// surrogate: such text has no UTF-8 form.
bool unescape_json(std::string_view inside, std::string& out);

// Appends plain text as the inside of a JSON string: quotes, backslashes and control bytes are escaped.
void escape_json(std::string_view plain, std::string& out);
void escape_json(std::string_view plain, bytes& out);

// Decodes %XX, and '+' as a blank as in a form (Go's url.ParseQuery). False on a bad escape.
bool decode_query_value(std::string_view raw, std::string& out);

// The same without the '+': for path segments.
bool decode_path_segment(std::string_view raw, std::string& out);

// Percent-encodes everything but RFC 3986's unreserved characters.
void encode_path_segment(std::string_view plain, std::string& out);

std::string_view trim_blanks(std::string_view text);
using config::equal_ignoring_case;

}  // namespace ramal::routes
