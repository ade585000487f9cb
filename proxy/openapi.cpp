#include "proxy/openapi.hpp"

#include <cstdio>

namespace ramal::net {

void print_openapi(bool native) {
  for (const openapi_document& one : openapi_documents())
    if (one.name == (native ? "native.json" : "evolution-go.json"))
      std::fwrite(one.text.data(), 1, one.text.size(), stdout);
}

}  // namespace ramal::net
