// The bytes of one request.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "proxy/relay/delivery_client.hpp"

namespace ramal::relay {

// HTTP/1.1 with Host and Content-Length, and no Expect. Nothing if a header's name is no token, or its value has control
// characters: a line break would begin another header.
std::optional<std::string> request_text(std::string_view method, const delivery_request& what);

}  // namespace ramal::relay
