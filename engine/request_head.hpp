// What is wrong with a request's head although the parser took it: RFC 9112 demands a refusal, and a body of doubtful
// length would be read as the next request.
#pragma once

#include <boost/beast/http/message.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "engine/message.hpp"

namespace ramal::engine {

using request_head = boost::beast::http::request_header<>;

// 400 for framing and Host, 417 for an expectation other than 100-continue; nothing if all is well.
std::optional<response> problem_of(const request_head& head);

// Whether the client waits for "100 Continue" before it sends its body.
bool waits_for_continue(const request_head& head);

// The values of all lines of a header as one list, in their order; "" if there are none.
std::string joined(const request_head& head, std::string_view name);
// Whether a list has an element, whatever its case.
bool has_element(std::string_view list, std::string_view wanted);

// A target in absolute form is `http://authority/path`: its parts. Others stay as they are, without an authority.
struct target_parts {
  std::string_view authority;
  std::string_view path;  // and query, never empty
};
target_parts split_target(std::string_view target);

}  // namespace ramal::engine
