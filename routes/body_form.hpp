// What a body is if it is not JSON: for the text of the refusal, which tells the user what to change.
#pragma once

#include <string_view>

namespace ramal::routes {

// The whole text of the error, "" if it cannot be told. A body is judged by its first bytes and by the Content-Type,
// which alone says little: a body that looks like JSON is meant to be JSON, whatever it is called.
std::string_view no_json_because(std::string_view body, std::string_view content_type);

}  // namespace ramal::routes
