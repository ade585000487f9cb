#include "proxy/openapi.hpp"

#include <cstdio>

namespace ramal::net {

bool print_openapi(std::string_view name) {
  for (const openapi_document& one : openapi_documents())
    if (one.name == name) return std::fwrite(one.text.data(), 1, one.text.size(), stdout) == one.text.size();
  return false;
}

}  // namespace ramal::net
