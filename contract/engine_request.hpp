// One request as the engine has received it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "contract/http_text.hpp"

namespace ramal::contract {

struct engine_request {
  std::size_t connection = 0;     // 0 for the first connection that the engine accepted
  std::size_t on_connection = 0;  // 0 for the first request of its connection
  std::string method;
  std::string target;
  head_text head;
  std::string body;
  std::string raw;
};

// Takes one whole request from the front of `bytes`, by its Content-Length; nothing if it is not complete yet.
std::optional<engine_request> take_request(std::string& bytes);

}  // namespace ramal::contract
