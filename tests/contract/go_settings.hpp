// The settings of a case that has an Evolution GO server.
#pragma once

#include <string>
#include <vector>

#include "contract/conversation.hpp"

namespace ramal::contract {

// Those of the case, after those that name the server at `address` ("127.0.0.1:PORT"), and each client's token there: the
// first one's, the second one's with the global key; the third one has none. Nothing is added where there is no server.
std::vector<setting> with_go_server(const contract_case& what, const std::string& address);

}  // namespace ramal::contract
