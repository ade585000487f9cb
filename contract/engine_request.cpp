#include "contract/engine_request.hpp"

#include <algorithm>

namespace ramal::contract {

std::optional<engine_request> take_request(std::string& bytes) {
  engine_request request;
  request.head = parse_head(bytes);
  const auto length = content_length(request.head).value_or(0);
  if (request.head.size == 0 || bytes.size() < request.head.size + length) return std::nullopt;
  request.raw = bytes.substr(0, request.head.size + length);
  request.body = request.raw.substr(request.head.size);
  bytes.erase(0, request.raw.size());
  const auto& line = request.head.start_line;
  request.method = line.substr(0, line.find(' '));
  request.target = line.substr(std::min(request.method.size() + 1, line.size()));
  request.target.erase(std::min(request.target.rfind(' '), request.target.size()));
  return request;
}

}  // namespace ramal::contract
