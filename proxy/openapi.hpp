// `ramal openapi`: the descriptions of docs/openapi/, which the program carries.
#pragma once

#include <span>
#include <string_view>

namespace ramal::net {

struct openapi_document {
  std::string_view name;  // "evolution-go.json", "native.json"
  std::string_view text;
};

// Made from docs/openapi/ when the program is built.
std::span<const openapi_document> openapi_documents();

// Prints that of the calls layer, or of the native door.
void print_openapi(bool native);

}  // namespace ramal::net
