#include "proxy/openapi.hpp"

#include <cstdio>

namespace ramal::net {

std::string_view find_openapi(std::string_view name) {
  for (const openapi_document& one : openapi_documents())
    if (one.name == name) return one.text;
  return {};
}

bool print_openapi(std::string_view name) {
  const std::string_view text = find_openapi(name);
  return !text.empty() && std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

}  // namespace ramal::net
